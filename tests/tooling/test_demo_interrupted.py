"""Ctrl-C while the demo is being prepared: it stops with its own words, and with no traceback."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.tooling.test_demo import LAUNCH, ROOT, environment, free_port, ours, wait_until


@pytest.mark.parametrize("said", ["Bringing the database", "Opening the sample practice"])
def test_ctrl_c_during_the_preparation(tmp_path: Path, said: str) -> None:
    state, output = tmp_path / "state", tmp_path / "output"
    with output.open("w") as kept:
        launcher = subprocess.Popen(
            LAUNCH,
            cwd=ROOT,
            env=environment(state, free_port()),
            stdout=kept,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a group of its own, as a terminal gives it
        )
    try:
        wait_until(
            lambda: said in output.read_text() or launcher.poll() is not None,
            what="the demo to be prepared",
        )
        os.killpg(launcher.pid, signal.SIGINT)
        assert launcher.wait(timeout=30) == 0, output.read_text()
    finally:
        launcher.kill()
    words = output.read_text()
    assert "Traceback" not in words
    assert words.rstrip().endswith("Stopping the demo; what was done in it is kept.")
    wait_until(lambda: not ours(state), what="its processes to be gone", patience=20)
