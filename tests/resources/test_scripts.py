"""The pacer's arithmetic, in the language it runs in."""

from pathlib import Path

from tests.node import node


def test_the_script_does_what_it_promises() -> None:
    node("--test", Path(__file__).parent / "rhythm.test.mjs")
