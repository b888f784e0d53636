"""What a session is planned to hold: points to go through, and how the list is changed.

No database here. The house begins with a list for a first session (the frame, what brings
somebody, their story, goals, a first tool, a summary) and a shorter one for those that follow;
therapists make them theirs. Minutes are a hint, never a clock.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_POINTS = 20
LONGEST_TITLE = 120
LONGEST_PROMPTS = 800
MOST_MINUTES = 180


class Occasion(models.TextChoices):
    """Which list a session begins with."""

    FIRST = "first", _("First session")
    LATER = "later", _("Later sessions")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to come to. `done_at` is ISO 8601 or nothing; what was taken off can come back."""

    key: str
    title: str
    minutes: int | None = None
    prompts: str = ""
    done_at: str = ""
    is_off: bool = False

    @property
    def prompt_lines(self) -> list[str]:
        return [line.strip() for line in self.prompts.splitlines() if line.strip()]


Points = tuple[Point, ...]


class NoSuchPoint(LookupError):
    """The list has no point of this key: another window has changed it since."""


class ListFull(Exception):
    """There are as many points as anybody could come to."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Come to it, or not yet after all."""

    key: str
    done: bool


@dataclass(frozen=True, slots=True)
class Add:
    """One more at the end."""

    title: str


@dataclass(frozen=True, slots=True)
class Reword:
    """Other words. A blank title leaves the one there is: somebody is in the middle of typing."""

    key: str
    title: str
    minutes: int | None
    prompts: str


@dataclass(frozen=True, slots=True)
class Move:
    """One place earlier or later. At the end of the list it stays where it is."""

    key: str
    where: Literal["earlier", "later"]


@dataclass(frozen=True, slots=True)
class TakeOff:
    """Not this time. It is kept beneath the list."""

    key: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """After all. It returns to its place."""

    key: str


Change = Tick | Add | Reword | Move | TakeOff | PutBack

NAMES: dict[type, str] = {
    Tick: "tick",
    Add: "add",
    Reword: "reword",
    Move: "move",
    TakeOff: "take off",
    PutBack: "put back",
}


def changed(points: Points, change: Change, *, at: datetime) -> Points:
    """The list after one change. Raises `NoSuchPoint` or `ListFull`, and then nothing changes."""
    if isinstance(change, Add):
        return _added(points, change)
    place = next((n for n, point in enumerate(points) if point.key == change.key), None)
    if place is None:
        raise NoSuchPoint(change.key)
    if isinstance(change, Move):
        return _moved(points, place, change)
    return (*points[:place], _point(points[place], change, at=at), *points[place + 1 :])


def _added(points: Points, change: Add) -> Points:
    if len(points) >= MOST_POINTS:
        raise ListFull
    return (*points, Point(key=uuid4().hex[:8], title=change.title.strip()[:LONGEST_TITLE]))


def _moved(points: Points, place: int, change: Move) -> Points:
    """Past the next one that is on the list: what was taken off is no step on the way."""
    step = -1 if change.where == "earlier" else 1
    other = place + step
    while 0 <= other < len(points) and points[other].is_off:
        other += step
    if not 0 <= other < len(points):
        return points
    rest = [*points[:place], *points[place + 1 :]]
    rest.insert(other, points[place])
    return tuple(rest)


def _point(point: Point, change: Tick | Reword | TakeOff | PutBack, *, at: datetime) -> Point:
    match change:
        case Tick(done=done):
            return replace(point, done_at=(point.done_at or at.isoformat()) if done else "")
        case Reword(title=title, minutes=minutes, prompts=prompts):
            return replace(
                point, title=title.strip() or point.title, minutes=minutes, prompts=prompts.strip()
            )
        case TakeOff():
            return replace(point, is_off=True)
        case PutBack():
            return replace(point, is_off=False)


def told(points: Points) -> list[dict[str, Any]]:
    """The list as it is kept."""
    return [asdict(point) for point in points]


def read(kept: Sequence[dict[str, Any]]) -> Points:
    """The list as it was kept."""
    return tuple(Point(**point) for point in kept)


def on_list(points: Points) -> list[Point]:
    """What there is to come to, in order."""
    return [point for point in points if not point.is_off]


def next_point(points: Points) -> Point | None:
    """The first that has not been come to."""
    return next((point for point in on_list(points) if not point.done_at), None)


def fresh(points: Points) -> Points:
    """A list to begin a session with: nothing ticked, and without what was taken off."""
    return tuple(replace(point, done_at="") for point in on_list(points))


def house_list(occasion: Occasion) -> Points:
    """What the house begins with, in the language of whoever asks."""
    return tuple(
        Point(
            key=key,
            title=str(title),
            minutes=minutes,
            prompts="\n".join(str(prompt) for prompt in prompts),
        )
        for key, title, minutes, prompts in HOUSE_LISTS[occasion]
    )


HOUSE_LISTS: dict[Occasion, list[tuple[str, Any, int, list[Any]]]] = {
    Occasion.FIRST: [
        (
            "frame",
            _("How we work"),
            6,
            [
                _("Where are you now, and can anybody hear us?"),
                _("How long, how often, and how we reach each other in between"),
                _("What stays between us, and where that ends. Nobody records."),
                _("What we do when the line fails"),
            ],
        ),
        (
            "brings",
            _("What brings you here"),
            12,
            [
                _("Why now, rather than half a year ago?"),
                _("What does it look like on an ordinary day?"),
                _("If this went well, what would you notice first?"),
            ],
        ),
        (
            "story",
            _("Your story"),
            12,
            [
                _("Health, sleep, medication; what has helped before and what has not"),
                _("Work, home, the people who matter to you"),
                _("Whom can you call when it is hard?"),
                _("Is there anything that makes these days unsafe? Ask it plainly."),
            ],
        ),
        (
            "goals",
            _("What you hope for"),
            8,
            [
                _("One or two things, small enough to notice within a month"),
                _("How would both of us see that it is getting better?"),
                _("Write it down under Goals: it counts once you have both agreed."),
            ],
        ),
        (
            "tools",
            _("Something to take home"),
            6,
            [
                _("One small thing to try before next time"),
                _("Try it together now, for two minutes"),
            ],
        ),
        (
            "summary",
            _("Summary, questions, next time"),
            6,
            [
                _("In your own words: what mattered today?"),
                _("What did I not ask?"),
                _("When we meet again, and what happens until then"),
            ],
        ),
    ],
    Occasion.LATER: [
        (
            "arriving",
            _("Arriving"),
            5,
            [_("Where are you now?"), _("How has it been since we last spoke?")],
        ),
        (
            "back",
            _("What came back from last time"),
            8,
            [_("What did you try, and what did it show you?"), _("What got in the way?")],
        ),
        (
            "today",
            _("What matters today"),
            24,
            [_("If we spoke about one thing only, which would it be?")],
        ),
        ("goals", _("A look at the goals"), 5, [_("Closer, further, or other by now?")]),
        (
            "summary",
            _("To take home, summary, next time"),
            8,
            [_("What do you take with you?"), _("How was the way we worked today?")],
        ),
    ],
}
