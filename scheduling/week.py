"""Where things stand in a picture of days: arithmetic on wall-clock minutes, with no database.

A day is a column from 00:00 to 24:00 on the clock of one zone. One sentence settles clock changes:
*a piece is drawn from what the clock reads when it begins to what it reads when it ends, and never
shorter than it lasts.* So a session across the hour that is skipped reaches over it, and two that
begin at the two 02:30s of one night stand side by side.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from scheduling.recurrence import instant
from scheduling.slots import DAY, Span, day_span

MINUTE = timedelta(minutes=1)
MIDNIGHT = 24 * 60
"""The last minute of a column."""
SHORTEST = 15
"""Minutes below which a piece could not be read or hit."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """Something that takes time."""

    span: Span
    what: T


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """The part of a block that falls on one day, in minutes of its wall clock.

    Pieces that overlap share the column's width: this one is in `lane` (from 0) of `lanes`.
    """

    what: T
    span: Span
    start: int
    end: int
    begins_before: bool
    goes_on: bool
    lane: int = 0
    lanes: int = 1


def pieces(blocks: Iterable[Block[T]], day: date, zone: ZoneInfo) -> list[Piece[T]]:
    """What of `blocks` falls on `day` in `zone`, in order, side by side where they overlap."""
    whole = day_span(day, 1, zone)
    if whole.start == whole.end:  # a day that never was
        return []
    drawn = [_drawn(block, whole, zone) for block in blocks if block.span.overlaps(whole)]
    drawn.sort(key=lambda piece: (piece.start, -piece.end))
    return [placed for cluster in _clusters(drawn) for placed in _in_lanes(cluster)]


def stretches(spans: Iterable[Span], day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    """The minutes of `day` that the spans cover, for what lies behind the pieces."""
    laid = pieces((Block(span, None) for span in spans), day, zone)
    return [(piece.start, piece.end) for piece in laid]


def minute_of(moment: datetime, zone: ZoneInfo) -> int:
    """``615`` when the clock on the wall reads 10:15."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def moment_at(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The instant at which the clock reads this on this day, in UTC: the first where it does so
    twice, None where it skips that time."""
    moment = instant(day, clock, zone)
    back = moment.astimezone(zone)
    return moment if (back.date(), back.time()) == (day, clock) else None


def comes_twice(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock reads the same time once more that night, or did before."""
    local = moment.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def longer_by(day: date, zone: ZoneInfo) -> timedelta:
    """How much longer than 24 hours this day is: an hour, minus an hour, or nothing as a rule."""
    whole = day_span(day, 1, zone)
    return whole.end - whole.start - DAY


def hours_shown(spans: Iterable[tuple[int, int]], *, around: tuple[int, int]) -> tuple[int, int]:
    """The full hours from the first to the last of these minutes, at least `around` (hours)."""
    first, last = around
    for start, end in spans:
        first, last = min(first, start // 60), max(last, -(-end // 60))
    return first, last


def _drawn(block: Block[T], whole: Span, zone: ZoneInfo) -> Piece[T]:
    start, end = max(block.span.start, whole.start), min(block.span.end, whole.end)
    top = minute_of(start, zone)
    bottom = MIDNIGHT if end == whole.end else minute_of(end, zone)
    lasts = (end - start) // MINUTE
    bottom = max(bottom, top + max(lasts, SHORTEST))
    return Piece(
        what=block.what,
        span=block.span,
        start=min(top, MIDNIGHT - SHORTEST),
        end=min(bottom, MIDNIGHT),
        begins_before=block.span.start < whole.start,
        goes_on=whole.end < block.span.end,
    )


def _clusters(ordered: Iterable[Piece[T]]) -> Iterator[list[Piece[T]]]:
    """Runs of pieces in which each overlaps one before it."""
    cluster: list[Piece[T]] = []
    until = 0
    for piece in ordered:
        if cluster and piece.start >= until:
            yield cluster
            cluster, until = [], 0
        cluster.append(piece)
        until = max(until, piece.end)
    if cluster:
        yield cluster


def _in_lanes(cluster: list[Piece[T]]) -> list[Piece[T]]:
    """Each piece in the first lane that is free by then."""
    ends: list[int] = []
    lanes: list[int] = []
    for piece in cluster:
        lane = next((n for n, end in enumerate(ends) if end <= piece.start), len(ends))
        if lane == len(ends):
            ends.append(piece.end)
        else:
            ends[lane] = piece.end
        lanes.append(lane)
    return [
        replace(piece, lane=lane, lanes=len(ends))
        for piece, lane in zip(cluster, lanes, strict=True)
    ]
