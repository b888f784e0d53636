"""A real site for the browser tests: Daphne, a Celery worker with its clock, its own database.

By default it stands on the embedded engines in a temporary folder. `tests.stack` starts the whole
production shape instead and describes it to the tests in the file that ATTUNE_SITE names.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from config.demo import launch
from config.demo.mail import Letter, read
from tests.browser.inside import Inside

Found = TypeVar("Found")
LETTER_PATIENCE = 45  # seconds: the worker looks every ten, and retries once after a hiccup


@dataclass(frozen=True)
class Site:
    """A running site: where it is, how to reach its database, where its e-mails arrive."""

    url: str
    mail: str
    logs: str
    environment: dict[str, str]

    def manage(self, *command: str) -> str:
        """Run a management command on the site's own settings and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=launch.ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {' '.join(command)} failed:\n{done.stderr}"
        return done.stdout

    def run(self, code: str) -> str:
        """Run Python inside the site, for what no person could do (such as moving time)."""
        return self.inside.run(code).strip()

    @cached_property
    def inside(self) -> Inside:
        """A process of ours in the site, for as long as the site is ours."""
        return Inside({**os.environ, **self.environment})

    def letters(self, *, to: str) -> list[Letter]:
        """The e-mails sent to one address so far, newest first."""
        return [letter for letter in read(Path(self.mail)) if to in letter.to]

    def letter(self, *, to: str, about: str) -> Letter:
        """Wait for an e-mail to that address with those words in its subject or text."""

        def found() -> Letter | None:
            for letter in self.letters(to=to):
                if about in letter.subject or about in letter.text:
                    return letter
            return None

        return wait_for(found, what=f"an e-mail to {to} about {about!r}", patience=LETTER_PATIENCE)

    def last_words(self) -> str:
        """The end of every log, for a failed test's report."""
        logs = sorted(Path(self.logs).glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in logs)

    def describe(self, file: Path) -> None:
        """Write down the site so that another process's tests can use it."""
        file.write_text(json.dumps(asdict(self)))


def wait_for(look: Callable[[], Found | None], *, what: str, patience: float) -> Found:
    """Look until there is something; an assertion that names it otherwise."""
    deadline = time.monotonic() + patience
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"waited {patience} s for {what}"
        time.sleep(0.1)
    return found


def free_port() -> int:
    """A TCP port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((launch.ADDRESS, 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


@contextmanager
def running_site(*, sample_people: bool, shared: Path | None = None) -> Iterator[Site]:
    """The site that the stack has started, or an embedded one of our own until the block ends.

    Sites of a kind with the same `shared` folder begin with copies of one state.
    """
    described = os.environ.get("ATTUNE_SITE")
    if described:
        yield from _until_left(Site(**json.loads(Path(described).read_text())))
        return
    port = free_port()
    with TemporaryDirectory(prefix="attune-site-") as folder:
        state = Path(folder)
        if shared is None:
            _prepare(state, sample_people=sample_people)
        else:
            shutil.copytree(
                _prepared(shared, sample_people=sample_people), state, dirs_exist_ok=True
            )
        processes = _processes(state, port=port, sample_people=sample_people)
        try:
            launch.start_embedded(processes, port=port)
            yield from _until_left(
                Site(
                    url=launch.site_url(port),
                    mail=f"{folder}/mail",
                    logs=str(processes.logs),
                    environment=processes.environment,
                )
            )
        finally:
            processes.stop(grace=0)  # nobody will ask for what it still had to do


def _processes(state: Path, *, port: int, sample_people: bool) -> launch.Processes:
    processes = launch.demo(state=state, port=port)
    if not sample_people:
        processes.environment["DEMO"] = "false"
    return processes


def _prepare(state: Path, *, sample_people: bool) -> None:
    """What a first start does before anything runs: tables, secrets, styles, library, people."""
    _processes(state, port=0, sample_people=sample_people).run("config.demo.prepare")


def _prepared(shared: Path, *, sample_people: bool) -> Path:
    """The state that all sites of a kind begin with, made by whoever comes first."""
    kind = "sample" if sample_people else "bare"
    state, being_made = shared / kind, shared / f"{kind}-being-made"
    with (shared / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not state.exists():
            shutil.rmtree(being_made, ignore_errors=True)
            _prepare(being_made, sample_people=sample_people)
            being_made.rename(state)
    return state


def _until_left(site: Site) -> Iterator[Site]:
    try:
        yield site
    finally:
        site.inside.close()
