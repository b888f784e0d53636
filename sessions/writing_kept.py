"""What was written in the room, as both pages put it down so that both have the same text. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

MAX_LINES = 2_000
MAX_CHARACTERS = 500_000
"""Of writing, or about a quarter of an hour of drawing without a pause; static/js/room/keeping.js
knows it too."""
LONGEST_LINE = 2_000
LATEST = 8_640_000_000_000  # milliseconds: the year 2243


@dataclass(frozen=True)
class Line:
    """Something that one of the two wrote."""

    at: datetime
    by: Literal["patient", "therapist"]
    text: str


def read(text: str) -> list[Line]:
    """The lines of a kept text: a JSON list of [milliseconds since 1970, role, words].

    Raises `ValueError` where it is anything else.
    """
    return [_line(one) for one in listed(text, most=MAX_LINES)]


def listed(text: str, *, most: int) -> list[object]:
    """What a JSON list of one to ``most`` things has in it; `ValueError` where it is none."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError("too long")
    try:
        told = json.loads(text)
    except RecursionError as deep:
        raise ValueError("too deep") from deep
    if not isinstance(told, list) or not 0 < len(told) <= most:
        raise ValueError("not a list, or none of that length")
    return told


def _line(told: object) -> Line:
    match told:
        case [int(at), ("patient" | "therapist") as by, str(words)] if (
            not isinstance(at, bool) and 0 <= at <= LATEST and 0 < len(words) <= LONGEST_LINE
        ):
            words.encode()  # half a character can be written in JSON, and on no page
            return Line(datetime.fromtimestamp(at / 1_000, UTC), by, words)
    raise ValueError("not a line")
