"""Frames that are wrong in every way a machine thinks of, most of them nearly right.

A room is met with them from both seats while another goes on beside it. `make test-long` sends
100,000; the ordinary tests a few hundred.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from channels.testing import WebsocketCommunicator
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from people.models import User
from scheduling.models import Appointment
from sessions.models import Admission, Attendance, Seat, SeatSignal, Session, SessionEnd
from sessions.room import consumer as room_consumer
from sessions.room import limits, post, protocol
from sessions.room.consumer import RoomConsumer
from sessions.room.protocol import CLIENT, Close, ProtocolError
from sessions.room.throttle import Throttle
from tests.sessions import traces
from tests.sessions.conftest import PATIENCE, OpenPage, Page, db
from tests.sessions.test_room_table import ELSEWHERE

pytestmark = pytest.mark.django_db(transaction=True)

FRAMES_AT_ONCE = 10
IS_LONG = hypothesis.settings.default.max_examples >= 10_000
EXAMPLES = 10_000 if IS_LONG else 40

# Seats are known when a frame is sent; until then a name stands for each.
SEATS = st.sampled_from(["@alice", "@tariq", "@bruno", "@nadia", ELSEWHERE])
WORDS = st.text(max_size=40)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "version": st.sampled_from([1, 1, 1, 0, 2]),
    "resume": st.sampled_from(["", "@token", "b3BlbiBzZXNhbWU"]),
    "last_seq": st.integers(0, 2**31 - 1),
    "seq": st.one_of(st.integers(0, 40), st.integers(0, 2**31 - 1)),
    "visible": st.booleans(),
    "to": SEATS,
    "kind": st.sampled_from(["offer", "answer"]),
    "sdp": st.text(min_size=1, max_size=60),
    "candidate": WORDS,
    "mid": WORDS,
    "line": st.integers(0, 64),
    "fragment": WORDS,
    "mic": st.booleans(),
    "camera": st.booleans(),
    "receives": st.sampled_from(["all", "sound", "nothing"]),
}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
    st.sampled_from(["\x00", "\ud800", "x" * 70_000, "@alice", "room.changed", "__class__"]),
)
TYPES = st.sampled_from([*CLIENT, *protocol.SERVER, "room.letter", "websocket.close", "Hello", ""])


@st.composite
def frames(draw: st.DrawFn) -> tuple[str, str | bytes]:
    """Whose page sends what."""
    who = draw(st.sampled_from(["alice", "tariq"]))
    kind = draw(st.sampled_from([*CLIENT]))
    message: dict[str, Any] = {"type": kind}
    message |= {field.name: draw(FIELDS[field.name]) for field in fields(CLIENT[kind])}
    change = draw(st.integers(0, 9))
    if change == 0:
        message.pop(draw(st.sampled_from([*message])))
    elif change == 1:
        message[draw(st.text(max_size=8))] = draw(JUNK)
    elif change == 2:
        message[draw(st.sampled_from([*message]))] = draw(JUNK)
    elif change == 3:
        message["type"] = draw(TYPES)
    text = json.dumps(message)
    if change == 4:
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.text(max_size=3)) + text[place + draw(st.integers(0, 3)) :]
    elif change == 5:
        return who, draw(st.one_of(st.binary(max_size=40), st.just(text.encode())))
    return who, text


class Rooms:
    """Alice's room with Tariq, which is fuzzed, and Bruno's with Nadia, which goes on beside it."""

    def __init__(
        self,
        open_page: OpenPage,
        client_for: Callable[[User | None], Client],
        people: dict[str, User],
        other: Appointment,
    ) -> None:
        self.open_page = open_page
        self.client_for = client_for
        self.browsers: dict[str, Client] = {}
        self.people = people
        self.other = other
        self.pages: dict[str, Page] = {}
        self.tokens: dict[str, str] = {}
        self.sent = 0

    async def begin(self) -> None:
        for one, other, into in (("alice", "tariq", {}), ("bruno", "nadia", {"into": self.other})):
            for name in (one, other):
                self.browsers[name] = await db(self.client_for, self.people[name])
                self.pages[name] = await self.open_page(
                    self.people[name], client=self.browsers[name], **into
                )
                self.tokens[name] = (await self.pages[name].greet()).resume
            await self.pages[other].say(protocol.Admit())
            await self.pages[one].hear_a(protocol.Admitted)
        await self.settle("bruno", "nadia")
        self.beside = await db(self.look_beside)

    def look_beside(self) -> dict[str, list[Any]]:
        return traces.rows_of(Session.objects.get(appointment=self.other))

    async def settle(self, *names: str) -> None:
        """Everything said before is dealt with, everything heard is thrown away."""
        for name in names:
            await self.pages[name].say(protocol.Restart(to=ELSEWHERE))
            await self.pages[name].hear_a(protocol.Refused)
        for name in names:
            while self.pages[name].socket.output_queue.qsize():
                self.pages[name].socket.output_queue.get_nowait()

    async def meet_with(self, who: str, frame: str | bytes) -> None:
        """A wrong frame closes with its name; a right one does what it may."""
        self.sent += 1
        if isinstance(frame, str):
            for name, page in self.pages.items():
                frame = frame.replace(f"@{name}", page.seat)
            frame = frame.replace("@token", self.tokens[who])
        try:
            if isinstance(frame, bytes):
                raise ProtocolError(Close.MALFORMED)
            message = protocol.parse(frame)
        except ProtocolError as error:
            # Most of them before the hello, which costs no look at the database.
            is_seated = self.sent % 20 == 0
            page = self.pages[who] if is_seated else await self.knock(who)
            await self.give(page, frame)
            code = await page.closed()
            await page.drop()
            assert code == error.close
            if is_seated:
                await self.come_back(who)
            return
        if isinstance(message, protocol.End) and who == "tariq":
            return  # legal, and the end of the test
        if isinstance(message, protocol.Differ):
            return  # legal, and stops the call of both: test_differing.py
        await self.give(self.pages[who], frame)
        if isinstance(message, protocol.Leave):
            assert await self.pages[who].closed() == 1000
            await self.come_back(who)
        elif isinstance(message, (protocol.Hello, protocol.End)) or (
            isinstance(message, protocol.Admit) and who == "alice"
        ):
            assert await self.pages[who].closed() == Close.FORBIDDEN
            await self.come_back(who)

    async def knock(self, who: str) -> Page:
        """A socket straight into the consumer, signed in, that hasn't said hello."""
        socket = WebsocketCommunicator(
            RoomConsumer.as_asgi(),
            "/",
            [(b"host", b"testserver"), (b"origin", b"http://testserver")],
        )
        socket.scope |= {"user": self.people[who], "session": SimpleNamespace(session_key="key")}
        assert (await socket.connect(timeout=PATIENCE))[0]
        return Page(socket)

    async def give(self, page: Page, frame: str | bytes) -> None:
        kind = "bytes" if isinstance(frame, bytes) else "text"
        await page.socket.send_input({"type": "websocket.receive", kind: frame})

    async def come_back(self, who: str) -> None:
        await self.pages[who].drop()
        self.pages[who] = await self.open_page(self.people[who], client=self.browsers[who])
        self.tokens[who] = (await self.pages[who].greet()).resume

    async def look_at_both(self) -> None:
        await self.settle("alice", "tariq")
        for name in ("bruno", "nadia"):
            assert self.pages[name].socket.output_queue.empty(), "the other room heard something"
            assert not self.pages[name].socket.future.done()
        assert await db(self.look_beside) == self.beside
        await db(self.look_here)

    def look_here(self) -> None:
        """One session that goes on, one seat each, and what is kept is for the two in it."""
        session = Session.objects.exclude(appointment=self.other).get()
        assert not SessionEnd.objects.exists()
        assert Admission.objects.filter(session=session).count() == 1
        assert Attendance.objects.filter(session=session).count() == 2
        assert Seat.objects.filter(session=session, replaced_at=None).count() == 2
        assert not SeatSignal.objects.exclude(seat__session=session).exists()
        assert SeatSignal.objects.count() <= 1_000


# The frames are made on a thread of their own, and the loop's thread uses `random` meanwhile.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.hypothesis
async def test_law_no_frame_crashes_a_room_or_reaches_another(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    bruno: User,
    nadia: User,
    nadias_appointment: Appointment,
    client_for: Callable[[User | None], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed: list[str] = []

    async def fail(consumer: object) -> None:
        failed.append(str(consumer))

    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 600_000)
    monkeypatch.setattr(room_consumer.RoomConsumer, "fail", fail)
    monkeypatch.setattr(post, "KEEP_AFTER", 0.02)
    monkeypatch.setattr(limits, "MOST_SOCKETS", 1_000)
    monkeypatch.setattr(
        limits, "Throttle", lambda **_limits: Throttle(rate=10**6, burst=10**6, patience=600)
    )
    people = {"alice": alice, "tariq": tariq, "bruno": bruno, "nadia": nadia}
    rooms = Rooms(open_page, client_for, people, nadias_appointment)
    await rooms.begin()
    loop = asyncio.get_running_loop()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(frames(), min_size=FRAMES_AT_ONCE, max_size=FRAMES_AT_ONCE))
    def law(some: list[tuple[str, str | bytes]]) -> None:
        async def meet() -> None:
            for who, frame in some:
                await rooms.meet_with(who, frame)
            await rooms.look_at_both()
            assert not failed

        asyncio.run_coroutine_threadsafe(meet(), loop).result(timeout=10 * PATIENCE)

    await asyncio.to_thread(law)
    assert rooms.sent >= EXAMPLES
