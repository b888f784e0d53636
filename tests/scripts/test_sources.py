"""What runs in the browser and knows no element, in the language it runs in."""

from pathlib import Path

import pytest

from tests.house.source import name
from tests.scripts.node import OWN_TESTS, node


@pytest.mark.parametrize("test", OWN_TESTS, ids=name)
def test_what_runs_in_the_browser(test: Path) -> None:
    node("--test", test)
