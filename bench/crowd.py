"""Many people at one moment, in as many processes as the machine has processors, each on a
connection of their own that is open already."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

Attempt = Callable[[], object]
PATIENCE = 120
"""Seconds until a crowd that never comes to an end counts as an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """What became of everybody: how often what, how often an error, the longest anybody waited from
    the start to their answer, and how long processors worked for all of them (without the
    database's own processes), in seconds."""

    outcomes: Counter[str]
    errors: int
    slowest: float
    processor: float


def rush(attempts: Sequence[Attempt]) -> Rush:
    """All at once. A refusal with a sentence is an answer; anything else raised is an error."""
    from django.db import connections

    connections.close_all()
    forking = multiprocessing.get_context("fork")
    processes = os.cpu_count() or 1
    answers: Any = forking.Queue()
    start = forking.Barrier(processes)
    workers = [
        forking.Process(target=_part, args=(attempts[number::processes], start, answers))
        for number in range(processes)
    ]
    before = sum(os.times()[2:4])
    for worker in workers:
        worker.start()
    outcomes: Counter[str] = Counter()
    slowest, errors = 0.0, 0
    try:
        for _attempt in attempts:
            outcome, is_error, seconds = answers.get(timeout=PATIENCE)
            outcomes[outcome] += 1
            errors += is_error
            slowest = max(slowest, seconds)
    except Empty:
        missing = len(attempts) - outcomes.total()
        outcomes["no answer"], errors = missing, errors + missing
    for worker in workers:
        worker.join(timeout=10)
        worker.kill()
    processor = sum(os.times()[2:4]) - before
    return Rush(outcomes=outcomes, errors=errors, slowest=slowest, processor=processor)


def _part(attempts: Sequence[Attempt], start: Any, answers: Any) -> None:
    """The share of one process: a thread each."""
    ready = Barrier(len(attempts) + 1)

    def one(attempt: Attempt) -> None:
        from django.db import connection

        from people.errors import Refused

        connection.ensure_connection()
        ready.wait()
        ready.wait()
        began = perf_counter()
        is_error = False
        try:
            attempt()
            outcome = "done"
        except Refused as refusal:
            outcome = type(refusal).__name__
        except Exception as error:
            outcome, is_error = f"{type(error).__name__}: {error}", True
        answers.put((outcome, is_error, perf_counter() - began))
        connection.close()

    threads = [Thread(target=one, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    ready.wait()  # everybody here is connected
    start.wait()  # and in the other processes, too
    ready.wait()
    for thread in threads:
        thread.join()
