"""Which times are free: set-based reads from the database, then one pass of `slots`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from people.models import Care, Practice, TherapistProfile, User
from scheduling.models import Appointment, Hold, TimeOff, WeeklyHours
from scheduling.slots import NOTHING, Span, Wanted, WeeklyRule, bookable, day_span, free_slots

Spans = dict[UUID, list[Span]]
AROUND_THE_CLOCK = [WeeklyRule(weekday, time(), time()) for weekday in range(7)]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A free time of one therapist, as instants."""

    starts_at: datetime
    ends_at: datetime
    therapist_id: UUID

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks and what may be looked past.

    A patient is not offered times in which they have a session already, and may go on seeing a
    therapist who takes no new patients. A `hold` of one's own and the appointments one is `moving`
    don't stand in one's way. A therapist who moves a session needs no `notice`; a series reaches
    beyond the `horizon`; and a therapist may put a session outside their own `hours`, caps and
    pause, but never over a time that is taken. `known` stands for any patient who is with them.
    """

    patient: User | None = None
    hold: Hold | None = None
    moving: Collection[Appointment] = ()
    notice: bool = True
    horizon: bool = True
    hours: bool = True
    known: bool = False


ANYBODY = Asking()


def free_times(
    *,
    therapists: Collection[UUID],
    wanted: Wanted,
    window: Span,
    at: datetime,
    asking: Asking = ANYBODY,
    practice: Practice | None = None,
) -> dict[UUID, list[Slot]]:
    """The free times in `window` of every one of `therapists`, in order; five queries at most,
    whatever the numbers. Who can't be booked has an empty list.

    Suspended, leaving or unlicensed therapists have no free times, nor has any after the last day
    of a licence.
    """
    found: dict[UUID, list[Slot]] = {therapist: [] for therapist in therapists}
    practice = practice or Practice.current()
    allowed = _allowed(wanted, window, at, asking, practice)
    if allowed is None:
        return found
    open_to = _bookable_therapists(therapists, asking)
    rules = _rules(open_to) if asking.hours else dict.fromkeys(open_to, AROUND_THE_CLOCK)
    busy = _busy(list(rules), allowed, at, asking)
    own = _own(allowed, asking)
    for therapist, weekly in rules.items():
        zone, licensed_until = open_to[therapist]
        until = _end_of_licence(licensed_until, zone, allowed)
        if until <= allowed.start:
            continue
        found[therapist] = [
            Slot(span.start, span.end, therapist)
            for span in free_slots(
                rules=weekly,
                zone=zone,
                busy=[*busy[therapist], *own],
                window=Span(allowed.start, until),
                length=wanted.length,
                step=wanted.step,
            )
        ]
    return found


def free_among(
    *,
    therapist: UUID,
    wanted: Wanted,
    starts: Sequence[datetime],
    at: datetime,
    asking: Asking = ANYBODY,
) -> set[datetime]:
    """Which of these very starts are free, in the queries of one listing: for a series.

    They need not lie on the grid of starts that is offered.
    """
    if not starts:
        return set()
    window = Span(min(starts), max(starts) + wanted.length)
    every_minute = replace(wanted, step=timedelta(minutes=1))
    times = free_times(
        therapists=[therapist], wanted=every_minute, window=window, at=at, asking=asking
    )[therapist]
    return {slot.starts_at for slot in times} & set(starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One time that somebody wants with one therapist."""

    therapist: UUID
    wanted: Wanted
    starts_at: datetime
    asking: Asking = ANYBODY

    def is_free(self, *, at: datetime) -> bool:
        """Whether exactly this time is among the free ones."""
        window = Span(self.starts_at, self.starts_at + self.wanted.length)
        times = self._times(window, at=at, practice=None)
        return any(slot.starts_at == self.starts_at for slot in times)

    def alternatives(self, *, at: datetime, count: int = 6) -> list[Slot]:
        """The free times nearest to it, in order: what is offered when it is gone."""
        practice = Practice.current()
        ahead = Span(at, at + horizon(self.wanted, practice))
        times = self._times(ahead, at=at, practice=practice)
        return sorted(sorted(times, key=self._distance)[:count])

    def _times(self, window: Span, *, at: datetime, practice: Practice | None) -> list[Slot]:
        return free_times(
            therapists=[self.therapist],
            wanted=self.wanted,
            window=window,
            at=at,
            asking=self.asking,
            practice=practice,
        )[self.therapist]

    def _distance(self, slot: Slot) -> timedelta:
        return abs(slot.starts_at - self.starts_at)


def horizon(wanted: Wanted, practice: Practice) -> timedelta:
    """How far ahead such a session can be booked."""
    if wanted.ahead is not None:
        return wanted.ahead
    return timedelta(days=practice.book_ahead_days)


def _allowed(
    wanted: Wanted, window: Span, at: datetime, asking: Asking, practice: Practice
) -> Span | None:
    notice = wanted.notice
    if notice is None:
        notice = timedelta(hours=practice.minimum_notice_hours)
    return bookable(
        window,
        at=at,
        notice=notice if asking.notice else NOTHING,
        ahead=horizon(wanted, practice) if asking.horizon else max(window.end - at, NOTHING),
    )


def _bookable_therapists(
    therapists: Collection[UUID], asking: Asking
) -> dict[UUID, tuple[ZoneInfo, date | None]]:
    profiles = TherapistProfile.objects.filter(
        user_id__in=therapists, user__is_active=True, left_at=None
    )
    if not (asking.moving or asking.known):
        welcome = Q(accepting_new_patients=True)
        if asking.patient is not None:
            theirs = Care.objects.open().filter(
                patient=asking.patient, therapist=OuterRef("user_id")
            )
            welcome |= Q(Exists(theirs))
        profiles = profiles.filter(welcome)
    return {
        user: (ZoneInfo(zone), licensed_until)
        for user, zone, licensed_until in profiles.order_by().values_list(
            "user_id", "user__time_zone", "licence_expires_on"
        )
    }


def _rules(therapists: Iterable[UUID]) -> dict[UUID, list[WeeklyRule]]:
    rules: dict[UUID, list[WeeklyRule]] = defaultdict(list)
    hours = WeeklyHours.objects.filter(therapist__in=list(therapists)).order_by()
    columns = ("therapist_id", "weekday", "opens", "closes")
    for therapist, weekday, opens, closes in hours.values_list(*columns):
        rules[therapist].append(WeeklyRule(weekday, opens, closes))
    return dict(rules)


def _busy(therapists: list[UUID], window: Span, at: datetime, asking: Asking) -> Spans:
    """Appointments, other people's holds and time off, in one query."""
    columns = ("therapist_id", "starts_at", "ends_at")
    appointments = Appointment.objects.live().overlapping(window.start, window.end)
    if asking.moving:
        appointments = appointments.exclude(pk__in=[moved.pk for moved in asking.moving])
    holds = Hold.objects.live(at=at).overlapping(window.start, window.end)
    if asking.hold is not None:
        holds = holds.exclude(pk=asking.hold.pk)
    off = TimeOff.objects.overlapping(window.start, window.end)
    taken = [
        rows.filter(therapist__in=therapists).order_by().values_list(*columns)
        for rows in (appointments, holds, off)
    ]
    busy: Spans = defaultdict(list)
    for therapist, start, end in taken[0].union(*taken[1:], all=True):
        busy[therapist].append(Span(start, end))
    return busy


def _own(window: Span, asking: Asking) -> list[Span]:
    """The patient's own sessions, with whomever they are."""
    if asking.patient is None:
        return []
    own = Appointment.objects.live().filter(patient=asking.patient)
    own = own.overlapping(window.start, window.end)
    if asking.moving:
        own = own.exclude(pk__in=[moved.pk for moved in asking.moving])
    return [Span(*ends) for ends in own.order_by().values_list("starts_at", "ends_at")]


def _end_of_licence(last_day: date | None, zone: ZoneInfo, window: Span) -> datetime:
    if last_day is None:
        return window.end
    return min(window.end, day_span(last_day, 1, zone).end)
