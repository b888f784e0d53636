"""The room's parts that know no element, in the language they run in."""

from pathlib import Path

import pytest

from tests.node import node

HERE = Path(__file__).parent
SCRIPTS = [
    "aside.test.mjs",
    "budget.test.mjs",
    "captions.test.mjs",
    "comfort.test.mjs",
    "connection.test.mjs",
    "conversation.test.mjs",
    "ladder.test.mjs",
    "line_figures.test.mjs",
    "practice.test.mjs",
    "preferences.test.mjs",
    "sdp.test.mjs",
    "words.test.mjs",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_rooms_parts(script: str) -> None:
    node("--test", HERE / script)
