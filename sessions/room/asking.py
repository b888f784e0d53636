"""Asking the database from a socket: on other threads, whose connections stay open.

Opening and closing one for each question cost more than most questions: 4 of 7 ms for a look at a
room (SQLite, measured). The threads are few, so the connections are, too.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

THREADS = 6

T = TypeVar("T")
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="room")
_open: set[BaseDatabaseWrapper] = set()


async def ask(question: Callable[..., T], **facts: Any) -> T:
    """Ask on another thread, so that no room waits for another.

    Whatever goes wrong closes the connection: the next question gets a new one.
    """

    def answer() -> T:
        connection = connections["default"]
        if connection not in _open:
            connection.inc_thread_sharing()
            _open.add(connection)
        try:
            return question(**facts)
        except BaseException:
            connection.close()
            raise

    return await sync_to_async(answer, thread_sensitive=False, executor=_threads)()


def close_connections() -> None:
    """When nobody asks any more, as between tests. What is being asked is answered first: SQLite
    doesn't survive a connection that is closed while another thread asks."""
    global _threads
    _threads.shutdown(wait=True)
    for connection in _open:
        connection.close()
    _open.clear()
    _threads = ThreadPoolExecutor(THREADS, thread_name_prefix="room")
