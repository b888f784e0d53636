"""When a therapist works: weekly hours, from and until which day, and extra hours on one day."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from django.db import transaction
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling import public_holidays
from scheduling.locking import lock
from scheduling.models import TimeOff, WeeklyHours
from scheduling.models.hours import Weekday
from scheduling.signals import time_freed
from scheduling.slots import DAY, day_span
from scheduling.weeks import Dates, Stretch, Week, closed_between, first_clash, weeks

ALWAYS = Dates()


def set_hours(*, actor: User, stretches: Sequence[Stretch], dates: Dates = ALWAYS) -> None:
    """These are the therapist's weekly hours between two dates, on the clock of their own zone.

    What held on those dates before is replaced; before and after them it goes on. Extra hours on
    single days stay. Sessions booked already stay as they are. Raises `Refused` when two stretches
    overlap, one ends before it begins, or one overlaps extra hours.
    """
    access.require(actor, Action.KEEP_HOURS)
    _require_possible(stretches)
    if dates.run_backwards:
        raise Refused(_("The last day comes before the first."))
    if dates.is_one_day:
        raise Refused(_("For a single day, add extra hours or time off instead."))
    with transaction.atomic():
        lock(therapist=actor)
        _require_clear_of_extra(actor, stretches, dates)
        before = WeeklyHours.objects.of(actor).regular().within(dates.since, dates.until)
        left = [(piece, row.stretch) for row in before for piece in row.dates.without(dates)]
        before.delete()
        _open(actor, [*left, *((dates, stretch) for stretch in stretches)])
        time_freed.send(User, therapist=actor)
        audit.record("hours.set", actor=actor, detail=_told(dates, stretches))


def drop_week(*, actor: User, dates: Dates) -> None:
    """Take back a week that begins on a later date: the one before it goes on instead."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic():
        lock(therapist=actor)
        for before, week in pairwise(weeks_of(actor)):
            if week.dates == dates:
                set_hours(actor=actor, stretches=before.stretches, dates=dates)
                return
    raise Http404


def change_week(*, actor: User, was: Dates, dates: Dates, stretches: Sequence[Stretch]) -> None:
    """Give a week that begins on a later date other hours or other dates. Where it held and holds
    no more, the week before it goes on."""
    with transaction.atomic(), audit.at_the_end():
        drop_week(actor=actor, dates=was)
        set_hours(actor=actor, stretches=stretches, dates=dates)


def add_extra_hours(*, actor: User, day: date, stretch: Stretch, today: date) -> WeeklyHours:
    """Open on one day besides the weekly hours, also when it is a holiday.

    Raises `Refused` for a day that is over or off, and for hours that are open already.
    """
    access.require(actor, Action.KEEP_HOURS)
    stretch = Stretch(day.weekday(), stretch.opens, stretch.closes, stretch.modality)
    _require_possible([stretch])
    if day < today:
        raise Refused(_("That day is over already."))
    with transaction.atomic():
        lock(therapist=actor)
        _require_not_off(actor, day)
        for other in open_on(actor, day):
            if stretch.clashes(other):
                raise Refused(open_already(day, other))
        (row,) = _open(actor, [(Dates(day, day), stretch)])
        time_freed.send(User, therapist=actor)
        audit.record("hours.add_extra", actor=actor, row=row)
    return row


def work_on_holiday(*, actor: User, day: date, today: date) -> None:
    """Open on a public holiday with the hours of that weekday. Raises `Refused` where there are
    none, and as `add_extra_hours` does."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic(), audit.at_the_end():
        lock(therapist=actor)
        usual = usually_open_on(actor, day)
        if not usual:
            raise Refused(
                _("You have no hours on a %(day)s. Add extra hours instead.")
                % {"day": Weekday(day.weekday()).label}
            )
        for stretch in usual:
            add_extra_hours(actor=actor, day=day, stretch=stretch, today=today)


def remove_extra_hours(*, actor: User, row: WeeklyHours) -> None:
    """Not open besides the weekly hours on that day after all. What is booked stays."""
    access.require(actor, Action.KEEP_HOURS)
    if row.therapist_id != actor.pk or not row.dates.is_one_day:
        raise Http404
    with transaction.atomic():
        WeeklyHours.objects.filter(pk=row.pk).delete()
        audit.record("hours.remove_extra", actor=actor, row=row)


def weeks_of(therapist: User) -> list[Week]:
    """The therapist's weeks, one after another."""
    rows = WeeklyHours.objects.of(therapist).regular()
    return weeks([(row.dates, row.stretch) for row in rows])


def usually_open_on(therapist: User, day: date) -> list[Stretch]:
    """The weekly hours of one day, whether it is a holiday or not."""
    rows = WeeklyHours.objects.of(therapist).regular().within(day, day)
    return sorted(row.stretch for row in rows.filter(weekday=day.weekday()))


def open_on(therapist: User, day: date) -> list[Stretch]:
    """What is open on one day, holidays and extra hours counted in, time off not looked at."""
    rows = WeeklyHours.objects.of(therapist).within(day, day).filter(weekday=day.weekday())
    if public_holidays.of_therapist(therapist, first=day, last=day):
        rows = rows.on_one_day()
    return sorted(row.stretch for row in rows)


def shape_of(therapist: User, monday: date) -> list[Stretch]:
    """One week as it is: weekly and extra hours, without holidays and time off. To be copied."""
    sunday = monday + 6 * DAY
    rows = list(WeeklyHours.objects.of(therapist).within(monday, sunday))
    kept = dict(public_holidays.of_therapist(therapist, first=monday, last=sunday))
    whole = day_span(monday, 7, therapist.tz)
    away = list(TimeOff.objects.filter(therapist=therapist).overlapping(whole.start, whole.end))
    shape: list[Stretch] = []
    for day in (monday + number * DAY for number in range(7)):
        stretches = [
            row.stretch
            for row in rows
            if row.weekday == day.weekday()
            and row.dates.hold(day)
            and (row.dates.is_one_day or day not in kept)
        ]
        for off in away:
            stretches = closed_between(stretches, off.minutes_of(day, therapist.tz))
        shape += stretches
    return sorted(set(shape))


def ends_too_early(stretch: Stretch) -> str:
    return _("%(day)s: %(closes)s is not after %(opens)s.") % {
        "day": Weekday(stretch.weekday).label,
        "opens": f"{stretch.opens:%H:%M}",
        "closes": f"{stretch.closes:%H:%M}",
    }


def overlapping(earlier: Stretch, later: Stretch) -> str:
    return _("%(day)s: %(earlier)s and %(later)s overlap.") % {
        "day": Weekday(earlier.weekday).label,
        "earlier": _hours(earlier),
        "later": _hours(later),
    }


def open_already(day: date, stretch: Stretch) -> str:
    return _("You are open on %(day)s from %(opens)s to %(closes)s already.") % {
        "day": date_format(day, "l j F"),
        "opens": f"{stretch.opens:%H:%M}",
        "closes": f"{stretch.closes:%H:%M}",
    }


def _require_possible(stretches: Sequence[Stretch]) -> None:
    for stretch in stretches:
        if not stretch.runs_forward:
            raise Refused(ends_too_early(stretch))
    clash = first_clash(stretches)
    if clash is not None:
        raise Refused(overlapping(*clash))


def _require_clear_of_extra(actor: User, stretches: Sequence[Stretch], dates: Dates) -> None:
    for row in WeeklyHours.objects.of(actor).on_one_day().within(dates.since, dates.until):
        day = row.since
        assert day is not None
        if public_holidays.of_therapist(actor, first=day, last=day):
            continue
        if any(stretch.clashes(row.stretch) for stretch in stretches):
            raise Refused(
                _(
                    "%(day)s has extra hours, %(hours)s, which overlap these. "
                    "Remove the extra hours first."
                )
                % {"day": date_format(day, "l j F"), "hours": _hours(row.stretch)}
            )


def _require_not_off(actor: User, day: date) -> None:
    whole = day_span(day, 1, actor.tz)
    if TimeOff.objects.filter(therapist=actor).overlapping(whole.start, whole.end).exists():
        raise Refused(
            _("You have time off on %(day)s. Change the time off first.")
            % {"day": date_format(day, "l j F")}
        )


def _open(actor: User, hours: Iterable[tuple[Dates, Stretch]]) -> list[WeeklyHours]:
    """Save them, but for what falls on no day at all."""
    return WeeklyHours.objects.bulk_create(
        WeeklyHours(
            therapist=actor,
            weekday=stretch.weekday,
            opens=stretch.opens,
            closes=stretch.closes,
            modality=stretch.modality,
            since=dates.since,
            until=dates.until,
        )
        for dates, stretch in hours
        if dates.ever_have(stretch.weekday)
    )


def _told(dates: Dates, stretches: Sequence[Stretch]) -> dict[str, object]:
    return {
        "stretches": len(stretches),
        "since": dates.since.isoformat() if dates.since else "",
        "until": dates.until.isoformat() if dates.until else "",
    }


def _hours(stretch: Stretch) -> str:
    return f"{stretch.opens:%H:%M}–{stretch.closes:%H:%M}"
