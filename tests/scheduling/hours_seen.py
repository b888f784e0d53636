"""What a therapist with given hours offers: the pure parts of `scheduling.slots` put together."""

from collections.abc import Collection
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduling.slots import Span, WeeklyRule, free_slots, offered_starts, openings


def free_slots_of(
    *,
    rules: list[WeeklyRule],
    zone: ZoneInfo,
    busy: list[Span],
    window: Span,
    length: timedelta,
    step: timedelta,
    closed: Collection[date] = (),
) -> list[Span]:
    """What a therapist with these hours offers in the window."""
    pieces = openings(rules, zone, window, closed)
    return free_slots(offered_starts(pieces, step), pieces, busy, length)
