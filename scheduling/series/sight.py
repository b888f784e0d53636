"""Which of many starts are free, and for the others why not: one look at the calendar for all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from people.models import Care, Practice, User
from scheduling.free import Asking, Calendar, calendar_for
from scheduling.models import TimeOff
from scheduling.slots import DAY, Caps, Span, Wanted, merge, offered_starts, under_caps

MARGIN = 8 * DAY
YEAR = timedelta(days=366)


class Reason(StrEnum):
    """Why a time can't be had. None says whose time it is that stands in the way, but one's own."""

    SOON = "soon"
    FAR = "far"
    LICENCE = "licence"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    OFF = "off"
    YOURS = "yours"
    TAKEN = "taken"
    HOURS = "hours"
    FULL = "full"


FOR_THE_THERAPIST_TO_DECIDE = {Reason.HOLIDAY, Reason.HOURS, Reason.FULL}
"""What a therapist may look past in their own calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen. `grid` are the starts that are offered to patients and free."""

    calendar: Calendar | None
    wanted: Wanted
    starts: Sequence[datetime]
    free: set[datetime]
    grid: list[datetime]
    off: list[Span]
    until: datetime
    is_therapist: bool

    @property
    def insisting(self) -> set[datetime]:
        """The starts that aren't free but that the therapist may take all the same."""
        if not self.is_therapist:
            return set()
        return {
            start for start in self.starts if self.why_not(start) in FOR_THE_THERAPIST_TO_DECIDE
        }

    def why_not(self, start: datetime) -> Reason | None:
        """What stands in the way of this start, or nothing."""
        if start in self.free:
            return None
        if start > self.until:
            return Reason.FAR
        if self.calendar is None:
            return Reason.CLOSED
        return self._in_calendar(self.calendar, Span(start, start + self.wanted.length))

    def nearest(
        self,
        start: datetime,
        *,
        count: int,
        within: timedelta,
        avoiding: Collection[Span] = (),
    ) -> list[datetime]:
        """The free times nearest to this one, in order; half of them at the same hour of another
        day, where there are such, because that is what the rest of the day is built around."""
        gap = max(self.wanted.before, self.wanted.after)
        kept = [Span(span.start - gap, span.end + gap) for span in avoiding]
        near = [
            other
            for other in self.grid
            if abs(other - start) <= within
            and other <= self.until
            and not any(Span(other, other + self.wanted.length).overlaps(span) for span in kept)
        ]
        by_distance = sorted(near, key=lambda other: abs(other - start))
        clock = self._clock(start)
        same = [other for other in by_distance if self._clock(other) == clock][: count // 2]
        rest = [other for other in by_distance if other not in same]
        return sorted([*same, *rest[: count - len(same)]])

    def _clock(self, start: datetime) -> time:
        """What the therapist's clock shows then."""
        zone = self.calendar.bookable.zone if self.calendar is not None else UTC
        return start.astimezone(zone).time()

    def too_many(self, starts: Iterable[datetime]) -> bool:
        """Whether these together go over the day's or the week's cap."""
        calendar = self.calendar
        if calendar is None or self.is_therapist or not calendar.bookable.caps:
            return False
        caps, chosen = calendar.bookable.caps, sorted(starts)
        # Each is counted among the sessions too, so the cap is one more.
        raised = Caps(
            daily=None if caps.daily is None else caps.daily + 1,
            weekly=None if caps.weekly is None else caps.weekly + 1,
        )
        spans = [Span(start, start + self.wanted.length) for start in chosen]
        sessions = [*calendar.sessions, *chosen]
        return len(under_caps(spans, sessions, calendar.bookable.zone, raised)) < len(spans)

    def _in_calendar(self, calendar: Calendar, span: Span) -> Reason:
        if span.start < calendar.window.start:
            return Reason.SOON
        if span.end > calendar.window.end:
            return Reason.LICENCE
        if any(span.overlaps(off) for off in self.off):
            return Reason.OFF
        if any(span.overlaps(own) for own in calendar.own):
            return Reason.TAKEN if self.is_therapist else Reason.YOURS
        if any(span.overlaps(busy) for busy in calendar.busy):
            return Reason.TAKEN
        opened = merge(Span(start, end) for start, end, _grid in calendar.pieces)
        if any(piece.holds(span) for piece in opened):
            return Reason.FULL
        day = span.start.astimezone(calendar.bookable.zone).date()
        is_holiday = day in calendar.bookable.holidays_in(calendar.window)
        return Reason.HOLIDAY if is_holiday else Reason.HOURS


def look(
    *,
    care: Care,
    wanted: Wanted,
    starts: Sequence[datetime],
    at: datetime,
    asking: Asking,
    viewer: User,
) -> Sight:
    """Look at the therapist's calendar around all these starts at once."""
    practice = Practice.current()
    is_therapist = viewer.pk == care.therapist_id
    window = Span(min(starts) - MARGIN, max(starts) + wanted.length + MARGIN)
    calendar = calendar_for(
        care.therapist_id,
        wanted=wanted,
        window=window,
        at=at,
        asking=asking,
        practice=practice,
        # Who pauses new bookings decides about their own.
        asks_welcome=not is_therapist,
    )
    until = window.end if is_therapist else at + YEAR
    free: set[datetime] = set()
    grid: list[datetime] = []
    if calendar is not None:
        grid = [slot.start for slot in calendar.slots(offered_starts(calendar.pieces, wanted.step))]
        # Patients keep to the times that are offered; therapists begin when they like.
        free = (
            {slot.start for slot in calendar.slots(sorted(set(starts)))}
            if is_therapist
            else set(starts) & set(grid)
        )
    off = TimeOff.objects.filter(therapist=care.therapist).overlapping(window.start, window.end)
    return Sight(
        calendar=calendar,
        wanted=wanted,
        starts=starts,
        free={start for start in free if start <= until},
        grid=grid,
        off=[Span(*ends) for ends in off.order_by().values_list("starts_at", "ends_at")],
        until=until,
        is_therapist=is_therapist,
    )
