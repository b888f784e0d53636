"""The Makefile on machines that lack something: one clear sentence each, and help for people."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TOOLS = ("sh", "sed", "awk", "cksum", "tr", "env", "rm", "touch", "cat")
TARGETS = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the Makefile, and in `bin` the few programs every machine has."""
    for name in ("Makefile", "requirements", "package-lock.json"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def python(machine: Path, name: str, script: str) -> None:
    """A Python of that name, acted by a shell script."""
    program = machine / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def make(machine: Path, target: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("make")
    assert found
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        [found, target],
        cwd=machine,
        env={**kept, "PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_no_python_at_all(machine: Path) -> None:
    done = make(machine, "demo")
    assert done.returncode != 0
    sentence = "Attune needs Python 3.11 or newer, and none of python3.14 to python3.11 or python3 "
    assert done.stderr.splitlines()[0] == f"{sentence}is that."


def test_an_old_python(machine: Path) -> None:
    python(machine, "python3", "exit 1")
    assert make(machine, "demo").stderr.startswith("Attune needs Python 3.11 or newer")


def test_a_python_without_venv(machine: Path) -> None:
    """Debian ships venv apart from Python."""
    python(machine, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = make(machine, "demo")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "Attune needs Python's venv module, which python3 here lacks: "
        "on Debian or Ubuntu, 'apt install python3-venv'."
    )


def test_a_newer_python_that_works_is_taken_over_an_old_one(machine: Path) -> None:
    python(machine, "python3", "exit 1")
    python(machine, "python3.12", f'exec {sys.executable} "$@"')
    done = make(machine, ".venv/bin/python")
    assert done.returncode == 0, done.stderr
    assert "Making the environment .venv" in done.stdout
    assert (machine / ".venv" / "bin" / "python").exists()


def test_help_tells_every_command() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make ([a-z-]+) ", done.stdout, re.MULTILINE)) == TARGETS


def test_the_demo_needs_neither_node_nor_what_developers_need() -> None:
    for target in ("demo", "demo-reset"):
        [needs] = re.findall(rf"^{target}: (.*?) ##", MAKEFILE, re.MULTILINE)
        assert needs == "$(APP)"


def test_ci_runs_the_two_commands_people_run() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make ([a-z-]+)$", script, re.MULTILINE) == ["test", "test-stack"]


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        pins = re.split(r"\n(?=\w)", text)
        assert len(pins) > (0 if lock.name == "uv.txt" else 50)
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
        assert "://" not in text
    npm = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in npm
    assert npm.count('"integrity"') == npm.count('"node_modules/')
