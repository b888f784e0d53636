"""A measure's course as shapes on a plane: bands, a line of points, the line of reliable change.

Only arithmetic; the template writes the SVG with presentation attributes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, product

from django.utils.translation import gettext as _

from intake.engine import Better, Measure

TOP, PLOT_HEIGHT, FOOT = 12.0, 260.0, 34.0
EDGE = 4.0
"""What the plot leaves free at either side."""
INSET = 20.0
"""How far the first and the last point stand from the plot's sides."""
LETTER, LINE_HEIGHT = 0.54, 1.25
"""About how wide and how high a letter is, in font sizes; see `.chart` in intake.css."""
CLEAR = 8.0
"""How far words keep from points and lines."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words and the left end of its baseline."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class BandShape:
    """`depth` runs from 0, the easiest band, to 4, the heaviest."""

    y: float
    height: float
    words: Words
    depth: int


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    total: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Chart:
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    narrow: bool
    bands: tuple[BandShape, ...]
    points: tuple[Point, ...]
    reliable_y: float | None
    reliable_words: Words | None

    @property
    def line(self) -> str:
        """The points for <polyline>."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)

    @property
    def plot_width(self) -> float:
        return self.right - self.left

    @property
    def foot_y(self) -> float:
        """The baseline of the dates under the plot."""
        return self.bottom + 22


def draw(measure: Measure, scores: Sequence[tuple[datetime, int]], *, width: int) -> Chart:
    """Lay out scores over time, oldest first; time runs evenly from the first to the last."""
    narrow = width < 500
    left, right = EDGE, width - EDGE
    bottom = TOP + PLOT_HEIGHT
    span = measure.maximum - measure.minimum

    def y_of(score: float) -> float:
        return round(bottom - (score - measure.minimum) / span * PLOT_HEIGHT, 1)

    first, last = scores[0][0], scores[-1][0]
    seconds = (last - first).total_seconds()

    def x_of(at: datetime, index: int) -> float:
        if len(scores) == 1:
            return round((left + right) / 2, 1)
        even = index / (len(scores) - 1)
        share = (at - first).total_seconds() / seconds if seconds else even
        return round(left + INSET + share * (right - left - 2 * INSET), 1)

    points = tuple(
        Point(x_of(at, i), y_of(total), total, at) for i, (at, total) in enumerate(scores)
    )
    reliable_y = _reliable(measure, scores[0][1], y_of) if len(scores) > 1 else None
    words = _Placing(left, right, size=11.5 if narrow else 13.0, points=points)
    if reliable_y is not None:
        words.keep_off([(x, reliable_y) for x in _between(left, right)])
    return Chart(
        width=float(width),
        height=bottom + FOOT,
        left=left,
        right=right,
        top=TOP,
        bottom=bottom,
        narrow=narrow,
        bands=_bands(measure, y_of(measure.maximum), y_of, words),
        points=points,
        reliable_y=reliable_y,
        reliable_words=None
        if reliable_y is None
        else words.place(
            _("more than chance"),
            (reliable_y - CLEAR, reliable_y + CLEAR + words.height),
        ),
    )


class _Placing:
    """Finds places where words stand on no point and no line, and on no other words."""

    def __init__(self, left: float, right: float, *, size: float, points: Sequence[Point]) -> None:
        self.left, self.right, self.size = left, right, size
        self.height = size * LINE_HEIGHT
        self.taken: list[tuple[float, float]] = []
        spots = [(point.x, point.y) for point in points]
        self.keep_off(spots)
        for (x, y), (next_x, next_y) in pairwise(spots):
            share = (next_y - y) / (next_x - x) if next_x > x else 0.0
            self.keep_off([(each, y + share * (each - x)) for each in _between(x, next_x)])

    def keep_off(self, spots: Sequence[tuple[float, float]]) -> None:
        self.taken += spots

    def place(self, text: str, baselines: Sequence[float]) -> Words:
        """At the left, the right or in the middle, on the baseline that is freest."""
        width = len(text) * LETTER * self.size
        lefts = (
            self.left + CLEAR,
            self.right - CLEAR - width,
            (self.left + self.right - width) / 2,
        )
        y, x = min(product(baselines, lefts), key=lambda at: self._covered(at[1], at[0], width))
        for line in (y, y - self.height / 2):
            self.keep_off([(each, line) for each in _between(x, x + width)])
        return Words(text, round(x, 1), round(y, 1))

    def _covered(self, x: float, y: float, width: float) -> int:
        return sum(
            x - CLEAR < spot_x < x + width + CLEAR and y - self.height < spot_y < y + CLEAR / 2
            for spot_x, spot_y in self.taken
        )


def _between(start: float, end: float) -> list[float]:
    """Places from one to the other, close enough that no letter slips through."""
    count = max(1, round((end - start) / 5))
    return [start + (end - start) * i / count for i in range(count + 1)]


def _bands(
    measure: Measure, top: float, y_of: Callable[[float], float], words: _Placing
) -> tuple[BandShape, ...]:
    shapes = []
    last = len(measure.bands) - 1
    for index, band in enumerate(measure.bands):
        upper = top if index == last else y_of(band.end + 1)
        lower = y_of(band.start)
        rank = index if measure.better is Better.LOWER else last - index
        depth = round(rank / last * 4) if last else 0
        shapes.append(
            BandShape(
                y=upper,
                height=round(lower - upper, 1),
                words=words.place(
                    f"{band.label} {band.start}–{band.end}",
                    (upper + words.height, lower - CLEAR, (upper + lower) / 2 + words.height / 3),
                ),
                depth=depth,
            )
        )
    return tuple(shapes)


def _reliable(measure: Measure, baseline: int, y_of: Callable[[float], float]) -> float | None:
    if measure.reliable_change is None:
        return None
    points = measure.reliable_change.points
    target = baseline - points if measure.better is Better.LOWER else baseline + points
    if not measure.minimum <= target <= measure.maximum:
        return None
    return y_of(target)
