"""What two people drew on the shared page, as both pages put it down so that both have the same
text; and how it is shown again. Pure.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.writing_kept import listed

# The page's own measures and limits: static/js/room/board.js.
WIDTH = 1_000
HEIGHT = 750
MAX_MARKS = 1_000
MAX_NUMBERS = 4_000
LONGEST_NOTE = 40

COLOURS = {"black": "#22302c", "green": "#2c6b3f", "blue": "#1f4e8c", "red": "#9b2226"}
PLACES: list[str | Promise] = [
    _("top left"),
    _("top middle"),
    _("top right"),
    _("middle left"),
    _("in the middle"),
    _("middle right"),
    _("bottom left"),
    _("bottom middle"),
    _("bottom right"),
]
MARGIN = 24
FIRST_LINE = 48
LINE = 46

By = Literal["patient", "therapist"]


@dataclass(frozen=True)
class Line:
    """A line, as SVG wants its points; a single point is a dot, a line from it to itself."""

    by: By
    colour: str
    points: str


@dataclass(frozen=True)
class Note:
    """A few words at one of nine places, under those that were there before."""

    by: By
    text: str
    where: str | Promise
    x: int
    y: int
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Drawing:
    """The page as it was kept, in the order of its marks."""

    lines: list[Line]
    notes: list[Note]


def read(text: str) -> Drawing:
    """The marks of a kept text: a JSON list of ["line", role, ink, [x, y, …]] and
    ["note", role, place 0 to 8, words].

    Raises `ValueError` where it is anything else.
    """
    lines, notes = [], []
    filled: Counter[int] = Counter()
    for one in listed(text, most=MAX_MARKS):
        match one:
            case ["line", ("patient" | "therapist") as by, str(ink), list(numbers)]:
                lines.append(_line(by, ink, numbers))
            case ["note", ("patient" | "therapist") as by, int(place), str(words)]:
                notes.append(_note(by, place, words, filled[place]))
                filled[place] += 1
            case _:
                raise ValueError("not a mark")
    return Drawing(lines, notes)


def _line(by: By, ink: str, numbers: list[object]) -> Line:
    if ink not in COLOURS or len(numbers) % 2 or not 0 < len(numbers) <= MAX_NUMBERS:
        raise ValueError("not a line")
    if not all(type(one) is int and 0 <= one <= WIDTH for one in numbers):
        raise ValueError("not on the page")
    points = numbers * 2 if len(numbers) == 2 else numbers
    return Line(by, COLOURS[ink], " ".join(map(str, points)))


def _note(by: By, place: int, words: str, above: int) -> Note:
    if type(place) is not int or not 0 <= place < len(PLACES):
        raise ValueError("not a place")
    if not 0 < len(words) <= LONGEST_NOTE:
        raise ValueError("not a note")
    words.encode()  # half a character can be written in JSON, and on no page
    row, column = divmod(place, 3)
    return Note(
        by=by,
        text=words,
        where=PLACES[place],
        x=(MARGIN, WIDTH // 2, WIDTH - MARGIN)[column],
        y=FIRST_LINE + row * HEIGHT // 3 + above * LINE,
        anchor=("start", "middle", "end")[column],
    )
