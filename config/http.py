"""Pages, each answered on one of a few threads that stay and keep their database connection.

Django's own handler makes a thread for each request, and its connection ends with it. Opening one
was a third of what a simple page took on SQLite, which reads its tables anew each time (17 and 11.5
ms of a processor, measured), and on PostgreSQL a process of its own.
"""

from asyncio import CancelledError, LifoQueue, get_running_loop
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.core.handlers.asgi import ASGIHandler

THREADS = 16


class Handler(ASGIHandler):
    """Django's handler on so many threads, and so many connections: a rush waits its turn.

    The thread that was used last comes first: a quiet site uses few.
    """

    def __init__(self, threads: int = THREADS) -> None:
        super().__init__()
        self._free: LifoQueue[Executor] = LifoQueue()
        for number in range(threads):
            name = f"http-{number}"
            self._free.put_nowait(ThreadPoolExecutor(max_workers=1, thread_name_prefix=name))

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Mapping[str, Any]]],
        send: Callable[[Mapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer one request, when a thread is free."""
        thread, is_idle = await self._free.get(), True
        try:
            async with ThreadSensitiveContext(executor=thread):
                await super().__call__(scope, receive, send)
        except CancelledError:
            is_idle = False  # a view goes on to its end though nobody waits for it any more
            raise
        finally:
            if is_idle:
                self._free.put_nowait(thread)
            else:
                self._free_when_idle(thread)

    def _free_when_idle(self, thread: Executor) -> None:
        loop = get_running_loop()

        def idle(_: object) -> None:
            with suppress(RuntimeError):  # the loop has ended, and with it the site
                loop.call_soon_threadsafe(self._free.put_nowait, thread)

        thread.submit(int).add_done_callback(idle)
