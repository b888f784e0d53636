"""Every message of a session in writing × every person: what happens when they send it."""

from uuid import uuid4

import pytest

from people.models import User
from scheduling.models import Appointment
from sessions.actions import admit, session_of
from sessions.models import ChatLine, ChatMark, KeepWish, Seat, SessionEnd
from sessions.room import protocol as room
from sessions.room.protocol import Close
from sessions.text.protocol import CLIENT, Keep, Read, Say, Typing
from tests.sessions.conftest import DONE, OpenPage, db
from tests.sessions.test_text_consumer import Talk

pytestmark = pytest.mark.django_db(transaction=True)

NOT_SAID, LEFT = "not_said", "1000"
FORBIDDEN, ENDED = str(int(Close.FORBIDDEN)), str(int(Close.ENDED))

MESSAGES: dict[str, room.Message] = {
    "hello": room.Hello(version=1, resume="", last_seq=0),
    "heartbeat": room.Heartbeat(seq=0, visible=True),
    "admit": room.Admit(),
    "leave": room.Leave(),
    "end": room.End(),
    "say": Say(id=str(uuid4()), text="Hello"),
    "read": Read(number=1),
    "typing": Typing(),
    "keep": Keep(keeps=True),
}

# message: what Alice gets while she waits, after she was let in, and what Tariq gets. A line that
# Alice's page sends again is the one she wrote; under her name for it Tariq can write nothing.
TABLE = {
    "hello": (FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "heartbeat": (DONE, DONE, DONE),
    "admit": (FORBIDDEN, FORBIDDEN, DONE),
    "leave": (LEFT, LEFT, LEFT),
    "end": (FORBIDDEN, FORBIDDEN, ENDED),
    "say": (NOT_SAID, DONE, NOT_SAID),
    "read": (DONE, DONE, DONE),
    "typing": (DONE, DONE, DONE),
    "keep": (DONE, DONE, DONE),
}


def test_the_table_has_every_message() -> None:
    assert TABLE.keys() == MESSAGES.keys() == CLIENT.keys()


@pytest.fixture(autouse=True)
def quick_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.room.consumer.PULSE_SECONDS", 0.3)


@pytest.mark.parametrize("kind", TABLE)
async def test_a_message_does_what_the_table_says(
    kind: str, open_page: OpenPage, alice: User, tariq: User, in_writing: Appointment
) -> None:
    async def send_as(person: User) -> str:
        page = Talk((await open_page(person, into=in_writing, at="text")).socket)
        await page.greet()
        await page.socket.send_to(room.encode(MESSAGES[kind]))
        return await page.outcome()

    def let_in() -> None:
        session = session_of(in_writing)
        admit(actor=tariq, session=session, at=session.opened_at)

    waiting = await send_as(alice)
    await db(let_in)
    assert (waiting, await send_as(alice), await send_as(tariq)) == TABLE[kind]


@pytest.mark.parametrize("kind", TABLE)
async def test_those_outside_reach_nothing_and_change_nothing(
    kind: str,
    open_page: OpenPage,
    nadia: User,
    bruno: User,
    ines: User,
    mallory: User,
    in_writing: Appointment,
) -> None:
    for person in (nadia, bruno, ines, mallory, None):
        page = await open_page(person, into=in_writing, at="text")
        await page.say(room.Hello(version=1, resume="", last_seq=0))
        await page.socket.send_to(room.encode(MESSAGES[kind]))
        assert await page.closed() == (Close.FORBIDDEN if person else Close.SIGNED_OUT)
    for rows in (Seat, ChatLine, ChatMark, KeepWish, SessionEnd):
        assert not await db(rows.objects.exists)
