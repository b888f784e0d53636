"""A measure's course as shapes on a plane: bands, a line of points, the line of reliable change.

Only arithmetic; the template writes the SVG with presentation attributes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.engine import Better, Measure

TOP, PLOT_HEIGHT, FOOT = 12.0, 260.0, 34.0
LABELS, NARROW_LABELS = 192.0, 118.0
"""Room for the bands' names beside the plot; on a narrow chart they take two lines."""


@dataclass(frozen=True, slots=True)
class BandShape:
    """`depth` runs from 0, the easiest band, to 4, the heaviest."""

    y: float
    height: float
    label: str
    scores: str
    label_y: float
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

    @property
    def reliable_label_x(self) -> float:
        """At the beginning, where scores are still far from the line."""
        return self.left + 8

    @property
    def reliable_label_y(self) -> float:
        """Just above its line."""
        return (self.reliable_y or 0) - 6

    @property
    def label_x(self) -> float:
        return self.right + (8 if self.narrow else 12)


def draw(measure: Measure, scores: Sequence[tuple[datetime, int]], *, width: int) -> Chart:
    """Lay out scores over time, oldest first; time runs evenly from the first to the last."""
    narrow = width < 500
    left, right = 4.0, width - (NARROW_LABELS if narrow else LABELS)
    bottom = TOP + PLOT_HEIGHT
    span = measure.maximum - measure.minimum

    def y_of(score: float) -> float:
        return round(bottom - (score - measure.minimum) / span * PLOT_HEIGHT, 1)

    first, last = scores[0][0], scores[-1][0]
    seconds = (last - first).total_seconds()
    inset = 20.0

    def x_of(at: datetime, index: int) -> float:
        if len(scores) == 1:
            return round((left + right) / 2, 1)
        even = index / (len(scores) - 1)
        share = (at - first).total_seconds() / seconds if seconds else even
        return round(left + inset + share * (right - left - 2 * inset), 1)

    points = tuple(
        Point(x_of(at, i), y_of(total), total, at) for i, (at, total) in enumerate(scores)
    )
    return Chart(
        width=float(width),
        height=bottom + FOOT,
        left=left,
        right=right,
        top=TOP,
        bottom=bottom,
        narrow=narrow,
        bands=_bands(measure, y_of(measure.maximum), y_of),
        points=points,
        reliable_y=_reliable(measure, scores[0][1], y_of) if len(scores) > 1 else None,
    )


def _bands(measure: Measure, top: float, y_of: Callable[[float], float]) -> tuple[BandShape, ...]:
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
                label=band.label,
                scores=f"{band.start}–{band.end}",
                label_y=round((upper + lower) / 2 + 5, 1),
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
