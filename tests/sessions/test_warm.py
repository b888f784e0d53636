"""The two pages connect while the patient waits: what they may say by then, and what they learn."""

import pytest

from people.models import User
from sessions.models import Attendance, SeatSignal
from sessions.room import consumer as room_consumer
from sessions.room import protocol
from tests.sessions.conftest import OpenPage, db

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = "v=0\r\n"


@pytest.fixture(autouse=True)
def quick_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)


async def test_while_one_waits_the_pages_may_connect_and_learn_nothing_else(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient = await open_page(alice)
    alices = (await patient.greet()).seat
    therapist = await open_page(tariq)
    tariqs = await therapist.greet()
    assert tariqs.peer is not None
    assert (tariqs.peer.seat, tariqs.peer.mic, tariqs.peer.camera) == (alices, False, False)
    there = await patient.hear_peer(seat=tariqs.seat)
    assert (there.mic, there.camera) == (False, False)

    await therapist.say(protocol.Description(to=alices, kind="offer", sdp=OFFER))
    assert (await patient.hear_a(protocol.PeerDescription)).sender == tariqs.seat
    await patient.say(protocol.Description(to=tariqs.seat, kind="answer", sdp=OFFER))
    assert (await therapist.hear_a(protocol.PeerDescription)).sender == alices
    assert not await db(Attendance.objects.filter(person=alice).exists)

    await therapist.say(protocol.Admit())
    for page in (patient, therapist):
        await page.hear_a(protocol.Admitted)
        assert (await page.hear_a(protocol.Peer)).peer.camera
    assert (await db(Attendance.objects.get, person=alice)).left_at is None


async def test_who_waits_alone_has_nobody_to_signal_to(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    therapist = await open_page(tariq)
    tariqs = (await therapist.greet()).seat
    await therapist.say(protocol.Leave())
    assert await therapist.closed() == 1000
    patient = await open_page(alice)
    welcome = await patient.greet()
    assert welcome.peer is not None
    assert welcome.peer.presence == "left"
    await patient.say(protocol.Description(to=tariqs, kind="offer", sdp=OFFER))
    assert (await patient.hear_a(protocol.Refused)).code == "not_there"
    assert not await db(SeatSignal.objects.count)
