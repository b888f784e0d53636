"""When session feedback is worth a look. Pure.

Our four ratings are no validated scale, so the thresholds are the house's own and plain to explain:
a session rated clearly lower than the ones before, or two sessions in a row each a little lower.
It is a reason to ask, never a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median

PARTS = ("heard", "mattered", "suited", "overall")

CLEARLY = 2.0
"""Points on 0–10 below the median of the sessions before."""
A_LITTLE = 0.5
"""Points on 0–10 below the session before."""
LOOK_BACK = 5


@dataclass(frozen=True)
class Ratings:
    """One session's answers, 0–10 each; None where the patient left one out."""

    heard: int | None
    mattered: int | None
    suited: int | None
    overall: int | None

    @property
    def mean(self) -> float | None:
        given = [value for part in PARTS if (value := getattr(self, part)) is not None]
        return fmean(given) if given else None


class Fall(StrEnum):
    CLEARLY_LOWER = "clearly-lower"
    LOWER_TWICE = "lower-twice"


@dataclass(frozen=True)
class Trend:
    """The feedback is falling: how, from where to where, and which of the four fell most."""

    fall: Fall
    before: float
    now: float
    part: str


def trend(history: Sequence[Ratings]) -> Trend | None:
    """Whether the latest of these (oldest first) is worth a look; None when it isn't.

    Answers without any rating are passed over. One answer alone is never a trend.
    """
    told = [ratings for ratings in history if ratings.mean is not None]
    if len(told) < 2:
        return None
    means = [mean for ratings in told if (mean := ratings.mean) is not None]
    earlier, now = means[:-1], means[-1]
    usual = median(earlier[-LOOK_BACK:])
    if usual - now >= CLEARLY:
        return Trend(Fall.CLEARLY_LOWER, usual, now, _fell_most(told))
    if len(means) >= 3:
        first, second, third = means[-3:]
        if first - second >= A_LITTLE and second - third >= A_LITTLE:
            return Trend(Fall.LOWER_TWICE, first, now, _fell_most(told))
    return None


def _fell_most(told: Sequence[Ratings]) -> str:
    """The part whose latest rating lies furthest below its median before; the first on a tie."""
    latest = told[-1]

    def drop(part: str) -> float:
        now = getattr(latest, part)
        before = [
            value
            for ratings in told[:-1][-LOOK_BACK:]
            if (value := getattr(ratings, part)) is not None
        ]
        return median(before) - now if before and now is not None else float("-inf")

    return max(PARTS, key=drop)
