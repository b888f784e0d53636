"""The line between a browser and the server, in our hands: slower by so much, or cut."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self, TypeVar

Told = TypeVar("Told")
HERE = "127.0.0.1"


class Line:
    """A TCP port that leads to another one. `delay` (seconds) is added in each direction."""

    def __init__(self, *, to: int, delay: float = 0, host: str = HERE) -> None:
        self.to, self.delay, self.host = to, delay, host
        self.is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._join, self.host, 0))
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_error: object) -> None:
        self.cut()
        self._server.close()
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Every connection breaks, and no other comes about until `mend`."""
        self.is_cut = True
        self._do(self._break())

    def mend(self) -> None:
        self.is_cut = False

    def _do(self, work: Coroutine[Any, Any, Told]) -> Told:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _break(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _end(self) -> None:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(HERE, self.to)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._writers |= both
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        except asyncio.CancelledError:
            pass  # asyncio's own streams complain about a task that ends like this
        finally:
            self._writers -= both
            for one in both:
                one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Everything in its order, each piece `delay` after it came."""
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        passing = asyncio.create_task(self._pass_on(due, writer))
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                due.put_nowait((self._loop.time() + self.delay, piece))
        due.put_nowait((self._loop.time() + self.delay, b""))
        await passing

    async def _pass_on(
        self, due: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            while True:
                at, piece = await due.get()
                if (wait := at - self._loop.time()) > 0:
                    await asyncio.sleep(wait)
                if not piece:
                    writer.close()
                    return
                writer.write(piece)
                await writer.drain()
