"""How a draft's requests are counted and its answers read."""

from pathlib import Path

from tests.node import node


def test_counting_and_reading() -> None:
    node("--test", Path(__file__).parent / "drafts.test.mjs")
