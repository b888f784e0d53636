"""The room's socket, from its opening to its end: who comes in, and the watch over who stays."""

import asyncio
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone

from people.models import User
from sessions.actions.seats import resume_token
from sessions.models import Seat
from sessions.room import protocol, turn
from sessions.room.asking import ask
from sessions.room.authority import may_send
from sessions.room.doorbell import group, letter_box
from sessions.room.entrance import enter, is_own_origin
from sessions.room.hearing import HearingConsumer
from sessions.room.limits import LIFE_SECONDS, LOST_LINE, Person
from sessions.room.protocol import (
    ClientMessage,
    Close,
    Hello,
    ProtocolError,
    Pulse,
    Welcome,
    parse,
)
from sessions.room.sight import role_of
from sessions.room.state import PULSE_SECONDS

HELLO_SECONDS = 10
SILENT_AFTER = timedelta(seconds=40).total_seconds()
GATHERING = 1 / 16
"""The part of a pulse in which the looks of a process's sockets wait for each other."""


class RoomConsumer(HearingConsumer):
    """One page of one person in one room."""

    parse = staticmethod(parse)
    is_in_writing = False
    relays_given_at: datetime
    person: Person | None = None
    watch: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Only our own pages may open a socket; why one may not enter is said by a close code."""
        self.heard_at = self.opened_at = monotonic()
        if not is_own_origin(self.scope):
            await self.close()
            return
        await self.accept()
        user, session = self.scope["user"], self.scope["session"]
        if not isinstance(user, User) or not session.session_key:
            await self.shut(Close.SIGNED_OUT)
            return
        person = Person.coming(user.pk, now=monotonic())
        if not person.takes_in(self):
            await self.flood()
            return
        self.person = person
        self.user, self.session_key = user, session.session_key
        self.watch = asyncio.create_task(self.keep_watch())

    async def disconnect(self, code: int) -> None:
        """Nobody is told "left" here: a lost line is not leaving."""
        self.closing = True
        if self.person is not None:
            self.person.lets_go(self)
        if self.watch is not None:
            self.watch.cancel()
        if self.leaving is not None:
            await asyncio.wait([self.leaving])
        if self.seat is not None:
            for name in (self.group, letter_box(self.seat.pk)):
                await self.channel_layer.group_discard(name, self.channel_name)
        await self.outbox.close()
        for job in (self.beating, self.looking, self.fetching):
            await job.done()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.closing or self.person is None:
            return
        await asyncio.sleep(self.person.throttle.delay(monotonic()))
        if self.person.throttle.is_flooded:
            await self.flood()
            return
        try:
            if text_data is None:
                raise ProtocolError(Close.MALFORMED)
            message = self.parse(text_data)
        except ProtocolError as error:
            await self.shut(error.close)
            return
        self.heard_at = monotonic()
        if self.seat is None:
            await self.greet(message)
        elif not may_send(message, role=role_of(self.user)):
            await self.shut(Close.FORBIDDEN)
        else:
            await self.obey(message)

    # Coming in

    async def greet(self, message: ClientMessage) -> None:
        """Take a seat, or the one the page had, and tell it everything."""
        if not isinstance(message, Hello):
            await self.shut(Close.MALFORMED)
            return
        if message.version != protocol.VERSION:
            await self.shut(Close.OTHER_VERSION)
            return
        appointment = self.scope["url_route"]["kwargs"]["appointment"]
        seat = await ask(
            enter,
            user=self.user,
            session_key=self.session_key,
            appointment=appointment,
            hello=message,
            socket=self.name,
            is_in_writing=self.is_in_writing,
        )
        if isinstance(seat, Close):
            await self.shut(seat)
            return
        self.seat = seat
        self.group = group(seat.session_id)
        for name in (self.group, letter_box(seat.pk)):
            await self.channel_layer.group_add(name, self.channel_name)
        async with self.turn:
            await self.welcome(seat, last_seq=message.last_seq)
        await self.ring()  # the socket that had this seat looks, too, and steps back

    async def welcome(self, seat: Seat, *, last_seq: int) -> None:
        self.sight = await self.see()
        if self.sight.close is not None:
            await self.shut_out(self.sight.close)
            return
        self.told_at = self.sight.begun
        state = self.told = self.sight.state
        self.relays_given_at = timezone.now()
        await self.say(
            Welcome(
                version=protocol.VERSION,
                seat=str(seat.pk),
                name=self.user.known_as,
                role=role_of(self.user),
                resume=resume_token(seat),
                seq=max(last_seq, self.sight.newest),
                ice_servers=turn.ice_servers(seat=seat.pk, at=self.relays_given_at),
                admitted=state.admitted,
                peer=state.peer,
                waiting=state.waiting,
            )
        )
        if state.word is not None:
            await self.say(state.word)
        await self.catch_up(had=last_seq)

    # The watch

    async def keep_watch(self) -> None:
        """Until the socket goes: is there a hello, are there heartbeats, may they still be here."""
        try:
            while not self.closing:
                gathering = GATHERING * PULSE_SECONDS
                await asyncio.sleep(PULSE_SECONDS - gathering)
                patience = HELLO_SECONDS if self.seat is None else SILENT_AFTER
                if monotonic() - self.heard_at > patience:
                    await self.shut(Close.SILENT)
                elif monotonic() - self.opened_at > LIFE_SECONDS:
                    await self.shut(LOST_LINE)
                elif self.told is not None and await self.refresh(
                    await self.look_with_others(within=gathering)
                ):
                    await self.say(Pulse(seq=self.newest))
                    await self.renew_relays()
        except Exception:
            await self.fail()

    async def renew_relays(self) -> None:
        """Fresh credentials for the relays while the old ones still hold."""
        at = timezone.now()
        if at < self.relays_given_at + turn.RENEW_AFTER:
            return
        self.relays_given_at = at
        assert self.seat is not None
        if servers := turn.ice_servers(seat=self.seat.pk, at=at):
            await self.say(protocol.IceServers(ice_servers=servers))
