"""`make demo`, run for real: what it says, how it starts over, and that nothing outlives it."""

import fcntl
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAUNCH = [sys.executable, "-P", "config/demo/launch.py"]
MEGABYTE = 1024 * 1024
PATIENCE = 120  # seconds, on a machine that has much else to do

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def environment(state: Path, port: int | str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    kept.pop("MAKELEVEL", None)
    return {**kept, "STATE_DIR": str(state), "PORT": str(port)}


def wait_until(true: Callable[[], bool], *, what: str, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"waited {patience} s for {what}"
        time.sleep(0.1)


def group_of(state: Path) -> list[int]:
    """The processes that run with this state folder, from their environments."""
    mark = f"STATE_DIR={state}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def ours(state: Path) -> list[int]:
    return [pid for pid in group_of(state) if pid != os.getpid()]


@contextmanager
def running(state: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A started demo, up when the block begins; killed with all its processes at the end."""
    output = state.parent / "output"
    with output.open("w") as kept:
        launcher = subprocess.Popen(
            [*LAUNCH, *options],
            cwd=ROOT,
            env=environment(state, port),
            stdout=kept,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        wait_until(
            lambda: "is running" in output.read_text() or launcher.poll() is not None,
            what="the demo to say that it is running",
        )
        assert launcher.poll() is None, output.read_text()
        yield launcher
    finally:
        launcher.kill()
        launcher.wait()
        wait_until(lambda: not ours(state), what="its processes to end", patience=30)


def said(state: Path) -> str:
    return (state.parent / "output").read_text()


@linux_only
def test_a_first_start_an_idle_hour_and_an_orderly_end(tmp_path: Path) -> None:
    """One start for all that needs a fresh one: each takes many seconds."""
    state, port = tmp_path / "demo", free_port()
    with running(state, port) as launcher:
        for told in ("Bringing the database up to date", f"http://localhost:{port}/demo/"):
            assert told in said(state)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/mail/", timeout=10) as page:
            assert page.status == 200
        secrets = state / "secrets.json"
        assert stat.S_IMODE(secrets.stat().st_mode) == 0o600

        again = subprocess.run(
            LAUNCH,
            cwd=ROOT,
            env=environment(state, free_port()),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert again.returncode == 1
        assert again.stderr == "The demo is already running; stop that one first.\n"

        processes = ours(state)
        assert len(processes) >= 3
        assert sum(proportional_memory(pid) for pid in processes) < 400 * MEGABYTE

        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(30) == 0
        assert "what was done in it is kept" in said(state)
        assert ours(state) == []

    kept = secrets.read_text()
    with running(state, port) as launcher:
        assert secrets.read_text() == kept
        launcher.kill()  # nobody can tidy up after this
        launcher.wait()
        wait_until(lambda: ours(state) == [], what="every process to end", patience=30)

    with running(state, port, "--afresh"):
        assert secrets.read_text() != kept
        web = next(pid for pid in ours(state) if "daphne" in command_line(pid))
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: "ended by itself" in said(state), what="the demo to stop")
        assert "The web process ended by itself" in said(state)
        wait_until(lambda: ours(state) == [], what="the others to stop", patience=30)


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def proportional_memory(pid: int) -> int:
    """What the process takes of the machine, its share of pages that several use, in bytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"no figure for {pid}")


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        ("eighty", "PORT must be a number from 1 to 65535, not 'eighty'."),
        ("0", "PORT must be a number from 1 to 65535, not '0'."),
        ("65536", "PORT must be a number from 1 to 65535, not '65536'."),
    ],
)
def test_a_port_that_is_none(tmp_path: Path, port: str, sentence: str) -> None:
    assert refused(tmp_path, port) == sentence


def test_a_busy_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(tmp_path, port).startswith(f"Port {port} is in use by another program; ")


def test_a_start_over_leaves_a_running_demo_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    with (tmp_path / "running.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "already running" in refused(tmp_path, free_port(), "--afresh")
    assert (tmp_path / "kept").exists()


def refused(state: Path, port: int | str, *options: str) -> str:
    done = subprocess.run(
        [*LAUNCH, *options],
        cwd=ROOT,
        env=environment(state, port),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    [sentence] = done.stderr.splitlines()
    return sentence
