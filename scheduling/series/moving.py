"""What becomes of a series when this and the following sessions are moved to another time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from people.errors import Refused
from people.models import Practice, User
from scheduling import meeting, rules
from scheduling.models import Appointment, Scope, Series
from scheduling.models.series import days_of
from scheduling.recurrence import Occurrence, Rhythm, Rule, occurrences
from scheduling.series.family import ahead, was_moved_alone
from scheduling.series.plan import Picks, Plan, Step, asking_for, decide, note_clocks
from scheduling.series.sight import Sight, look
from scheduling.slots import day_span

MOVED_ALONE, TOO_LATE = "moved-alone", "too-late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A series cut at one session: the sessions from there on, the rule under which they go on,
    and the day and time which that rule gives to each."""

    pivot: Appointment
    family: list[Series]
    rule: Rule
    given: Mapping[UUID, Occurrence]
    sessions: list[Appointment]
    kept: Mapping[UUID, int]
    """How many days are left to each series that came before."""


def clock_of(pivot: Appointment) -> ZoneInfo:
    """By which the series goes on: the therapist's, in person the place's."""
    return meeting.zone(pivot.modality, own=pivot.therapist.tz)


def cut(*, pivot: Appointment, to: datetime, at: datetime) -> Move:
    """Cut its series at `pivot`, so that it and the following go on in the same rhythm from `to`.

    The rhythm is kept by counting: the third session from here on becomes the new rule's third.
    """
    series = pivot.series
    if series is None:
        raise Refused(_("This session doesn’t repeat."))
    family = series.family()
    days = days_of(family)
    places = {(one.pk, day): number for number, (one, day) in enumerate(days)}

    def place(one: Appointment) -> int | None:
        """Which of all the days this is, or none: its day was cut off before."""
        if one.series_id is None or one.series_day is None:
            return None
        return places.get((one.series_id, one.series_day))

    first = place(pivot)
    if first is None:
        raise Refused(_("This session stands alone by now. Move it by itself."))
    zone = clock_of(pivot)
    there = to.astimezone(zone)
    rule = Rule(
        rhythm=Rhythm(series.frequency),
        interval=series.interval,
        first_on=there.date(),
        wall_time=there.time(),
        zone=zone,
        count=len(days) - first,
    )
    new = occurrences(rule)
    # Where clocks go back, the first one may be the second of two equal times.
    new[0] = replace(new[0], starts_at=to)
    given = {
        one: new[number - first]
        for one in ahead(family, pivot=pivot, scope=Scope.ALL, at=at)
        if (number := place(one)) is not None and number >= first
    }
    return Move(
        pivot=pivot,
        family=family,
        rule=rule,
        given={one.pk: occurrence for one, occurrence in given.items()},
        sessions=list(given),
        kept={
            one.pk: sum(1 for other, _day in days[:first] if other.pk == one.pk) for one in family
        },
    )


def plan_move(
    move: Move, *, actor: User, at: datetime, picks: Picks | None = None
) -> tuple[Plan, Sight]:
    """What would happen to each session. Those moved alone stay where they were put; those whose
    window has closed stay, too."""
    picks = picks or {}
    practice = Practice.current()
    steps = [
        Step(
            key=str(one.pk),
            starts_at=move.given[one.pk].starts_at,
            length=one.length,
            appointment=one,
            stays=_why_it_stays(one, move, actor=actor, practice=practice, at=at),
        )
        for one in move.sessions
    ]
    going = [
        step.appointment
        for step in steps
        if step.appointment and not step.stays and picks.get(step.key, step.starts_at) is not None
    ]
    care = move.pivot.care
    plan = Plan(rule=move.rule, wanted=move.pivot.wanted, steps=steps)
    starts = {step.starts_at for step in steps} | {pick for pick in picks.values() if pick}
    sight = look(
        care=care,
        wanted=plan.wanted,
        starts=sorted(starts),
        at=at,
        asking=asking_for(actor, care, moving=going),
        viewer=actor,
    )
    decide(plan, sight, picks)
    note_clocks(plan, care.patient)
    return plan, sight


def times_near(pivot: Appointment, *, actor: User, at: datetime) -> list[datetime]:
    """Free times of that week, by the series' clock, for the session at which it is cut."""
    zone = clock_of(pivot)
    day = pivot.starts_at.astimezone(zone).date()
    week = day_span(day - timedelta(days=day.weekday()), 7, zone)
    sight = look(
        care=pivot.care,
        wanted=pivot.wanted,
        starts=[pivot.starts_at],
        at=at,
        asking=asking_for(actor, pivot.care, moving=[pivot]),
        viewer=actor,
    )
    return [
        start for start in sight.grid if week.start <= start < week.end and start != pivot.starts_at
    ]


def _why_it_stays(
    one: Appointment, move: Move, *, actor: User, practice: Practice, at: datetime
) -> str:
    if one.pk != move.pivot.pk and was_moved_alone(one):
        return MOVED_ALONE
    if not rules.can_move(one, by=actor, practice=practice, at=at):
        return TOO_LATE
    return ""
