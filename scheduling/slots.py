"""When somebody is free: arithmetic on instants and wall clocks, with no database in it.

Two kinds of time meet here. *Wall-clock* time is what a therapist writes down ("Tuesdays, 9 to 12,
Berlin"); an *instant* is a point on the one line everybody shares, kept as an aware datetime in
UTC. All arithmetic is done on instants, because adding an hour to a local datetime in Python moves
the clock's hands and not the moment.

Every function is a plain function of its arguments. Whoever is looking, from whichever zone, gets
the same slots: a viewer's zone only decides under which day's heading a slot is written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOTHING = timedelta()
MIDNIGHT = time()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one instant up to, and not including, another. Both in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether some instant lies in both. Spans that only touch don't overlap."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Whether every instant of `other` lies in this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What kind of session is looked for: how long it takes, how far apart its starts are offered,
    and what has to stay free before and after it.

    An empty `modality` is any. Without `notice` or `ahead` of its own the practice's count.
    """

    length: timedelta
    step: timedelta
    before: timedelta = NOTHING
    after: timedelta = NOTHING
    modality: str = ""
    notice: timedelta | None = None
    ahead: timedelta | None = None


@dataclass(frozen=True, slots=True, order=True)
class WeeklyRule:
    """Open every week on one weekday (Monday is 0) between two wall-clock times.

    A `closes` of 00:00 means midnight at the end of that day.
    """

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A piece of open time under one unchanging UTC offset.

    `grid` is the instant from which starts are counted: where the rule's opening time would fall
    under this offset. It may lie outside the piece when a clock change cut the piece short.
    """

    start: datetime
    end: datetime
    grid: datetime


def openings(rules: Iterable[WeeklyRule], zone: ZoneInfo, window: Span) -> list[Opening]:
    """The open pieces of `window`, in order: the instants at which a clock on the wall in `zone`
    reads a time inside one of `rules`.

    That one sentence settles clock changes. Wall-clock time that doesn't exist is not open; wall
    clock time that comes twice is open twice; a calendar day that never happened (Apia,
    30 December 2011) opens not at all.
    """
    by_weekday: dict[int, list[WeeklyRule]] = {}
    for rule in rules:
        by_weekday.setdefault(rule.weekday, []).append(rule)
    found = [
        piece
        for day in _local_days(window, zone)
        for rule in by_weekday.get(day.weekday(), ())
        for piece in _pieces(day, rule, zone)
    ]
    return sorted(
        Opening(max(piece.start, window.start), min(piece.end, window.end), piece.grid)
        for piece in found
        if piece.start < window.end and window.start < piece.end
    )


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same instants as the fewest spans, in order; touching spans become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if span.end <= span.start:
            continue
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The instants of `spans` that lie in none of `taken`, in order."""
    left: list[Span] = []
    gone = merge(taken)
    first = 0
    for span in merge(spans):
        start = span.start
        while first < len(gone) and gone[first].end <= start:
            first += 1
        for other in gone[first:]:
            if other.start >= span.end:
                break
            if start < other.start:
                left.append(Span(start, other.start))
            start = max(start, other.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def clip(spans: Iterable[Span], window: Span) -> list[Span]:
    """The instants of `spans` inside `window`, in order."""
    return merge(
        Span(max(span.start, window.start), min(span.end, window.end))
        for span in spans
        if span.overlaps(window)
    )


def bookable(window: Span, *, at: datetime, notice: timedelta, ahead: timedelta) -> Span | None:
    """The part of `window` that may be booked at the instant `at`: not sooner than `notice` from
    then, not later than `ahead`. None when nothing is left."""
    start = max(window.start, at + notice)
    end = min(window.end, at + ahead)
    return Span(start, end) if start < end else None


def free_slots(
    *,
    rules: Iterable[WeeklyRule],
    zone: ZoneInfo,
    busy: Iterable[Span],
    window: Span,
    length: timedelta,
    step: timedelta,
) -> list[Span]:
    """Every slot of `length` that lies wholly in `window`, in open time and clear of `busy`.

    Starts are counted in steps of `step` on the therapist's wall clock from when a rule opens. A
    slot may run across a clock change, or from one rule into the next that touches it.
    """
    pieces = openings(rules, zone, window)
    free = subtract((Span(piece.start, piece.end) for piece in pieces), busy)
    slots: list[Span] = []
    current = 0
    for start in sorted(set(_starts(pieces, step))):
        while current < len(free) and free[current].end <= start:
            current += 1
        if current == len(free):
            break
        slot = Span(start, start + length)
        if free[current].holds(slot):
            slots.append(slot)
    return slots


def by_day(slots: Iterable[Span], zone: ZoneInfo) -> list[tuple[date, list[Span]]]:
    """The slots under the calendar day on which each starts, for somebody living in `zone`."""
    ordered = sorted(slots)
    days = groupby(ordered, key=lambda slot: slot.start.astimezone(zone).date())
    return [(day, list(group)) for day, group in days]


def day_span(first: date, days: int, zone: ZoneInfo) -> Span:
    """`days` whole calendar days of `zone`, beginning with `first`."""
    return Span(_midnight(first, zone), _midnight(first + days * DAY, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MIDNIGHT, zone).astimezone(UTC)


def _local_days(window: Span, zone: ZoneInfo) -> Iterator[date]:
    day = window.start.astimezone(zone).date()
    last = window.end.astimezone(zone).date()
    while day <= last:
        yield day
        day += DAY


def _starts(pieces: Iterable[Opening], step: timedelta) -> Iterator[datetime]:
    for piece in pieces:
        # Ceiling division: the first step of the grid at or after the piece's start.
        start = piece.grid - (piece.grid - piece.start) // step * step
        while start < piece.end:
            yield start
            start += step


def _pieces(day: date, rule: WeeklyRule, zone: ZoneInfo) -> Iterator[Opening]:
    """The instants of `day` in `zone` at which the wall clock reads a time inside `rule`."""
    opens = datetime.combine(day, rule.opens, UTC)
    closes = datetime.combine(day, rule.closes, UTC)
    if rule.closes == MIDNIGHT:
        closes += DAY
    # No zone is further than a day from UTC, so both readings of the wall clock lie in between.
    before, after = opens - DAY, closes + DAY
    earlier, later = _offset(before, zone), _offset(after, zone)
    if earlier == later:
        yield Opening(opens - earlier, closes - earlier, opens - earlier)
        return
    change = _change(before, after, zone)
    until, since = min(closes - earlier, change), max(opens - later, change)
    if opens - earlier < until:
        yield Opening(opens - earlier, until, opens - earlier)
    if since < closes - later:
        yield Opening(since, closes - later, opens - later)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the offset of `zone` changes, to the second.

    Clock changes are weeks apart, so there is one.
    """
    earlier = _offset(before, zone)
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if _offset(middle, zone) == earlier:
            before = middle
        else:
            after = middle
    return after
