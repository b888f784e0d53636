"""When something repeats: a rule on one wall clock, worked out to instants. No database in it.

A rule speaks wall-clock time: "every second Thursday at 16:00, Berlin". It is worked out on the
calendar first (days), then each day's wall-clock time becomes an instant, so that 16:00 stays
16:00 across clock changes. What clock changes do to single days follows RFC 5545, 3.3.5 and 3.3.10:

- a time that doesn't exist on its day begins as much later as the clock jumps: 02:30 becomes 03:30
- a time that comes twice is the first of the two
- a day that never was (Apia, 30 December 2011) is passed over and not counted
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from scheduling.slots import DAY, day_span

FEWEST, MOST = 2, 52
"""How many times something may repeat."""

LONGEST = relativedelta(years=1)
"""How long after the first time the last one may be."""


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    """Every `interval` weeks."""
    MONTHLY = "monthly"
    """Every `interval` months on the same weekday of the month: its second Tuesday, say. From a
    fifth one, the last of the month, because not every month has five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From `first_on`, at `wall_time` in `zone`, so many times (`count`) or until a day, counted
    in (`until`). With neither it would go on for ever, so one of them must be given."""

    rhythm: Rhythm
    interval: int
    first_on: date
    wall_time: time
    zone: ZoneInfo
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.interval < 1:
            raise ValueError("a rule goes forward")
        if (self.count is None) == (self.until is None):
            raise ValueError("a rule ends by count or by day")


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """The day that the rule gave, on its own clock, and the instant at which it begins."""

    day: date
    starts_at: datetime


def occurrences(rule: Rule) -> list[Occurrence]:
    """All of them, in order."""
    days = (day for day in _days(rule) if _happened(day, rule.zone))
    return [
        Occurrence(day, instant(day, rule.wall_time, rule.zone)) for day in islice(days, rule.count)
    ]


def instant(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """When the clock on the wall in `zone` reads this time on this day, in UTC.

    Python reads a time without `fold` with the offset before a clock change, which is the first of
    two and, for one that doesn't exist, as much later as the clock jumps (PEP 495).
    """
    return datetime.combine(day, wall_time.replace(fold=0), zone).astimezone(UTC)


def last_day(first_on: date) -> date:
    """The last day on which something that begins on `first_on` may still repeat."""
    return first_on + LONGEST


def week_of_month(day: date) -> int:
    """1 to 4, or -1 for a fifth: the last."""
    number = (day.day - 1) // 7 + 1
    return number if number < 5 else -1


def clock_changes(starts: Iterable[datetime], zone: ZoneInfo) -> list[tuple[datetime, time]]:
    """Where, for somebody in `zone`, the clock time of one start differs from the one before:
    that start and its new time. Starts that keep one wall clock differ on another when the two
    zones change their clocks on different days."""
    there = [(start, start.astimezone(zone).time()) for start in starts]
    return [after for before, after in pairwise(there) if before[1] != after[1]]


def _days(rule: Rule) -> Iterator[date]:
    """The calendar days of the rule, and on beyond its count."""
    first = datetime.combine(rule.first_on, time())
    until = None if rule.until is None else datetime.combine(rule.until, time())
    if rule.rhythm is Rhythm.WEEKLY:
        found = rrule(WEEKLY, dtstart=first, interval=rule.interval, until=until)
    else:
        same = weekday(rule.first_on.weekday(), week_of_month(rule.first_on))
        found = rrule(MONTHLY, dtstart=first, interval=rule.interval, until=until, byweekday=same)
    return (moment.date() for moment in found)


def _happened(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone had that day at all. Apia went from 29 to 31 December 2011."""
    return day_span(day, 1, zone).start < day_span(day + DAY, 1, zone).start
