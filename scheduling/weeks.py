"""Weekly hours with dates, as weeks that follow one another. No database in it.

A therapist says "these are my hours from 1 February on"; kept are stretches, each with the days
from and until which it holds. `weeks` reads the stretches back as the fewest weeks that follow one
another, whatever cuts and changes they went through.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

from scheduling.slots import DAY, MIDNIGHT

END_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Open on one weekday (Monday is 0) between two wall-clock times.

    A `closes` of 00:00 is midnight at the end of that day; an empty `modality` is any.
    """

    weekday: int
    opens: time
    closes: time
    modality: str = ""

    @property
    def runs_forward(self) -> bool:
        return self.closes > self.opens or self.closes == MIDNIGHT

    @property
    def minutes(self) -> tuple[int, int]:
        """From and until which minute of the day."""
        return _minute(self.opens), _minute(self.closes) or END_OF_DAY

    def clashes(self, other: "Stretch") -> bool:
        """Whether both would open the same time for the same way of meeting."""
        if self.weekday != other.weekday:
            return False
        if self.modality and other.modality and self.modality != other.modality:
            return False
        (start, end), (others_start, others_end) = self.minutes, other.minutes
        return start < others_end and others_start < end


@dataclass(frozen=True, slots=True)
class Dates:
    """From one day until another, both counted in; None is without end."""

    since: date | None = None
    until: date | None = None

    @property
    def is_one_day(self) -> bool:
        return self.since is not None and self.since == self.until

    @property
    def run_backwards(self) -> bool:
        return self.since is not None and self.until is not None and self.until < self.since

    def hold(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def overlap(self, other: "Dates") -> bool:
        return _starts_by(self, other.until) and _starts_by(other, self.until)

    def ever_have(self, weekday: int) -> bool:
        """Whether such a weekday lies between them."""
        if self.since is None or self.until is None or (self.until - self.since).days >= 6:
            return True
        ahead = (weekday - self.since.weekday()) % 7
        return self.since + ahead * DAY <= self.until

    def without(self, other: "Dates") -> "list[Dates]":
        """What is left of these dates before and after `other`, which overlaps them."""
        left = []
        if other.since is not None and (self.since is None or self.since < other.since):
            left.append(Dates(self.since, other.since - DAY))
        if other.until is not None and (self.until is None or other.until < self.until):
            left.append(Dates(other.until + DAY, self.until))
        return left


@dataclass(frozen=True, slots=True)
class Week:
    """The same hours every week between two dates."""

    dates: Dates
    stretches: tuple[Stretch, ...]


def first_clash(stretches: Iterable[Stretch]) -> tuple[Stretch, Stretch] | None:
    """The first two that would open the same time."""
    pairs = combinations(sorted(stretches), 2)
    return next((pair for pair in pairs if pair[0].clashes(pair[1])), None)


def weeks(hours: Sequence[tuple[Dates, Stretch]]) -> list[Week]:
    """One week after another, from the first day there is to the last; neighbours differ. A time
    without any hours between or after them is a week without stretches."""
    starts = {dates.since for dates, _stretch in hours}
    starts |= {dates.until + DAY for dates, _stretch in hours if dates.until is not None}
    days = sorted(start for start in starts if start is not None)
    edges: list[date | None] = [None, *days]
    found: list[Week] = []
    for number, since in enumerate(edges):
        until = days[number] - DAY if number < len(days) else None
        some_day = since or until or date(2000, 1, 1)
        own = tuple(sorted({stretch for dates, stretch in hours if dates.hold(some_day)}))
        if found and found[-1].stretches == own:
            found[-1] = Week(Dates(found[-1].dates.since, until), own)
        else:
            found.append(Week(Dates(since, until), own))
    return found


def closed_between(stretches: Iterable[Stretch], closed: tuple[int, int]) -> list[Stretch]:
    """The stretches of one day without the minutes of the day that are closed."""
    left = []
    for stretch in stretches:
        start, end = stretch.minutes
        for piece in ((start, min(end, closed[0])), (max(start, closed[1]), end)):
            if piece[0] < piece[1]:
                opens, closes = (_clock(minute) for minute in piece)
                left.append(Stretch(stretch.weekday, opens, closes, stretch.modality))
    return left


def _starts_by(dates: Dates, day: date | None) -> bool:
    return dates.since is None or day is None or dates.since <= day


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
