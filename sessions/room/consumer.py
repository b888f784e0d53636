"""The room's socket: reads the language, asks the verbs, tells each page what changed for it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404
from django.http.request import validate_host
from django.utils import timezone

from people.errors import Refused
from people.models import User
from scheduling.models import Appointment, Modality
from sessions.actions.ending import end_session
from sessions.actions.opening import DoorClosed
from sessions.actions.seats import attend, beat, join, leave, resume, resume_token, set_media
from sessions.actions.signalling import Passed, missed, pass_signal
from sessions.actions.waiting import admit
from sessions.models import Seat
from sessions.room import protocol, turn
from sessions.room.authority import may_send
from sessions.room.doorbell import group
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
from sessions.room.sight import Sight, is_signed_in, look, role_of
from sessions.room.state import PULSE_SECONDS, RoomState, news
from sessions.room.throttle import Throttle

logger = logging.getLogger(__name__)

HELLO_SECONDS = 10
SILENT_AFTER = timedelta(seconds=40).total_seconds()
CLOSED_BY_DOOR = {
    "early": Close.NOT_THE_TIME,
    "late": Close.NOT_THE_TIME,
    "ended": Close.ENDED,
    "cancelled": Close.CANCELLED,
    "no-consent": Close.NO_CONSENT,
    "elsewhere": Close.NOT_THE_TIME,
    "by-phone": Close.BY_PHONE,
}

T = TypeVar("T")


async def ask(question: Callable[..., T], **facts: Any) -> T:
    """Ask the database on another thread and connection, so that no room waits for another."""

    def answer() -> T:
        try:
            return question(**facts)
        finally:
            connections.close_all()

    return await sync_to_async(answer, thread_sensitive=False)()


class RoomConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One page of one person in one room."""

    parse = staticmethod(parse)
    is_in_writing = False
    seat: Seat | None = None
    sight: Sight
    told: RoomState | None = None
    sent_seq = 0
    relays_given_at: datetime
    attends = False

    async def connect(self) -> None:
        """Only our own pages may open a socket; why one may not enter is said by a close code."""
        self.closing = False
        self.heard_at = monotonic()
        self.turn = asyncio.Lock()
        self.throttle = Throttle(rate=30, burst=80, patience=30)
        self.watch: asyncio.Task[None] | None = None
        if not is_own_origin(self.scope):
            await self.close()
            return
        await self.accept()
        user, session = self.scope["user"], self.scope["session"]
        if not isinstance(user, User) or not session.session_key:
            await self.shut(Close.SIGNED_OUT)
            return
        self.user, self.session_key = user, session.session_key
        self.watch = asyncio.create_task(self.keep_watch())

    async def disconnect(self, code: int) -> None:
        """Nobody is told "left" here: a lost line is not leaving."""
        self.closing = True
        if self.watch is not None:
            self.watch.cancel()
        if self.seat is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.closing:
            return
        await asyncio.sleep(self.throttle.delay(monotonic()))
        if self.throttle.is_flooded:
            await self.shut(Close.FLOOD)
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
            token=message.resume,
            is_in_writing=self.is_in_writing,
        )
        if isinstance(seat, Close):
            await self.shut(seat)
            return
        self.seat = seat
        self.group = group(seat.session_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        async with self.turn:
            await self.welcome(seat, last_seq=message.last_seq)
        await self.ring()

    async def welcome(self, seat: Seat, *, last_seq: int) -> None:
        self.sight = await self.see()
        if self.sight.close is not None:
            await self.shut(self.sight.close)
            return
        state = self.told = self.sight.state
        self.sent_seq = min(last_seq, self.sight.newest)
        self.relays_given_at = timezone.now()
        await self.say(
            Welcome(
                version=protocol.VERSION,
                seat=str(seat.pk),
                name=self.user.known_as,
                role=role_of(self.user),
                resume=resume_token(seat),
                seq=self.sight.newest,
                ice_servers=turn.ice_servers(seat=seat.pk, at=self.relays_given_at),
                admitted=state.admitted,
                peer=state.peer,
                waiting=state.waiting,
            )
        )
        if state.word is not None:
            await self.say(state.word)
        await self.catch_up()

    async def obey(self, message: ClientMessage) -> None:
        seat, at = self.sight.seat, timezone.now()
        match message:
            case Heartbeat(seq=seq, visible=visible):
                await ask(beat, seat=seat, seq=seq, visible=visible, at=at)
            case MediaState(mic=mic, camera=camera, receives=receives):
                await ask(set_media, seat=seat, mic=mic, camera=camera, receives=receives)
                await self.ring()
            case Leave():
                await ask(leave, seat=seat, at=at)
                await self.ring()
                await self.shut(1000)
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
        passed: Passed | None = await ask(
            pass_signal, sender=self.sight.seat, signal=signal, at=timezone.now()
        )
        if passed is None:
            if await self.refresh():
                await self.say(RefusedMessage(code="not_there"))
            return
        await self.channel_layer.group_send(
            self.group,
            {
                "type": "room.deliver",
                "seat": str(passed.seat),
                "seq": passed.seq,
                "text": passed.text,
            },
        )

    # What is told

    async def room_changed(self, event: dict[str, Any]) -> None:
        await self.refresh()

    async def room_admitted(self, event: dict[str, Any]) -> None:
        """The patient is let in. Both are waiting for this word, so it goes out before the look at
        everything else, which follows at once."""
        async with self.turn:
            if self.told is not None and not self.told.admitted:
                self.told = replace(self.told, admitted=True, waiting=None)
                await self.say(Admitted())
        await self.refresh()

    async def room_deliver(self, event: dict[str, Any]) -> None:
        """A signal for one seat. Only the next number is passed on; after a gap all is fetched."""
        if self.closing or self.seat is None or event["seat"] != str(self.seat.pk):
            return
        async with self.turn:
            if event["seq"] == self.sent_seq + 1:
                await self.send(text_data=event["text"])
                self.sent_seq = event["seq"]
            elif event["seq"] > self.sent_seq:
                await self.catch_up()

    async def keep_watch(self) -> None:
        """Until the socket goes: is there a hello, are there heartbeats, may they still be here."""
        try:
            while not self.closing:
                await asyncio.sleep(PULSE_SECONDS)
                patience = HELLO_SECONDS if self.seat is None else SILENT_AFTER
                if monotonic() - self.heard_at > patience:
                    await self.shut(Close.SILENT)
                elif self.seat is not None and await self.refresh():
                    await self.say(Pulse(seq=self.sight.newest))
                    await self.renew_relays()
        except Exception:
            logger.exception("the watch over a room's socket failed")
            await self.shut(1011)

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
                await self.shut(self.sight.close)
                return False
            await self.catch_up()
            return True

    async def see(self) -> Sight:
        assert self.seat is not None
        sight = await ask(look, seat=self.seat.pk, session_key=self.session_key, at=timezone.now())
        if sight.state.admitted and not self.attends:
            await ask(attend, seat=sight.seat, at=timezone.now())
            self.attends = True
        return sight

    async def catch_up(self) -> None:
        if self.sight.newest <= self.sent_seq:
            return
        for seq, text in await ask(missed, seat=self.sight.seat, after=self.sent_seq):
            await self.send(text_data=text)
            self.sent_seq = seq

    async def say(self, message: Message) -> None:
        if not self.closing:
            await self.send(text_data=encode(message))

    async def ring(self, news: str = "room.changed") -> None:
        if self.seat is not None:
            await self.channel_layer.group_send(self.group, {"type": news})

    async def shut(self, code: int) -> None:
        """Close once, with the code that names why."""
        if not self.closing:
            self.closing = True
            await self.close(code=int(code))


def enter(
    *, user: User, session_key: str, appointment: UUID, token: str, is_in_writing: bool = False
) -> Seat | Close:
    """The seat of this page, or why there is none."""
    if not is_signed_in(user, session_key):
        return Close.SIGNED_OUT
    booked = Appointment.objects.with_people().filter(pk=appointment).first()
    if booked is None or (booked.modality == Modality.TEXT) is not is_in_writing:
        return Close.FORBIDDEN
    at = timezone.now()
    try:
        kept = resume(actor=user, appointment=booked, token=token, at=at) if token else None
        return kept or join(actor=user, appointment=booked, at=at)
    except DoorClosed as closed:
        return CLOSED_BY_DOOR[closed.door]
    except (Http404, PermissionDenied):
        return Close.FORBIDDEN


def is_own_origin(scope: dict[str, Any]) -> bool:
    """Whether a page of this very site opened the socket. No origin, or "null", is nobody's."""
    headers = dict(scope["headers"])
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1")
    return (
        origin.scheme in {"http", "https"}
        and origin.netloc == host
        and validate_host(origin.hostname or "", settings.ALLOWED_HOSTS)
    )
