"""What one person may ask of the room's sockets, however many they open.

Counted in this process, by person: many tabs are one sender, and a flood slows that sender alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from sessions.room.throttle import Throttle
from sessions.room.wire import MAX_BYTES

MOST_SOCKETS = 8
"""Open at once for one person: a reload or two, a phone and a computer, the session before."""
RATE, BURST, PATIENCE = 30, 80, 30
"""Messages a second, at once, and seconds of being slowed down until the socket closes."""
MOST_WAITING, MOST_BYTES_WAITING = 2 * BURST, 8 * MAX_BYTES
"""Messages, and their bytes, that may wait in memory until it is their sender's turn."""
LIFE_SECONDS = 4 * 60 * 60
LOST_LINE = 1012
"""Closes a socket at that age: its page comes back on another, where everything is asked anew."""
REMEMBERED = 300
"""Seconds after their last socket opened: whoever floods and comes back is slow as before."""

Event = dict[str, Any]


class Person:
    """The common measure of one person's sockets."""

    _known: ClassVar[dict[UUID, "Person"]] = {}

    def __init__(self) -> None:
        self.throttle = Throttle(rate=RATE, burst=BURST, patience=PATIENCE)
        self.sockets: set[object] = set()
        self.came_at = 0.0

    @classmethod
    def coming(cls, pk: UUID, *, now: float) -> "Person":
        """The person who opens a socket now. Who hasn't been here for long is forgotten."""
        for other, person in list(cls._known.items()):
            if not person.sockets and now - person.came_at > REMEMBERED:
                del cls._known[other]
        person = cls._known.setdefault(pk, cls())
        person.came_at = now
        return person

    def takes_in(self, socket: object) -> bool:
        """Whether they may have one more socket, which counts from now on until it is let go."""
        if len(self.sockets) >= MOST_SOCKETS:
            return False
        self.sockets.add(socket)
        return True

    def lets_go(self, socket: object) -> None:
        self.sockets.discard(socket)


class Backlog:
    """What a page has sent and hasn't been taken yet. The server in front reads on without end, so
    what may wait here is bounded: too much calls ``overflow`` once, and the rest is dropped."""

    def __init__(
        self, receive: Callable[[], Awaitable[Event]], *, overflow: Callable[[], Awaitable[None]]
    ) -> None:
        self._receive = receive
        self._overflow = overflow
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._bytes = 0
        self._is_over = False
        self._pump: asyncio.Task[None] | None = None

    async def __call__(self) -> Event:
        """The next event, in the order in which they came."""
        if self._pump is None:
            self._pump = asyncio.create_task(self._fill())
        event = await self._events.get()
        self._bytes -= _size(event)
        return event

    async def stop(self) -> None:
        if self._pump is not None:
            self._pump.cancel()
            with suppress(asyncio.CancelledError):
                await self._pump

    async def _fill(self) -> None:
        while True:
            event = await self._receive()
            size = _size(event)
            too_much = (
                self._events.qsize() >= MOST_WAITING or self._bytes + size > MOST_BYTES_WAITING
            )
            if size and (self._is_over or too_much):
                if not self._is_over:
                    self._is_over = True
                    await self._overflow()
                continue
            self._bytes += size
            self._events.put_nowait(event)


def _size(event: Event) -> int:
    """Of what a page sent; 0 for what the server itself has to say, which is never dropped."""
    return (
        max(1, len(event.get("text") or event.get("bytes") or ""))
        if (event["type"] == "websocket.receive")
        else 0
    )
