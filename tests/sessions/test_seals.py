"""A seal tells a changed text and gives nothing away."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sessions.seals import new_salt, seal

AT = datetime(2026, 11, 22, 18, 5, 0, 123456, tzinfo=UTC)
TOLD: dict[str, Any] = {"note": "n", "texts": {"a": "x", "b": "y"}, "at": AT, "number": 1}


def test_the_same_gives_the_same() -> None:
    in_berlin = AT.astimezone(timezone(timedelta(hours=1)))
    again: dict[str, Any] = {
        "number": 1,
        "at": in_berlin,
        "texts": {"b": "y", "a": "x"},
        "note": "n",
    }
    assert seal("salt", TOLD) == seal("salt", again)


@pytest.mark.parametrize(
    "change",
    [
        {"texts": {"a": "x", "b": "Y"}},
        {"texts": {"a": "xy", "b": ""}},
        {"at": AT + timedelta(microseconds=1)},
        {"note": "m"},
        {"number": 2},
    ],
)
def test_any_change_shows(change: dict[str, Any]) -> None:
    assert seal("salt", TOLD) != seal("salt", TOLD | change)


def test_without_the_salt_a_short_text_cannot_be_guessed() -> None:
    assert seal(new_salt(), TOLD) != seal(new_salt(), TOLD)
    assert len(new_salt()) >= 43
