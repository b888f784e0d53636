"""How a goal felt over time, as the points of a line. Plain arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

LEFT, RIGHT, TOP, BOTTOM = 28.0, 348.0, 12.0, 132.0


@dataclass(frozen=True, slots=True)
class Point:
    """A value, its day, and where it is drawn (SVG units, y grows downwards)."""

    value: int
    day: date
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    points: tuple[Point, ...]

    @property
    def line(self) -> str:
        """For the `points` of a polyline."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def height(value: int) -> float:
    """Where a value of 0 to 10 stands."""
    return round(BOTTOM - (BOTTOM - TOP) * value / 10, 1)


def chart(ratings: Sequence[tuple[datetime, int]]) -> Chart:
    """The last rating of each day, spread over the days between the first and the last.

    `ratings` are in order, their times already in the reader's zone. One day stands in the middle.
    """
    by_day = {at.date(): value for at, value in ratings}
    if not by_day:
        return Chart(())
    days = sorted(by_day)
    span = (days[-1] - days[0]).days
    middle = (LEFT + RIGHT) / 2
    points = (
        Point(
            by_day[day],
            day,
            round(LEFT + (RIGHT - LEFT) * (day - days[0]).days / span, 1) if span else middle,
            height(by_day[day]),
        )
        for day in days
    )
    return Chart(tuple(points))
