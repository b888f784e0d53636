"""The room's socket: reads the language, asks the verbs, tells each page what changed for it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from people.errors import Refused
from people.models import User
from sessions.actions.ending import end_session
from sessions.actions.seats import attend, beat, leave, resume_token, set_media
from sessions.actions.signalling import keep_letters, kept_for
from sessions.actions.waiting import admit
from sessions.models import Seat
from sessions.room import protocol, turn
from sessions.room.asking import ask
from sessions.room.authority import may_send
from sessions.room.bounded import BoundedConsumer
from sessions.room.doorbell import group, letter_box
from sessions.room.entrance import enter, is_own_origin
from sessions.room.limits import LIFE_SECONDS, LOST_LINE, Person
from sessions.room.post import Inbox, Kept, Letter, Outbox, Soon
from sessions.room.protocol import (
    Admit,
    Admitted,
    ClientMessage,
    Close,
    End,
    Heartbeat,
    Hello,
    Leave,
    MediaState,
    Message,
    ProtocolError,
    Pulse,
    Welcome,
    encode,
    parse,
)
from sessions.room.protocol import (
    Refused as RefusedMessage,
)
from sessions.room.sight import Sight, look, role_of
from sessions.room.state import PULSE_SECONDS, RoomState, news

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10
SILENT_AFTER = timedelta(seconds=40).total_seconds()


class RoomConsumer(BoundedConsumer):
    """One page of one person in one room."""

    parse = staticmethod(parse)
    is_in_writing = False
    seat: Seat | None = None
    sight: Sight
    told: RoomState | None = None
    beaten: Heartbeat | None = None
    relays_given_at: datetime
    attends = False
    person: Person | None = None

    async def connect(self) -> None:
        """Only our own pages may open a socket; why one may not enter is said by a close code."""
        self.heard_at = self.opened_at = monotonic()
        self.turn = asyncio.Lock()
        self.watch: asyncio.Task[None] | None = None
        self.inbox = Inbox(self.hand)
        self.outbox = Outbox(self.keep, failed=self.fail)
        self.beating = Soon(self.beat, failed=self.fail)
        self.looking = Soon(self.refresh, failed=self.fail)
        self.fetching = Soon(self.fetch, failed=self.fail)
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

    # What is heard

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
            is_in_writing=self.is_in_writing,
        )
        if isinstance(seat, Close):
            await self.shut(seat)
            return
        self.seat = seat
        self.group = group(seat.session_id)
        for name in (self.group, letter_box(seat.pk)):
            await self.channel_layer.group_add(name, self.channel_name)
        event = {"type": "room.taken", "socket": self.channel_name}
        await self.channel_layer.group_send(letter_box(seat.pk), event)
        async with self.turn:
            await self.welcome(seat, last_seq=message.last_seq)
        await self.ring()

    async def welcome(self, seat: Seat, *, last_seq: int) -> None:
        self.sight = await self.see()
        if self.sight.close is not None:
            await self.shut(self.sight.close)
            return
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

    async def obey(self, message: ClientMessage) -> None:
        seat, at = self.sight.seat, timezone.now()
        match message:
            case Heartbeat():
                self.beaten, self.beaten_at = message, at
                self.beating.ask()
            case MediaState(mic=mic, camera=camera, receives=receives):
                await ask(set_media, seat=seat, mic=mic, camera=camera, receives=receives)
                await self.ring()
            case Leave():
                await self.beating.done()
                async with self.turn:  # no look or beat that comes late may bring them back
                    await ask(leave, seat=seat, at=at)
                    await self.shut(1000)
                await self.ring()
            case Admit():
                if await self.lead(admit, refusal="nobody_waiting"):
                    await self.ring("room.admitted")
                    await self.room_admitted({})
            case End():
                if await self.lead(end_session):
                    await self.ring()
                    await self.refresh()
            case protocol.Description() | protocol.Candidate() | protocol.Restart():
                await self.pass_on(message)

    async def lead(self, verb: Callable[..., object], refusal: Any = None) -> bool:
        """Something only the therapist does: look again first whether they still may. Whether it
        was done."""
        if not await self.refresh():
            return False
        try:
            await ask(verb, actor=self.user, session=self.sight.seat.session, at=timezone.now())
        except Refused:
            await self.say(RefusedMessage(code=refusal))
            return False
        except (Http404, PermissionDenied):
            await self.shut(Close.FORBIDDEN)
            return False
        return True

    async def pass_on(self, signal: protocol.Signal) -> None:
        """To the other's page at once, by what was seen last; kept after another look."""
        if not self.sees(signal.to):
            if not await self.refresh():
                return
            if not self.sees(signal.to):
                await self.say(RefusedMessage(code="not_there"))
                return
        letter = self.outbox.write(signal, sender=str(self.sight.seat.pk))
        await self.channel_layer.group_send(
            letter_box(letter.to),
            {"type": "room.letter", "writer": letter.writer, "n": letter.n, "text": letter.text},
        )

    def sees(self, seat: str) -> bool:
        """Whether this is the other person's seat, and they haven't left it."""
        peer = self.sight.state.peer
        return peer is not None and peer.seat == seat and peer.presence != "left"

    async def keep(self, letters: list[Letter]) -> None:
        """Keep what was passed on, and tell the other's socket, which may have missed it."""
        last = letters[-1]
        if await ask(keep_letters, sender=self.sight.seat, letters=letters, at=timezone.now()):
            event = {"type": "room.kept", "writer": last.writer, "n": last.n}
            await self.channel_layer.group_send(letter_box(last.to), event)
        elif await self.refresh():
            await self.say(RefusedMessage(code="not_there"))

    async def beat(self) -> None:
        if self.beaten is not None:
            heard, self.beaten = self.beaten, None
            await ask(
                beat,
                seat=self.sight.seat,
                seq=heard.seq,
                visible=heard.visible,
                at=self.beaten_at,
            )

    async def fail(self) -> None:
        """Something went wrong that is not the page's doing: it comes back on another socket."""
        logger.exception("a room's socket failed")
        await self.shut(1011)

    # What is told

    async def room_changed(self, event: dict[str, Any]) -> None:
        self.looking.ask()

    async def room_admitted(self, event: dict[str, Any]) -> None:
        """The patient is let in. Both are waiting for this word, so it goes out before the look at
        everything else, which follows at once."""
        async with self.turn:
            if self.told is not None and not self.told.admitted:
                self.told = replace(self.told, admitted=True, waiting=None)
                await self.say(Admitted())
        self.looking.ask()

    async def room_letter(self, event: dict[str, Any]) -> None:
        """A signal for this seat, straight from the other's socket."""
        if not self.closing and self.told is not None:
            await self.inbox.take(writer=event["writer"], n=event["n"], text=event["text"])

    async def room_taken(self, event: dict[str, Any]) -> None:
        """The page came back on another socket: this one is what the line left behind."""
        if event["socket"] != self.channel_name:
            await self.shut(Close.REPLACED)

    async def room_kept(self, event: dict[str, Any]) -> None:
        """What was passed on is kept by now: fetch it, if it didn't come."""
        if not self.inbox.has(event["writer"], event["n"]):
            self.fetching.ask()

    async def keep_watch(self) -> None:
        """Until the socket goes: is there a hello, are there heartbeats, may they still be here."""
        try:
            while not self.closing:
                await asyncio.sleep(PULSE_SECONDS)
                patience = HELLO_SECONDS if self.seat is None else SILENT_AFTER
                if monotonic() - self.heard_at > patience:
                    await self.shut(Close.SILENT)
                elif monotonic() - self.opened_at > LIFE_SECONDS:
                    await self.shut(LOST_LINE)
                elif self.seat is not None and await self.refresh():
                    await self.say(Pulse(seq=self.newest))
                    await self.renew_relays()
        except Exception:
            await self.fail()

    async def renew_relays(self) -> None:
        """Fresh credentials for the relays while the old ones still hold."""
        at = timezone.now()
        if self.seat is None or at < self.relays_given_at + turn.RENEW_AFTER:
            return
        self.relays_given_at = at
        if servers := turn.ice_servers(seat=self.seat.pk, at=at):
            await self.say(protocol.IceServers(ice_servers=servers))

    async def refresh(self) -> bool:
        """Look again; say what is new. False when there was no welcome yet, or no room any more."""
        async with self.turn:
            if self.closing or self.told is None:
                return False
            self.sight = await self.see()
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

    async def shut_out(self, close: Close) -> None:
        """Close; and have the other's page let go of whoever is signed in no longer.

        Media go from browser to browser: that theirs was told to stop is not enough.
        """
        await self.shut(close)
        if close is Close.SIGNED_OUT and self.sight.seat.left_at is None:
            await self.beating.done()
            await ask(leave, seat=self.sight.seat, at=timezone.now())
            await self.ring()

    async def see(self) -> Sight:
        assert self.seat is not None
        sight = await ask(look, seat=self.seat.pk, session_key=self.session_key, at=timezone.now())
        if sight.state.admitted and sight.close is None and not self.attends:
            await ask(attend, seat=sight.seat, at=timezone.now())
            self.attends = True
        return sight

    async def fetch(self) -> None:
        if not self.closing and self.told is not None:
            await self.catch_up()

    async def catch_up(self, *, had: int | None = None) -> None:
        """Hand on what is kept and hasn't been handed on; a page that comes back says what it
        had."""
        await self.inbox.catch_up(self.fetch_kept, had=had)

    @property
    def is_behind(self) -> bool:
        """Whether something is kept that the page hasn't got, by what was seen last."""
        return not self.inbox.has(self.sight.seat.writer, self.sight.seat.n)

    @property
    def newest(self) -> int:
        """The newest number of this page."""
        return self.inbox.seq

    async def fetch_kept(self) -> Kept:
        return await ask(kept_for, seat=self.sight.seat.pk)

    async def hand(self, text: str) -> None:
        if not self.closing:
            await self.send(text_data=text)

    async def say(self, message: Message) -> None:
        if not self.closing:
            await self.send(text_data=encode(message))

    async def ring(self, news: str = "room.changed") -> None:
        if self.seat is not None:
            await self.channel_layer.group_send(self.group, {"type": news})
