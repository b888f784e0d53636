"""`make demo`: prepare a practice with sample people, then keep its processes running together.

Its processes do the work: Daphne, a Celery worker on the filesystem broker with beat inside it,
and the echo of the device check. They live and die together: Ctrl-C, SIGTERM or the launcher's own
death ends them all, and when one of them dies the others are stopped and its last words shown.
Only the standard library is imported here, so the launcher itself costs a few megabytes.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Never

ROOT = Path(__file__).resolve().parent.parent.parent
ADDRESS = "127.0.0.1"
PATIENCE = 60  # seconds the web server may take to answer for the first time
GRACE = 8  # seconds a process may take to finish what it is doing when told to stop
PR_SET_PDEATHSIG = 1  # prctl(2)
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ASGI = "config.asgi:application"
# A message of the room has at most 64 KiB, and what is a little longer is told so with its name;
# what is longer still isn't even read.
WEB = ["-v", "0", "--websocket-max-message-size", "66000", "--websocket-max-frame-size", "66000"]
WORKER = ["--pool", "solo", "--loglevel", "warning", "--without-gossip", "--without-mingle"]


class CannotStart(Exception):
    """One sentence for the person who typed the command."""


@dataclass(frozen=True)
class Child:
    """A running process of the demo and where its output is kept."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Processes:
    """Processes that run side by side with one environment, and end together."""

    def __init__(self, *, logs: Path, environment: Mapping[str, str]) -> None:
        self.logs = logs
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
        self.children: list[Child] = []

    def run(self, *module: str) -> None:
        """Run one Python module to its end; `CannotStart` if it fails."""
        command = [sys.executable, "-m", *module]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,  # Ctrl-C is the launcher's, which ends it without a traceback
            preexec_fn=die_with_parent,
            check=False,
        )
        if done.returncode:
            raise CannotStart("It could not be prepared; the reason is just above.")

    def start(self, name: str, *module: str) -> None:
        """Start one Python module and keep what it says in a log of that name."""
        self.start_program(name, sys.executable, "-m", *module)

    def start_program(self, name: str, *command: str) -> None:
        """Start any program and keep what it says in a log of that name."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the launcher, which ends them in order
                preexec_fn=die_with_parent,
            )
        self.children.append(Child(name, process, log))

    def wait_until(self, answers: Callable[[], bool], *, what: str) -> None:
        """Wait for it to answer; `CannotStart` if a process dies first, or it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not answers():
            self.check()
            if time.monotonic() > deadline:
                raise CannotStart(f"{what} did not answer within {PATIENCE} seconds.")
            time.sleep(0.1)

    def check(self) -> None:
        """Raise `CannotStart` with its last lines if a process has ended by itself."""
        for child in self.children:
            if child.process.poll() is not None:
                raise CannotStart(
                    f"The {child.name} process ended by itself, so the others are stopped too. "
                    f"Its last lines ({child.log}):\n{child.last_words()}"
                )

    def stop(self, *, grace: float = GRACE) -> None:
        """End every process, the last one started first: politely, then for certain."""
        for child in reversed(self.children):
            signal_group(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + grace
        for child in self.children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
        for child in self.children:
            signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()


def demo(*, state: Path, port: int) -> Processes:
    """The demo's processes, none of them running yet."""
    return Processes(
        logs=state / "logs",
        environment={
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DEMO": "true",
            "STATE_DIR": str(state),
            "SITE_URL": site_url(port),
            # The demo is always embedded, whatever the shell has set.
            "DATABASE_URL": "",
            "REDIS_URL": "",
        },
    )


def start_embedded(processes: Processes, *, port: int) -> None:
    """Start the web server, the worker with its clock, and the echo; return once pages are served.

    The echo comes last: nothing waits for it.
    """
    processes.start("web", "daphne", *WEB, "-b", ADDRESS, "-p", str(port), ASGI)
    processes.start("worker", "celery", "-A", "config", "worker", "-B", *WORKER)
    processes.start("echo", "manage", "echo")
    processes.wait_until(lambda: healthy(f"http://{ADDRESS}:{port}"), what="The web server")


def healthy(address: str) -> bool:
    """Whether a web server says that it can serve pages."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5):
            return True
    except OSError:
        return False


def site_url(port: int) -> str:
    """Where people reach it. Browsers open cameras on localhost, not on a bare address."""
    return f"http://localhost:{port}"


def die_with_parent() -> None:
    """Ask Linux to end this process when the launcher dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def signal_group(group: int, number: signal.Signals) -> None:
    """Signal a process and all it started; nothing if they are gone."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def wanted_port(value: str) -> int:
    """The port asked for, refused in a sentence if it is none or is taken."""
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {value!r}.")
    port = int(value)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except PermissionError:
            raise CannotStart(f"Port {port} needs more rights; try PORT=8000.") from None
        except OSError:
            raise CannotStart(
                f"Port {port} is in use by another program; choose another one, "
                f"for example: make demo PORT={port + 1 if port < 65535 else 8000}"
            ) from None
    return port


def only_one(state: Path) -> IO[str]:
    """Hold the demo's data alone: its broker, database and channel layer serve one practice."""
    state.mkdir(parents=True, exist_ok=True)
    lock = (state / "running.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotStart("The demo is already running; stop that one first.") from None
    return lock


def forget(state: Path, *, keep: IO[str]) -> None:
    """Remove everything the demo has kept, but the lock that is held."""
    for entry in state.iterdir():
        if entry == Path(keep.name):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def interrupted(_number: int, _frame: FrameType | None) -> Never:
    """Every way of being told to stop is the same as Ctrl-C."""
    raise KeyboardInterrupt


def main() -> int:
    """Prepare, start, say where to go, and stay until told to stop."""
    parser = ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--afresh", action="store_true", help="forget what the demo has kept")
    options = parser.parse_args()
    for number in STOPPING:
        signal.signal(number, interrupted)
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    state = Path(os.environ.get("STATE_DIR") or ROOT / "var" / "demo").resolve()
    processes = None
    try:
        with only_one(state) as lock:
            port = wanted_port(os.environ.get("PORT") or "8000")
            if options.afresh:
                print("Forgetting what the demo had kept", flush=True)
                forget(state, keep=lock)
            processes = demo(state=state, port=port)
            processes.run("config.demo.prepare")
            print("Starting the web server, the worker with its clock, and the echo", flush=True)
            start_embedded(processes, port=port)
            print(welcome(site_url(port), state), flush=True)
            while True:
                processes.check()
                time.sleep(0.5)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping the demo; what was done in it is kept.", flush=True)
        return 0
    finally:
        if processes is not None:
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            processes.stop()


def welcome(url: str, state: Path) -> str:
    """Where to go and as whom."""
    return f"""
  Attune's demo is running.

    {url}/            the practice, as a visitor sees it
    {url}/demo/       sign in with one click as a patient, a therapist or the admin
    {url}/demo/mail/  the e-mails it has sent

  Maya and Elena have a session, see above: open the sign-in page in two windows (one of them
  private), be Maya in one and Elena in the other, and meet.

  What you do is kept in {state}; `make demo-reset` starts over. Ctrl-C stops it.
"""


if __name__ == "__main__":
    sys.exit(main())
