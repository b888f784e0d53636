"""When the forms that save themselves save, and what is never lost on the way."""

from pathlib import Path

from tests.node import node


def test_what_is_written_is_kept() -> None:
    node("--test", Path(__file__).parent / "keeping.test.mjs")
