"""What a socket tells its page: it looks at the room, and says what is new since it last did."""

import asyncio
import logging
from dataclasses import replace
from time import monotonic
from typing import Any
from uuid import uuid4

from django.utils import timezone

from sessions.actions.seats import attend, leave
from sessions.actions.signalling import kept_for
from sessions.models import Seat
from sessions.room.asking import ask
from sessions.room.bounded import BoundedConsumer
from sessions.room.post import Inbox, Kept, Soon
from sessions.room.protocol import Admitted, Close, Message, encode
from sessions.room.sight import Looker, Sight, look, look_for_all
from sessions.room.state import RoomState, news
from sessions.room.together import Together

logger = logging.getLogger(__name__)

LOOKS: Together[Looker, Sight] = Together(look_for_all)
"""The regular looks of this process's sockets."""


LEAVING = {Close.SIGNED_OUT, Close.DIFFER}
"""Whoever is shut out for one of these has left the room."""


class TellingConsumer(BoundedConsumer):
    """The half of a room's socket that speaks. It says nothing before there is a welcome."""

    seat: Seat | None = None
    session_key: str
    group: str
    sight: Sight
    told: RoomState | None = None
    told_at = 0.0
    """A look that began before then is older than what the page was told (`monotonic`)."""
    attends = False
    leaving: asyncio.Task[None] | None = None
    """What is still to be done once they are shut out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the database calls this socket: as who has its seat, and who writes its letters.
        self.name = uuid4().hex
        self.turn = asyncio.Lock()
        self.inbox = Inbox(self.hand)
        self.looking = Soon(self.refresh, failed=self.fail)
        self.fetching = Soon(self.fetch, failed=self.fail)

    async def fail(self) -> None:
        """Something went wrong that is not the page's doing: it comes back on another socket."""
        logger.exception("a room's socket failed")
        await self.shut(1011)

    # Rung at, by whoever changed something (`sessions.room.doorbell`)

    async def room_changed(self, event: dict[str, Any]) -> None:
        self.looking.ask()

    async def room_admitted(self, event: dict[str, Any]) -> None:
        """The patient is let in. Both are waiting for this word, so it goes out before the look at
        everything else, which follows at once."""
        async with self.turn:
            if self.told is not None and not self.told.admitted:
                self.told = replace(self.told, admitted=True, waiting=None)
                self.told_at = monotonic()
                await self.say(Admitted())
        self.looking.ask()

    async def room_letter(self, event: dict[str, Any]) -> None:
        """A signal for this seat, straight from the other's socket."""
        if not self.closing and self.told is not None:
            await self.inbox.take(writer=event["writer"], n=event["n"], text=event["text"])

    async def room_kept(self, event: dict[str, Any]) -> None:
        """What was passed on is kept by now: fetch it, if it didn't come."""
        if not self.inbox.has(event["writer"], event["n"]):
            self.fetching.ask()

    # Looking

    async def refresh(self, seen: Sight | None = None) -> bool:
        """Look again, or take what was ``seen`` just now; say what is new. False when there was no
        welcome yet, or no room any more."""
        async with self.turn:
            if self.closing or self.told is None:
                return False
            if seen is not None and seen.begun < self.told_at:
                seen = None
            self.sight = await self.see(seen)
            self.told_at = self.sight.begun
            state = self.sight.state
            if self.sight.close in {None, Close.ENDED}:
                for message in news(self.told, state):
                    await self.say(message)
            self.told = state
            if self.sight.close is not None:
                await self.shut_out(self.sight.close)
                return False
            if self.is_behind:
                self.fetching.ask()
            return True

    @property
    def looker(self) -> Looker:
        assert self.seat is not None
        return Looker(self.seat.pk, self.session_key, self.name)

    async def look_with_others(self, *, within: float) -> Sight:
        """A look that can wait for so many seconds, together with the other sockets' looks."""
        return await LOOKS.ask(self.looker, within=within)

    async def see(self, seen: Sight | None = None) -> Sight:
        """What there is to see now, or was ``seen`` just now, and what follows from it."""
        sight = seen
        if sight is None:
            sight = await ask(look, looker=self.looker, at=timezone.now())
        if sight.state.admitted and sight.close is None and not self.attends:
            await ask(attend, seat=sight.seat, at=timezone.now())
            self.attends = True
        return sight

    async def shut_out(self, close: Close) -> None:
        """Close; and have the other's page let go of whoever is signed in no longer, or may be
        somebody in between.

        Media go from browser to browser: that theirs was told to stop is not enough.
        """
        await self.shut(close)
        if close in LEAVING:
            self.leaving = asyncio.create_task(self.let_go())
            await asyncio.shield(self.leaving)

    async def let_go(self) -> None:
        """They have left the room: said to the database and to the other's page. A page that goes
        as soon as it is shut out doesn't hinder it."""
        await ask(leave, seat=self.sight.seat, at=timezone.now())
        await self.ring()

    # Letters for this page

    async def fetch(self) -> None:
        if not self.closing and self.told is not None:
            await self.catch_up()

    async def catch_up(self, *, had: int | None = None) -> None:
        """Hand on what is kept and hasn't been handed on; a page that comes back says what it
        had."""
        await self.inbox.catch_up(self.fetch_kept, had=had)

    async def fetch_kept(self) -> Kept:
        return await ask(kept_for, seat=self.sight.seat.pk)

    @property
    def is_behind(self) -> bool:
        """Whether something is kept that the page hasn't got, by what was seen last."""
        return not self.inbox.has(self.sight.seat.writer, self.sight.seat.n)

    @property
    def newest(self) -> int:
        """The newest number of this page."""
        return self.inbox.seq

    # Speaking

    async def hand(self, text: str) -> None:
        if not self.closing:
            await self.send(text_data=text)

    async def say(self, message: Message) -> None:
        if not self.closing:
            await self.send(text_data=encode(message))

    async def ring(self, news: str = "room.changed") -> None:
        if self.seat is not None:
            await self.channel_layer.group_send(self.group, {"type": news})
