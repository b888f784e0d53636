"""Real worker and clock processes on the test's own database."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from config.demo.launch import WORKER, Child, Processes
from tests.browser.site import wait_for
from tests.workers.post_office import PostOffice

PATIENCE = 60  # seconds; a worker needs two or three to start, more on a busy machine
TALKATIVE = [*WORKER[:3], "info", *WORKER[4:]]


class Crew:
    """Starts workers and clocks, and ends them in the way a test wants."""

    def __init__(self, folder: Path, *, smtp: int) -> None:
        self.folder = folder
        self.processes = Processes(
            logs=folder,
            environment={
                "DJANGO_SETTINGS_MODULE": "tests.workers.settings",
                "STATE_DIR": str(folder),
                "WORKERS_DATABASE": str(connection.settings_dict["NAME"]),
                "WORKERS_QUEUE": f"tests-{uuid4().hex}",
                "WORKERS_SMTP": str(smtp),
            },
        )

    def worker(self) -> Child:
        name = f"worker-{len(self.processes.children)}"
        self.processes.start(
            name, "celery", "-A", "config", "worker", "-n", f"{name}@%h", *TALKATIVE
        )
        return self.processes.children[-1]

    def clock(self) -> Child:
        name = f"clock-{len(self.processes.children)}"
        schedule = str(self.folder / name)
        self.processes.start(
            name, "celery", "-A", "config", "beat", "--schedule", schedule, "--loglevel", "info"
        )
        return self.processes.children[-1]

    def kill(self, *children: Child) -> None:
        """SIGKILL: no last words, no tidying up."""
        for child in children:
            child.process.kill()
        for child in children:
            child.process.wait()

    def last_words(self) -> str:
        return "\n".join(f"--- {c.name}\n{c.last_words()}" for c in self.processes.children)


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def crew(transactional_db: None, tmp_path: Path, post_office: PostOffice) -> Iterator[Crew]:
    """Ended before the database is emptied."""
    crew = Crew(tmp_path, smtp=post_office.port)
    yield crew
    crew.kill(*crew.processes.children)


def said(child: Child, words: str, *, times: int = 1) -> None:
    """Wait until the process has written these words into its log."""
    wait_for(
        lambda: child.log.read_text(errors="replace").count(words) >= times or None,
        what=f"“{words}” from {child.name}",
        patience=PATIENCE,
    )
