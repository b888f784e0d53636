"""A line that delays, loses and throttles: a UDP proxy between a browser and its TURN server.

Each direction is a line of its own. A packet first waits for its turn at the narrowest place, in
a queue that holds so many seconds and drops what comes when it is full, as routers do; then it
may be lost; then it takes its time. Headers count: what a line bears is bits on the wire.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any, cast

HEADERS = 28
"""Bytes of IP and UDP around each datagram."""
QUEUE_SECONDS = 0.3
Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Weather:
    """How the line is: seconds one way, the share that is lost, bits a second (0: any)."""

    delay: float = 0
    loss: float = 0
    rate: int = 0


class Direction:
    """One way of the line."""

    def __init__(self, seed: int) -> None:
        self.weather = Weather()
        self.chance = random.Random(seed)
        self.free_at = 0.0
        self.carried = self.lost = self.crowded = 0

    def carry(self, datagram: bytes, deliver: Callable[[bytes], None]) -> None:
        """Deliver it in its time, or never."""
        loop = asyncio.get_running_loop()
        now, weather = loop.time(), self.weather
        starts = max(now, self.free_at)
        if weather.rate:
            if starts - now > QUEUE_SECONDS:
                self.crowded += 1
                return
            self.free_at = starts + (len(datagram) + HEADERS) * 8 / weather.rate
        else:
            self.free_at = now
        if self.chance.random() < weather.loss:
            self.lost += 1
            return
        self.carried += 1
        loop.call_at(max(self.free_at, now) + weather.delay, deliver, datagram)


class Upstream(asyncio.DatagramProtocol):
    """The proxy's side towards the server, one for each of the browser's sockets."""

    def __init__(self, line: "WeakLine", browser: Address) -> None:
        self.line, self.browser = line, browser

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, _address: Address) -> None:
        self.line.down.carry(data, lambda one: self.line.front.sendto(one, self.browser))

    def error_received(self, _error: Exception) -> None:
        """A port that is closed already: the packet is lost, as on any line."""


class WeakLine(asyncio.DatagramProtocol):
    """Listens on `port` of loopback in a thread of its own until closed."""

    front: asyncio.DatagramTransport

    def __init__(self, *, host: str, port: int, server: int, seed: int = 1) -> None:
        self.host, self.port, self.server = host, port, server
        self.up, self.down = Direction(seed), Direction(seed + 1)
        self.browsers: dict[Address, asyncio.Task[Upstream]] = {}
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> "WeakLine":
        self.thread.start()
        listening = self.loop.create_datagram_endpoint(
            lambda: self, local_addr=(self.host, self.port)
        )
        asyncio.run_coroutine_threadsafe(listening, self.loop).result(10)
        return self

    def __exit__(self, *_how: Any) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _close(self) -> None:
        self.front.close()
        for task in self.browsers.values():
            (await task).transport.close()
        await asyncio.sleep(0)

    def turn(self, weather: Weather) -> None:
        """Change the weather, both ways."""
        self.up.weather = self.down.weather = weather

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.front = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, address: Address) -> None:
        task = self.browsers.get(address)
        if task is None:
            task = self.browsers[address] = self.loop.create_task(self._reach(address))
        if task.done():
            self.up.carry(data, task.result().transport.sendto)
        else:
            task.add_done_callback(lambda done: self.up.carry(data, done.result().transport.sendto))

    def error_received(self, _error: Exception) -> None:
        """As above."""

    async def _reach(self, browser: Address) -> Upstream:
        _transport, upstream = await self.loop.create_datagram_endpoint(
            lambda: Upstream(self, browser), remote_addr=(self.host, self.server)
        )
        return upstream
