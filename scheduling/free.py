"""Which times are free: set-based reads from the database, then one pass of `slots`."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from people.models import Practice, User
from scheduling.models import Appointment, Hold
from scheduling.slots import (
    DAY,
    NOTHING,
    Opening,
    Span,
    Wanted,
    bookable,
    free_slots,
    kept_clear,
    offered_starts,
    openings,
    subtract,
    under_caps,
)
from scheduling.taken import AllTaken, all_taken
from scheduling.working import Bookable, bookable_therapists

LONGEST_BUFFER = timedelta(hours=1)
WHOLE_WEEKS = 8 * DAY
"""From any instant of a week back to its Monday or on to its Sunday, in whichever zone."""


class Slot(NamedTuple):
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
    """The free times in `window` of every one of `therapists`, in order; three queries, whatever
    the numbers. Who can't be booked has an empty list.

    Suspended, leaving or unlicensed therapists have no free times, nor has any after the last day
    of a licence, nor, for a new booking, one who has paused.
    """
    found: dict[UUID, list[Slot]] = {therapist: [] for therapist in therapists}
    for calendar in _calendars(therapists, wanted, window, at, asking, practice):
        therapist = calendar.therapist
        starts = offered_starts(calendar.pieces, wanted.step)
        found[therapist] = [Slot(start, end, therapist) for start, end in calendar.slots(starts)]
    return found


def free_among(
    *,
    therapist: UUID,
    wanted: Wanted,
    starts: Sequence[datetime],
    at: datetime,
    asking: Asking = ANYBODY,
) -> set[datetime]:
    """Which of these very starts are free, each looked at alone: for a series. As many queries as
    one listing.

    They need not be among the starts that are offered, only lie in open time.
    """
    if not starts:
        return set()
    ordered = sorted(starts)
    window = Span(ordered[0], ordered[-1] + wanted.length)
    return {
        slot.start
        for calendar in _calendars([therapist], wanted, window, at, asking, None)
        for slot in calendar.slots(ordered)
    }


def calendar_for(
    therapist: UUID,
    *,
    wanted: Wanted,
    window: Span,
    at: datetime,
    asking: Asking = ANYBODY,
    practice: Practice | None = None,
    asks_welcome: bool = True,
) -> "Calendar | None":
    """Everything a listing for one therapist is made of, in its three queries, for whoever has more
    to ask of it. None when they can't be booked; without `asks_welcome` a pause and taking nobody
    new are looked past."""
    return next(
        _calendars([therapist], wanted, window, at, asking, practice, asks_welcome=asks_welcome),
        None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One time that somebody wants with one therapist."""

    therapist: UUID
    wanted: Wanted
    starts_at: datetime
    asking: Asking = ANYBODY

    def is_blocked(self, *, at: datetime) -> bool:
        """Whether a session, a hold, time off or a calendar elsewhere is in the way. One short
        question, which knows nothing of hours, notice and limits: no is a maybe."""
        wished = Span(self.starts_at, self.starts_at + self.wanted.length)
        taken = _taken([self.therapist], self.wanted, wished, at, self.asking)
        theirs = taken.of_therapists.get(self.therapist, [])
        in_the_way = kept_clear(theirs, self.wanted) + taken.of_patient
        return subtract([wished], in_the_way) != [wished]

    def is_free(self, *, at: datetime) -> bool:
        """Whether exactly this time is among the free ones; for a therapist who looks past their
        own hours, whether nothing is in its way."""
        if not self.asking.hours:
            return bool(
                free_among(
                    therapist=self.therapist,
                    wanted=self.wanted,
                    starts=[self.starts_at],
                    at=at,
                    asking=self.asking,
                )
            )
        window = Span(self.starts_at, self.starts_at + self.wanted.length)
        times = self._times(window, at=at, asking=self.asking)
        return any(slot.starts_at == self.starts_at for slot in times)

    def alternatives(self, *, at: datetime, count: int = 6) -> list[Slot]:
        """The free times nearest to it, in order: what is offered when it is gone. Always within
        the therapist's hours."""
        return self.nearest(self.listing(at=at), count=count)

    def listing(self, *, at: datetime) -> list[Slot]:
        """Everything that is free for whoever asks, in order: from now to the horizon and, where
        that is looked past, some weeks around the time itself."""
        practice = Practice.current()
        latest = at + horizon(self.wanted, practice)
        if not self.asking.horizon:
            latest = max(latest, self.starts_at + WHOLE_WEEKS)
        asking = replace(self.asking, hours=True)
        return self._times(Span(at, latest), at=at, asking=asking, practice=practice)

    def nearest(self, times: list[Slot], *, count: int = 6) -> list[Slot]:
        """The few of these that are nearest to it, in order."""
        return sorted(sorted(times, key=self._distance)[:count])

    def _times(
        self, window: Span, *, at: datetime, asking: Asking, practice: Practice | None = None
    ) -> list[Slot]:
        return free_times(
            therapists=[self.therapist],
            wanted=self.wanted,
            window=window,
            at=at,
            asking=asking,
            practice=practice,
        )[self.therapist]

    def _distance(self, slot: Slot) -> timedelta:
        return abs(slot.starts_at - self.starts_at)


def horizon(wanted: Wanted, practice: Practice) -> timedelta:
    """How far ahead such a session can be booked."""
    if wanted.ahead is not None:
        return wanted.ahead
    return timedelta(days=practice.book_ahead_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One therapist's part of what was read: where they are open, and where nothing is.

    `window` is the part that may be booked. `busy` is what keeps the therapist from a session that
    is wanted, `own` are the patient's sessions, `sessions` the starts that count towards caps.
    """

    bookable: Bookable
    wanted: Wanted
    window: Span
    pieces: list[Opening]
    busy: list[Span]
    own: list[Span]
    sessions: list[datetime]

    @property
    def therapist(self) -> UUID:
        return self.bookable.therapist

    def slots(self, starts: Sequence[datetime]) -> list[Span]:
        """What is free of these starts, which are in order."""
        slots = free_slots(starts, self.pieces, self.busy + self.own, self.wanted.length)
        caps = self.bookable.caps
        return under_caps(slots, self.sessions, self.bookable.zone, caps) if caps else slots


def _calendars(
    therapists: Collection[UUID],
    wanted: Wanted,
    window: Span,
    at: datetime,
    asking: Asking,
    practice: Practice | None,
    *,
    asks_welcome: bool = True,
) -> Iterator[Calendar]:
    allowed = _allowed(wanted, window, at, asking, practice or Practice.current())
    if allowed is None:
        return
    everybody = bookable_therapists(
        therapists,
        modality=wanted.modality,
        patient=asking.patient,
        is_known=asking.known,
        is_new=asks_welcome and not asking.moving,
        own_rules=asking.hours,
    )
    has_caps = any(one.caps for one in everybody)
    taken = _taken([one.therapist for one in everybody], wanted, allowed, at, asking, has_caps)
    for one in everybody:
        open_to = Span(allowed.start, one.end_of(allowed))
        theirs = taken.of_therapists.get(one.therapist, [])
        if open_to.start < open_to.end:
            yield Calendar(
                bookable=one,
                wanted=wanted,
                window=open_to,
                pieces=openings(one.hours, one.zone, open_to, one.holidays_in(open_to)),
                busy=kept_clear(theirs, wanted),
                own=taken.of_patient,
                sessions=[session.start for session in theirs if session.is_session],
            )


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


def _taken(
    therapists: Collection[UUID],
    wanted: Wanted,
    window: Span,
    at: datetime,
    asking: Asking,
    has_caps: bool = False,
) -> AllTaken:
    """What is taken in the window, and around it as far as buffers and caps look."""
    reach = WHOLE_WEEKS if has_caps else max(LONGEST_BUFFER, wanted.before, wanted.after)
    return all_taken(
        therapists,
        Span(window.start - reach, window.end + reach),
        at=at,
        patient=asking.patient.pk if asking.patient else None,
        past_hold=asking.hold.pk if asking.hold else None,
        past=[moved.pk for moved in asking.moving],
    )
