"""One web process only, where the channel layer lives in its memory.

A message sent in one process would never reach the other's sockets: two people would sit in the
same waiting room and not meet. So a second process refuses to start instead.
"""

import fcntl
from pathlib import Path
from typing import IO

from config.settings.environment import Misconfigured

_held: list[IO[str]] = []


def serve_alone(folder: Path) -> None:
    """Hold the folder's web lock until this process ends, or stop the start with a sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "web.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Misconfigured(
            "another web process is running on the in-memory channel layer, which serves one only; "
            "set REDIS_URL to run several."
        ) from None
    _held.append(lock)
