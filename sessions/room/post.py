"""A page's letters to the other's: out at once and kept at leisure, numbered and in order.

A signal goes over the channel layer first and into the database a moment later, many at a time:
whoever is there has it before it is kept, whoever isn't finds it when they come back. A writer is
one socket, and counts what it writes from 1, so that the reader knows a copy and misses nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID, uuid4

from sessions.room import protocol
from sessions.room.protocol import Candidate, Description, Signal

KEEP_AFTER = 0.25
"""Seconds: candidates come in bursts, and one transaction keeps a whole burst."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One signal on its way: ``n`` counts what the writer has written, ``text`` has no number."""

    to: UUID
    writer: str
    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database has for a seat: the last that was kept, and all that isn't known to have
    arrived, in order, each with the number it was kept under."""

    writer: str
    n: int
    letters: list[tuple[int, Letter]]


def sealed(signal: Signal, *, sender: str) -> str:
    """The signal as the other page will read it, stamped, with room for its number."""
    match signal:
        case Description(kind=kind, sdp=sdp):
            stamped: protocol.ServerMessage = protocol.PeerDescription(
                seq=0, sender=sender, kind=kind, sdp=sdp
            )
        case Candidate(candidate=candidate, mid=mid, line=line, fragment=fragment):
            stamped = protocol.PeerCandidate(
                seq=0, sender=sender, candidate=candidate, mid=mid, line=line, fragment=fragment
            )
        case _:
            stamped = protocol.PeerRestart(seq=0, sender=sender)
    return protocol.encode(stamped)


def numbered(text: str, seq: int) -> str:
    """With its number; it is the field after the type, before anything that a page wrote."""
    return text.replace('"seq":0', f'"seq":{seq}', 1)


class Soon:
    """Does a job beside the socket's own work, once at a time; asked for meanwhile, once more.

    ``failed`` is told, while the error is being handled, when the job raises one.
    """

    def __init__(
        self, job: Callable[[], Awaitable[object]], *, failed: Callable[[], Awaitable[None]]
    ) -> None:
        self._job = job
        self._failed = failed
        self._is_wanted = False
        self._running: asyncio.Task[None] | None = None

    def ask(self) -> None:
        self._is_wanted = True
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())

    async def done(self) -> None:
        """When nothing is left to do."""
        if self._running is not None:
            await self._running

    async def _run(self) -> None:
        while self._is_wanted:
            self._is_wanted = False
            try:
                await self._job()
            except Exception:
                await self._failed()


@dataclass
class Outbox:
    """What one socket has written and the database hasn't got yet."""

    keep: Callable[[list[Letter]], Awaitable[None]]
    failed: Callable[[], Awaitable[None]]
    writer: str = field(default_factory=lambda: uuid4().hex)
    _written: dict[UUID, int] = field(default_factory=dict)
    _unkept: list[Letter] = field(default_factory=list)
    _is_closing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._keeping = Soon(self._keep, failed=self.failed)

    def write(self, signal: Signal, *, sender: str) -> Letter:
        to = UUID(signal.to)
        n = self._written[to] = self._written.get(to, 0) + 1
        letter = Letter(to=to, writer=self.writer, n=n, text=sealed(signal, sender=sender))
        self._unkept.append(letter)
        self._keeping.ask()
        return letter

    async def close(self) -> None:
        """Keep the rest now."""
        self._is_closing.set()
        await self._keeping.done()

    async def _keep(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_closing.wait(), KEEP_AFTER)
        letters, self._unkept = self._unkept, []
        for _to, some in groupby(letters, key=lambda letter: letter.to):
            await self.keep(list(some))


@dataclass
class Inbox:
    """What one page has been handed. ``seq`` is the number of the last."""

    hand: Callable[[str], Awaitable[None]]
    seq: int = 0
    _heard: dict[str, int] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def has(self, writer: str, n: int) -> bool:
        return n <= self._heard.get(writer, 0)

    async def take(self, *, writer: str, n: int, text: str) -> None:
        """Hand it on if it is the writer's next; after a gap it is fetched with what is missing."""
        async with self._turn:
            if n == self._heard.get(writer, 0) + 1:
                await self._hand(writer, n, text)

    async def catch_up(
        self, fetch: Callable[[], Awaitable[Kept]], *, had: int | None = None
    ) -> None:
        """Hand on what was kept and isn't known here. ``had`` is the last number of a page that
        comes back: what was kept under it and before is in its hands."""
        async with self._turn:
            kept = await fetch()
            if had is not None:
                self.seq = had
            for seq, letter in kept.letters:
                if had is not None and seq <= had:
                    self._heard[letter.writer] = letter.n
                elif not self.has(letter.writer, letter.n):
                    await self._hand(letter.writer, letter.n, letter.text)
            if not self.has(kept.writer, kept.n):
                self._heard[kept.writer] = kept.n

    async def _hand(self, writer: str, n: int, text: str) -> None:
        self._heard[writer] = n
        self.seq += 1
        await self.hand(numbered(text, self.seq))
