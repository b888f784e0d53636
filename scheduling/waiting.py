"""What suits somebody who waits, and how long an offer is theirs. Pure: no database in it.

A part of the week is written ``"3-evening"``: a weekday (Monday is 0) and a part of the day, on the
clock of the one who waits. No parts at all means any time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARTS = ("morning", "afternoon", "evening")
NOON, EVENING = 12, 17
DAY_BEGINS, DAY_ENDS = 8, 22
"""Between these hours somebody can be expected to read a letter and answer it."""

LEAST = timedelta(minutes=15)
"""A time is offered only if there is at least this long to answer."""


def part_of_day(hour: int) -> str:
    """Morning before 12, afternoon from 12, evening from 17."""
    return PARTS[(hour >= NOON) + (hour >= EVENING)]


def part_of_week(local: datetime) -> str:
    """``"3-evening"`` for a Thursday at 18:00."""
    return f"{local.weekday()}-{part_of_day(local.hour)}"


PARTS_OF_WEEK = [f"{weekday}-{part}" for weekday in range(7) for part in PARTS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The parts of the week that suit and the days between which they do, both counted in."""

    suits: Collection[str]
    since: date | None
    until: date | None
    zone: ZoneInfo

    def fit(self, starts_at: datetime) -> bool:
        """Whether a session beginning then suits, on the clock of the one who waits."""
        local = starts_at.astimezone(self.zone)
        return (
            (not self.suits or part_of_week(local) in self.suits)
            and (self.since is None or self.since <= local.date())
            and (self.until is None or local.date() <= self.until)
        )


def offered_until(*, at: datetime, lasts: timedelta, zone: ZoneInfo, latest: datetime) -> datetime:
    """When an offer made at `at` ends: after `lasts`, not counting the night on the clock of the
    one it is made to, and never after `latest`."""
    moment, rest = at, lasts
    while moment < latest:
        local = moment.astimezone(zone)
        begins = datetime.combine(local.date(), time(DAY_BEGINS), zone).astimezone(at.tzinfo)
        ends = datetime.combine(local.date(), time(DAY_ENDS), zone).astimezone(at.tzinfo)
        awake_from = max(moment, begins)
        if awake_from < ends:
            if awake_from + rest <= ends:
                return min(awake_from + rest, latest)
            rest -= ends - awake_from
        tomorrow = local.date() + timedelta(days=1)
        moment = datetime.combine(tomorrow, time(DAY_BEGINS), zone).astimezone(at.tzinfo)
    return latest


def by_parts(suits: Iterable[str]) -> list[tuple[list[int], list[str]]]:
    """Weekdays that share the same parts of the day, together and in order: for words.

    ``[([0, 1], ["evening"]), ([5], ["morning", "afternoon", "evening"])]``
    """
    chosen: dict[int, set[str]] = {}
    for code in suits:
        weekday, _dash, part = code.partition("-")
        chosen.setdefault(int(weekday), set()).add(part)
    together: dict[tuple[str, ...], list[int]] = {}
    for day in sorted(chosen):
        parts = tuple(part for part in PARTS if part in chosen[day])
        together.setdefault(parts, []).append(day)
    return [(days, list(parts)) for parts, days in together.items()]
