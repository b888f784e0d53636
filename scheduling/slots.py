"""When somebody is free: arithmetic on instants and wall clocks, with no database in it.

Two kinds of time meet here. *Wall-clock* time is what a therapist writes down ("Tuesdays, 9 to 12,
Berlin"); an *instant* is a point on the one line everybody shares, kept as an aware datetime in
UTC. All arithmetic is done on instants, because adding an hour to a local datetime in Python moves
the clock's hands and not the moment.

Every function is a plain function of its arguments. Whoever is looking, from whichever zone, gets
the same slots: a viewer's zone only decides under which day's heading a slot is written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOTHING = timedelta()
MIDNIGHT = time()


class Span(NamedTuple):
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


class WeeklyRule(NamedTuple):
    """Open every week on one weekday (Monday is 0) between two wall-clock times, from the day
    `first` to the day `last`, both counted in.

    A `closes` of 00:00 means midnight at the end of that day. A rule of one single day is an
    exception, which holds on days that are closed as well.
    """

    weekday: int
    opens: time
    closes: time
    first: date = date.min
    last: date = date.max

    @property
    def is_exception(self) -> bool:
        return self.first == self.last


class Opening(NamedTuple):
    """A piece of open time under one unchanging UTC offset.

    `grid` is the instant from which starts are counted: where the rule's opening time would fall
    under this offset. It may lie outside the piece when a clock change cut the piece short.
    """

    start: datetime
    end: datetime
    grid: datetime


class Taken(NamedTuple):
    """Time that is taken. `before` and `after` are the buffers of a session: what has to stay free
    between it and the next. Time off and outside calendars are no sessions and need none."""

    start: datetime
    end: datetime
    before: timedelta = NOTHING
    after: timedelta = NOTHING
    is_session: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most sessions of a calendar day and of a week from Monday to Sunday; None is no cap."""

    daily: int | None = None
    weekly: int | None = None

    def __bool__(self) -> bool:
        return self.daily is not None or self.weekly is not None


NO_CAPS = Caps()


def openings(
    rules: Iterable[WeeklyRule],
    zone: ZoneInfo,
    window: Span,
    closed: Collection[date] = (),
) -> list[Opening]:
    """The open pieces of `window`, in order: the instants at which a clock on the wall in `zone`
    reads a time inside one of `rules`. On `closed` days only exceptions open.

    That one sentence settles clock changes. Wall-clock time that doesn't exist is not open; wall
    clock time that comes twice is open twice; a calendar day that never happened (Apia,
    30 December 2011) opens not at all.
    """
    by_weekday: dict[int, list[tuple[WeeklyRule, timedelta, timedelta]]] = {}
    for rule in rules:
        hands = (rule, _since_midnight(rule.opens), _since_midnight(rule.closes) or DAY)
        by_weekday.setdefault(rule.weekday, []).append(hands)
    opens, closes = window
    # A day more on either side: clocks that go back over midnight show the day before once again.
    day = opens.astimezone(zone).date() - DAY
    last = closes.astimezone(zone).date() + DAY
    offsets = _offsets(zone, day, last)
    found = []
    while day <= last:
        for rule, from_midnight, to_midnight in by_weekday.get(day.weekday(), ()):
            if not rule.first <= day <= rule.last or (day in closed and not rule.is_exception):
                continue
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            for since, until, offset in offsets:
                grid = midnight + from_midnight - offset
                start = max(grid, since, opens)
                end = min(midnight + to_midnight - offset, until, closes)
                if start < end:
                    found.append(Opening(start, end, grid))
        day += DAY
    found.sort()
    return found


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same instants as the fewest spans, in order; touching spans become one."""
    merged: list[Span] = []
    since = until = None
    for start, end in sorted(spans):
        if end <= start:
            continue
        if until is None or since is None:
            since, until = start, end
        elif start <= until:
            until = max(until, end)
        else:
            merged.append(Span(since, until))
            since, until = start, end
    if since is not None and until is not None:
        merged.append(Span(since, until))
    return merged


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The instants of `spans` that lie in none of `taken`, in order."""
    left: list[Span] = []
    gone = merge(taken)
    first = 0
    for start, end in merge(spans):
        while first < len(gone) and gone[first].end <= start:
            first += 1
        for number in range(first, len(gone)):
            other = gone[number]
            if other.start >= end:
                break
            if start < other.start:
                left.append(Span(start, other.start))
            start = max(start, other.end)
        if start < end:
            left.append(Span(start, end))
    return left


def bookable(window: Span, *, at: datetime, notice: timedelta, ahead: timedelta) -> Span | None:
    """The part of `window` that may be booked at the instant `at`: not sooner than `notice` from
    then, not later than `ahead`. None when nothing is left."""
    start = max(window.start, at + notice)
    end = min(window.end, at + ahead)
    return Span(start, end) if start < end else None


def kept_clear(taken: Iterable[Taken], wanted: Wanted) -> list[Span]:
    """Where a wanted session may not lie: what is taken, and between two sessions a gap of at least
    what the earlier needs after it and what the later needs before it."""
    return [
        Span(start - max(before, wanted.after), end + max(after, wanted.before))
        if is_session
        else Span(start, end)
        for start, end, before, after, is_session in taken
    ]


def offered_starts(pieces: Iterable[Opening], step: timedelta) -> list[datetime]:
    """The starts in these open pieces, in order: every `step` on the therapist's wall clock from
    when a rule opens."""
    starts: list[datetime] = []
    reached = None
    is_in_order = True
    for piece_start, piece_end, grid in pieces:
        is_in_order = is_in_order and (reached is None or reached <= piece_start)
        # Ceiling division: the first step of the grid at or after the piece's start.
        start = grid - (grid - piece_start) // step * step
        while start < piece_end:
            starts.append(start)
            start += step
        reached = piece_end
    return starts if is_in_order else sorted(set(starts))


def fitting(starts: Iterable[datetime], free: Sequence[Span], length: timedelta) -> list[Span]:
    """The slots of `length` from these starts (in order) that lie wholly in one of the `free` spans
    (in order and apart)."""
    slots: list[Span] = []
    spans = iter(free)
    since, until = next(spans, (None, None))
    for start in starts:
        while until is not None and until <= start:
            since, until = next(spans, (None, None))
        if since is None or until is None:
            break
        end = start + length
        if since <= start and end <= until:
            slots.append(Span(start, end))
    return slots


def free_slots(
    starts: Iterable[datetime], pieces: Iterable[Opening], busy: Iterable[Span], length: timedelta
) -> list[Span]:
    """The slots of `length` from these starts (in order) that lie wholly in open time and clear of
    `busy`. A slot may run across a clock change, or from one rule into the next that touches it."""
    opened = (Span(start, end) for start, end, _grid in pieces)
    return fitting(starts, subtract(opened, busy), length)


def under_caps(
    slots: Iterable[Span], sessions: Iterable[datetime], zone: ZoneInfo, caps: Caps
) -> list[Span]:
    """The slots on days and in weeks that have room for one more beside these `sessions`.

    A session counts on the day on which it starts on the therapist's clock; `sessions` has to
    reach over the whole days and weeks of the slots.
    """
    daily: Counter[date] = Counter()
    weekly: Counter[date] = Counter()
    for start in sessions:
        day = start.astimezone(zone).date()
        daily[day] += 1
        weekly[_monday(day)] += 1

    def has_room(slot: Span) -> bool:
        day = slot.start.astimezone(zone).date()
        return (caps.daily is None or daily[day] < caps.daily) and (
            caps.weekly is None or weekly[_monday(day)] < caps.weekly
        )

    return [slot for slot in slots if has_room(slot)]


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


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _since_midnight(reading: time) -> timedelta:
    return timedelta(hours=reading.hour, minutes=reading.minute, seconds=reading.second)


@lru_cache(maxsize=512)
def _offsets(
    zone: ZoneInfo, first: date, last: date
) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The stretches (from, until, offset) of unchanging offset that cover these local days.

    Looked at once a day: clock changes are weeks apart.
    """
    # No zone is further than a day from UTC.
    before = datetime(first.year, first.month, first.day, tzinfo=UTC) - DAY
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + 2 * DAY
    since, offset = before, _offset(before, zone)
    stretches = []
    while before < end:
        after = before + DAY
        later = _offset(after, zone)
        if later != offset:
            change = _change(before, after, zone)
            stretches.append((since, change, offset))
            since, offset = change, later
        before = after
    return (*stretches, (since, end, offset))


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the offset of `zone` changes, to the second."""
    earlier = _offset(before, zone)
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if _offset(middle, zone) == earlier:
            before = middle
        else:
            after = middle
    return after
