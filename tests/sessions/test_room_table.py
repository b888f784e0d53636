"""Every message of the room × every person: what happens when they send it.

The room is Alice's with Tariq. Each sends after having been welcomed; who isn't, is told why.
"""

import pytest

from people.models import User
from scheduling.models import Appointment
from sessions.actions import admit, session_of
from sessions.models import Admission, Seat, SeatSignal, SessionEnd, WaitingEntry
from sessions.room import protocol
from sessions.room.protocol import CLIENT, Close
from tests.access.people import NAMES
from tests.sessions.conftest import DONE, OpenPage, db

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE, LEFT = "not_there", "1000"
FORBIDDEN, SIGNED_OUT = str(int(Close.FORBIDDEN)), str(int(Close.SIGNED_OUT))
ELSEWHERE = "0b7c9a34-6f0e-4c55-8d3c-9a55d7f0e001"

MESSAGES: dict[str, protocol.ClientMessage] = {
    "hello": protocol.Hello(version=1, resume="", last_seq=0),
    "heartbeat": protocol.Heartbeat(seq=0, visible=True),
    "description": protocol.Description(to=ELSEWHERE, kind="offer", sdp="v=0"),
    "candidate": protocol.Candidate(to=ELSEWHERE, candidate="", mid="0", line=0, fragment=""),
    "restart": protocol.Restart(to=ELSEWHERE),
    "media_state": protocol.MediaState(mic=True, camera=True, receives="all"),
    "admit": protocol.Admit(),
    "leave": protocol.Leave(),
    "end": protocol.End(),
    "differ": protocol.Differ(),
}
ENDED, DIFFER = str(int(Close.ENDED)), str(int(Close.DIFFER))

# message: what Alice gets while she waits, after she was let in, and what Tariq gets.
TABLE = {
    "hello": (FORBIDDEN, FORBIDDEN, FORBIDDEN),
    "heartbeat": (DONE, DONE, DONE),
    "description": (NOT_THERE, NOT_THERE, NOT_THERE),
    "candidate": (NOT_THERE, NOT_THERE, NOT_THERE),
    "restart": (NOT_THERE, NOT_THERE, NOT_THERE),
    "media_state": (DONE, DONE, DONE),
    "admit": (FORBIDDEN, FORBIDDEN, DONE),
    "leave": (LEFT, LEFT, LEFT),
    "end": (FORBIDDEN, FORBIDDEN, ENDED),
    "differ": (FORBIDDEN, DIFFER, DIFFER),
}
OUTSIDE = {
    "nadia": FORBIDDEN,
    "bruno": FORBIDDEN,
    "ines": FORBIDDEN,
    "mallory": FORBIDDEN,
    "nobody": SIGNED_OUT,
}


def test_the_table_has_every_message_and_every_person() -> None:
    assert TABLE.keys() == MESSAGES.keys() == CLIENT.keys()
    assert {"alice", "tariq", *OUTSIDE} == set(NAMES)


@pytest.fixture
def people(
    alice: User, tariq: User, nadia: User, bruno: User, ines: User, mallory: User
) -> dict[str, User | None]:
    return {
        "alice": alice,
        "tariq": tariq,
        "nadia": nadia,
        "bruno": bruno,
        "ines": ines,
        "mallory": mallory,
        "nobody": None,
    }


@pytest.fixture(autouse=True)
def quick_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.room.consumer.PULSE_SECONDS", 0.3)


@pytest.mark.parametrize("kind", TABLE)
async def test_a_message_does_what_the_table_says(
    kind: str, open_page: OpenPage, people: dict[str, User | None], appointment: Appointment
) -> None:
    waiting = await open_page(people["alice"])
    await waiting.greet()
    await waiting.say(MESSAGES[kind])
    got = [await waiting.outcome()]

    def let_in() -> None:
        assert people["tariq"] is not None
        session = session_of(appointment)
        admit(actor=people["tariq"], session=session, at=session.opened_at)

    await db(let_in)
    for name in ("alice", "tariq"):
        page = await open_page(people[name])
        await page.greet()
        await page.say(MESSAGES[kind])
        got.append(await page.outcome())
    assert tuple(got) == TABLE[kind]


@pytest.mark.parametrize("kind", TABLE)
async def test_those_outside_reach_nothing_and_change_nothing(
    kind: str, open_page: OpenPage, people: dict[str, User | None]
) -> None:
    got = {}
    for name in OUTSIDE:
        page = await open_page(people[name])
        await page.say(MESSAGES["hello"])
        await page.say(MESSAGES[kind])
        got[name] = str(await page.closed())
    assert got == OUTSIDE
    for rows in (Seat, SeatSignal, WaitingEntry, Admission, SessionEnd):
        assert not await db(rows.objects.exists)
