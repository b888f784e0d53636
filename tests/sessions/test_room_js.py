"""What runs in the browser and knows no element, in the language it runs in."""

from pathlib import Path

import pytest

from tests.node import node

HERE = Path(__file__).parent
SCRIPTS = sorted(script.name for script in HERE.glob("*.test.mjs"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_runs_in_the_browser(script: str) -> None:
    node("--test", HERE / script)
