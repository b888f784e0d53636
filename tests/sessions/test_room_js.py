"""The room's parts that know no element, in the language they run in."""

from pathlib import Path

import pytest

from tests.node import node

HERE = Path(__file__).parent


@pytest.mark.parametrize("script", ["connection.test.mjs", "words.test.mjs"])
def test_the_rooms_parts(script: str) -> None:
    node("--test", HERE / script)
