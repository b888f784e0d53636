"""Where things land in the calendar's columns, in the browser's own language."""

from pathlib import Path

from tests.node import node


def test_where_things_land() -> None:
    node("--test", Path(__file__).parent / "calendar.test.mjs")
