"""`make test-stack`: the tests on the engines of production, then a journey through all of it.

The Python tests run on PostgreSQL and Redis. Beside them production's settings: two Daphne
processes behind the TLS front, a worker and a clock on Redis, an echo, mail through SMTP, relays
from coturn; the browser tests walk the first journey there. People there wait for each other and
for letters half of the time, and the Python tests use the time that is left. What the journey says
is shown when they have ended. Everything lives in one temporary folder, on free ports of loopback,
and is gone at the end.
"""

import os
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

from cryptography.fernet import Fernet

from config.demo.launch import (
    ADDRESS,
    ASGI,
    GRACE,
    ROOT,
    STOPPING,
    WEB,
    WORKER,
    CannotStart,
    Processes,
    die_with_parent,
    healthy,
    interrupted,
    signal_group,
)
from tests.browser.site import Site, free_port
from tests.stack import services

Running = AbstractContextManager[subprocess.Popen[bytes]]
ON_THE_WHOLE_STACK = ["tests/browser/test_first_journey.py", "tests/stack"]


def main() -> int:
    """The exit status of the first run that failed, 1 where something can't start, or 0."""
    parser = ArgumentParser(prog="python -m tests.stack", description=__doc__)
    parser.add_argument("--only", choices=["engines", "journey"], help="one of its two halves")
    only = parser.parse_args().only
    for number in STOPPING:
        signal.signal(number, interrupted)
    with tempfile.TemporaryDirectory(prefix="attune-stack-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # PostgreSQL's own user must reach its cluster
        processes = Processes(logs=folder / "logs", environment={})
        try:
            return in_folder(processes, folder, only=only)
        except CannotStart as reason:
            print(reason, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            say("Stopped; nothing of it is left.")
            return 130
        finally:
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            processes.stop()


def in_folder(processes: Processes, folder: Path, *, only: str | None) -> int:
    """Start the engines, then both halves, side by side."""
    say("Starting PostgreSQL and Redis")
    postgres = services.start_postgres(processes, folder)
    redis = services.start_redis(processes, folder)
    start = partial(start_whole_stack, processes, folder, postgres=postgres, redis=redis)
    if only == "journey":
        site = start()
        say(f"The browser journey on {site.url}")
        with journey(folder, site) as walk:
            return walk.wait()
    say("The Python tests on PostgreSQL and Redis")
    with python_tests(folder, postgres=postgres, redis=redis) as tests:
        if only == "engines":
            return tests.wait()
        return journey_beside(tests, start, folder)


def journey_beside(tests: subprocess.Popen[bytes], start: Callable[[], Site], folder: Path) -> int:
    """Start the stack and walk the journey on it while the Python tests run. They end and say
    what they found even where the stack can't start."""
    try:
        site = start()
    except CannotStart as reason:
        print(reason, file=sys.stderr, flush=True)
        return tests.wait() or 1
    log = folder / "journey.log"
    try:
        with log.open("wb") as output, journey(folder, site, output=output) as walk:
            tested, walked = tests.wait(), walk.wait()
            return tested or walked
    finally:
        say("The browser journey")
        print(log.read_text(errors="replace"), flush=True)


def python_tests(folder: Path, *, postgres: str, redis: str) -> Running:
    """Everything `make test` runs without a browser, but what no engine has a part in: the tests of
    the tooling, of the source as text, and of the scripts in Node."""
    engines = {
        "DATABASE_URL": f"{postgres}/postgres",
        "REDIS_URL": f"{redis}/0",
        "STATE_DIR": str(folder / "tests"),
    }
    ignored = [f"--ignore=tests/{part}" for part in ("browser", "house", "scripts", "tooling")]
    beside = ["-n", "3", "--dist", "loadgroup", "--hypothesis-profile", "beside"]
    return pytest(*beside, *ignored, environment=engines, nice=10)


def journey(folder: Path, site: Site, *, output: IO[bytes] | None = None) -> Running:
    """The browser tests on the whole stack."""
    described = folder / "site.json"
    site.describe(described)
    # Two processes: each has a browser of its own, and one process can drive only one.
    beside = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    environment = {"ATTUNE_SITE": str(described)}
    return pytest(*ON_THE_WHOLE_STACK, *beside, environment=environment, output=output)


def start_whole_stack(processes: Processes, folder: Path, *, postgres: str, redis: str) -> Site:
    """Everything docker-compose.yml names, with the same settings and the same configurations."""
    say("Starting the whole stack: mail, relays, two web processes, worker, clock, echo, TLS front")
    letters = folder / "letters"
    mail = services.start_mail_server(processes, letters)
    relay = services.start_coturn(processes, folder, private_peers=True)
    strict_relay = services.start_coturn(processes, folder, private_peers=False)
    front, *webs = (free_port() for _ in range(3))
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "SECRET_KEY": "only-for-this-run-" * 4,
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": f"localhost,{ADDRESS}",
        "SITE_URL": f"https://localhost:{front}",
        "DATABASE_URL": f"{postgres}/attune",
        "REDIS_URL": f"{redis}/1",
        "EMAIL_URL": f"smtp://{ADDRESS}:{mail}/",
        "TRUSTED_PROXY_COUNT": "1",
        "TURN_URLS": f"turn:{ADDRESS}:{relay}?transport=udp",
        "TURN_SECRET": services.TURN_SECRET,
        "STATE_DIR": str(folder / "state"),
        # For the tests alone.
        "STRICT_TURN_PORT": str(strict_relay),
        "WEB_PORTS": f"{webs[0]} {webs[1]}",
    }
    processes.environment |= environment
    services.create_database(postgres, "attune")
    processes.run("config.demo.prepare")
    for number, port in enumerate(webs, start=1):
        processes.start(f"web-{number}", "daphne", *WEB, "-b", ADDRESS, "-p", str(port), ASGI)
    processes.start("worker", "celery", "-A", "config", "worker", *WORKER)
    processes.start("echo", "manage", "echo")
    schedule = str(folder / "beat")
    processes.start("beat", "celery", "-A", "config", "beat", "--schedule", schedule)
    for port in webs:
        processes.wait_until(partial(healthy, f"http://{ADDRESS}:{port}"), what="A web process")
    services.start_front(processes, folder, port=front, upstreams=webs)
    return Site(
        url=f"https://localhost:{front}",
        mail=str(letters),
        logs=str(processes.logs),
        environment=environment,
    )


@contextmanager
def pytest(
    *arguments: str, environment: dict[str, str], nice: int = 0, output: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Pytest in a process of its own, as nice as nice(1) makes it. When the block is left early it
    is interrupted, with all that it has started."""
    command = ["nice", "-n", str(nice), sys.executable, "-m", "pytest", *arguments]
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings, **environment},
        stdout=output,
        stderr=output and subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            signal_group(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
            signal_group(process.pid, signal.SIGKILL)
            process.wait()


def say(sentence: str) -> None:
    """Show what is being done."""
    print(f"\n{sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
