"""The echo's door: takes questions from the web process, holds the caps."""

import asyncio
import logging
import os
import signal
from contextlib import suppress

from sessions.echo import talk
from sessions.echo.plan import Plan
from sessions.echo.reach import announced, has_candidates
from sessions.echo.talk import Counts, Meet, Misheard
from sessions.echo.visit import BadOffer, Visit

LISTEN_FOR = 5.0
"""Seconds the web process may take to say its question."""
log = logging.getLogger("attune.echo")


class Echo:
    """Everybody who is here. What is written down of them is how many they are."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.visits: set[Visit] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen on the socket. One that a dead echo left is removed; a living one's is not."""
        if await self._somebody_listens():
            raise OSError(f"another echo listens on {self.plan.socket}")
        with suppress(FileNotFoundError):
            os.unlink(self.plan.socket)
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(
                self._attend, self.plan.socket, limit=talk.MAX_LINE
            )
        finally:
            os.umask(before)
        log.info("listening; at most %d at once, %d s each", self.plan.peers, self.plan.seconds)

    async def close(self) -> None:
        """Let everybody go, and leave no socket behind."""
        if self._server is not None:
            self._server.close()
            with suppress(FileNotFoundError):
                os.unlink(self.plan.socket)
        for visit in [*self.visits]:
            await visit.closed()

    async def _somebody_listens(self) -> bool:
        try:
            _reader, writer = await asyncio.open_unix_connection(self.plan.socket)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            said = await asyncio.wait_for(reader.readline(), LISTEN_FOR)
            if said:
                writer.write(await self._reply(said))
                await writer.drain()
        except (TimeoutError, ValueError, OSError):
            # Too slow, too long, or gone.
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _reply(self, said: bytes) -> bytes:
        try:
            question = talk.parse(said, key=self.plan.key)
        except Misheard as error:
            return talk.line(refused=error.refusal)
        match question:
            case Counts():
                return talk.line(peers=len(self.visits), of=self.plan.peers)
            case Meet():
                return await self._meet(question)

    async def _meet(self, browser: Meet) -> bytes:
        # One for each person: a page that was reloaded leaves nothing behind that takes a place.
        for before in [visit for visit in self.visits if visit.who == browser.who]:
            await before.closed()
        if len(self.visits) >= self.plan.peers:
            return talk.line(refused="busy")
        visit = Visit(
            who=browser.who, seconds=self.plan.seconds, talks=browser.talks, ended=self._ended
        )
        self.visits.add(visit)
        try:
            answer = announced(await visit.answer(browser.sdp), address=self.plan.address)
        except BadOffer:
            visit.end()
            return talk.line(refused="bad_offer")
        if not has_candidates(answer):
            visit.end()
            return talk.line(refused="no_network")
        log.info("%d of %d here", len(self.visits), self.plan.peers)
        return talk.line(sdp=answer)

    def _ended(self, visit: Visit) -> None:
        self.visits.discard(visit)
        log.info("%d of %d here", len(self.visits), self.plan.peers)


async def serve(plan: Plan) -> None:
    """Be an echo until told to stop."""
    echo = Echo(plan)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await echo.open()
    try:
        await stop.wait()
    finally:
        await echo.close()
