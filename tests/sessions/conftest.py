"""A session that is on now, and sockets into its room."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from config.asgi import application
from people.models import Care, User
from scheduling.models import Appointment, Modality
from sessions.actions.opening import session_of
from sessions.models import Admission, Seat, Session
from sessions.room import protocol
from sessions.room.asking import close_connections
from sessions.room.protocol import ServerMessage, Welcome
from tests.scheduling.world import make_appointment
from tests.sessions.writing import hold_session

M = TypeVar("M")
T = TypeVar("T")


@pytest.fixture
def appointment(care: Care) -> Appointment:
    """Alice's session with Tariq, which began five minutes ago."""
    return make_appointment(care, timezone.now() - timedelta(minutes=5))


@pytest.fixture
def in_writing(appointment: Appointment) -> Appointment:
    """The same session, booked by text chat."""
    Appointment.objects.filter(pk=appointment.pk).update(modality=Modality.TEXT)
    appointment.refresh_from_db()
    return appointment


@pytest.fixture
def session(appointment: Appointment) -> Session:
    """Its room, in which both are."""
    session = session_of(appointment)
    Admission.objects.create(session=session, admitted_by=appointment.therapist, at=timezone.now())
    return session


@pytest.fixture
def nadias_appointment(nadias_care: Care) -> Appointment:
    """Bruno's session with Nadia, at the same time."""
    return make_appointment(nadias_care, timezone.now() - timedelta(minutes=5))


PATIENCE = 20
"""Seconds: long enough for a machine that does ten other things."""


async def db(question: Callable[..., T], *args: Any, **facts: Any) -> T:
    """Ask the database as the consumer does, leaving no connection behind in another thread."""
    answer: T = await database_sync_to_async(question)(*args, **facts)
    return answer


DONE = "done"
REFUSALS = {"refused", "not_said"}


class Page:
    """A page of the room, as its socket sees it."""

    parse = staticmethod(protocol.parse_server)

    def __init__(self, socket: WebsocketCommunicator) -> None:
        self.socket = socket
        self.connected = False
        self.seat = ""

    async def say(self, message: protocol.ClientMessage) -> None:
        await self.socket.send_to(protocol.encode(message))

    async def say_text(self, text: str) -> None:
        await self.socket.send_to(text)

    async def hear(self) -> ServerMessage:
        return self.parse(await self.socket.receive_from(timeout=PATIENCE))

    async def hear_a(self, kind: type[M]) -> M:
        """The next message of this kind; pulses and what comes before it are passed over."""
        while True:
            message = await self.hear()
            if isinstance(message, kind):
                return message

    async def hear_peer(self, **facts: object) -> protocol.PeerState:
        """The other person, once they are told to be so."""
        while True:
            peer = (await self.hear_a(protocol.Peer)).peer
            if all(getattr(peer, name) == value for name, value in facts.items()):
                return peer

    async def closed(self) -> int:
        """The code with which the server closes, whatever it says before."""
        while True:
            event = await self.socket.receive_output(timeout=PATIENCE)
            if event["type"] == "websocket.close":
                return int(event["code"])

    async def outcome(self) -> str:
        """What the server answers to what was said: a close code, a refusal, or `DONE`.

        Messages are taken in order: when a heartbeat sent afterwards has counted, the one before
        has been dealt with. Ask for a quick pulse.
        """
        sent_at = timezone.now()
        beaten = Seat.objects.filter(pk=self.seat, last_seen_at__gt=sent_at)
        await self.say(protocol.Heartbeat(seq=0, visible=True))
        while True:
            event = await self.socket.receive_output(timeout=PATIENCE)
            if event["type"] == "websocket.close":
                return str(event["code"])
            message = self.parse(event["text"])
            if message.type in REFUSALS:
                return str(getattr(message, "code", message.type))
            if isinstance(message, protocol.Pulse) and await db(beaten.exists):
                return DONE

    async def greet(self, *, resume: str = "", last_seq: int = 0) -> Welcome:
        await self.say(protocol.Hello(version=1, resume=resume, last_seq=last_seq))
        welcome = await self.hear_a(Welcome)
        self.seat = welcome.seat
        return welcome

    async def drop(self) -> None:
        """The line is lost."""
        await self.socket.disconnect()


OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_page(
    appointment: Appointment, client_for: Callable[[User | None], Client]
) -> AsyncIterator[OpenPage]:
    """Opens a socket into a room (Alice's, unless told) for somebody who is signed in."""
    opened: list[WebsocketCommunicator] = []

    async def open_it(
        user: User | None,
        *,
        into: Appointment = appointment,
        origin: bytes | None = b"http://testserver",
        client: Client | None = None,
        at: str = "room",
    ) -> Page:
        client = client or await database_sync_to_async(client_for)(user)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        headers = [(b"host", b"testserver"), (b"cookie", cookies.encode())]
        if origin is not None:
            headers.append((b"origin", origin))
        socket = WebsocketCommunicator(application, f"/ws/{at}/{into.pk}/", headers)
        opened.append(socket)
        connected, _code = await socket.connect(timeout=PATIENCE)
        page = Page(socket)
        page.connected = connected
        return page

    yield open_it
    # Refused ones too: a server tells the consumer that the line is gone, whoever closed it, and
    # after a second cancels it once more. redis-py can lose the first cancellation while it opens a
    # connection; a consumer left like that would keep the test's loop from ever ending.
    for socket in opened:
        if not socket.future.cancelled():  # as it is when a busy machine was too slow to let it go
            await socket.disconnect(timeout=1)
    await database_sync_to_async(close_connections)()
    # A layer's locks belong to the loop that waited for them, and each test has its own.
    channel_layers.backends.clear()


@pytest.fixture
def held(care: Care) -> Appointment:
    """Alice's session with Tariq this afternoon: both came, and it is over."""
    return hold_session(care)
