"""The compared words differ: nothing more goes between the two until both ask for it anew."""

import asyncio

import pytest
from django.utils import timezone

from people.models import User
from privacy.models import AuditEntry
from sessions.actions.differing import record_differing
from sessions.actions.seats import attend
from sessions.models import Attendance, Seat
from sessions.room import consumer as room_consumer
from sessions.room import protocol
from sessions.room.consumer import RoomConsumer
from sessions.room.hearing import HearingConsumer
from sessions.room.protocol import Close
from tests.sessions.conftest import OpenPage, db
from tests.sessions.test_consumer import meet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("who", ["alice", "tariq"])
async def test_both_are_stopped_and_it_is_on_record(
    who: str, open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, alices, tariqs = await meet(open_page, alice, tariq)
    await (patient if who == "alice" else therapist).say(protocol.Differ())
    for page in (patient, therapist):
        assert await page.closed() == Close.DIFFER

    def recorded() -> None:
        entry = AuditEntry.objects.get(verb="session.differ")
        assert entry.actor_id == (alice if who == "alice" else tariq).pk
        assert not Attendance.objects.filter(left_at=None).exists()

    await db(recorded)
    again = await (await open_page(alice)).greet()
    assert again.admitted, "no new admission is needed"
    assert again.seat != alices
    assert again.peer is not None
    assert again.peer.presence == "left", "until he asks for it too"
    assert (await (await open_page(tariq)).greet()).seat != tariqs


async def test_it_stops_the_other_even_if_one_is_gone_at_once(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, _alices, _tariqs = await meet(open_page, alice, tariq)
    await patient.say(protocol.Differ())
    await patient.drop()
    assert await therapist.closed() == Close.DIFFER


async def test_who_was_away_comes_back_only_by_asking(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    away = await open_page(alice)
    token = (await away.greet()).resume
    therapist = await open_page(tariq)
    await therapist.greet()
    await therapist.say(protocol.Admit())
    await away.hear_a(protocol.Admitted)
    await away.drop()
    await therapist.say(protocol.Differ())
    assert await therapist.closed() == Close.DIFFER

    tries_again = await open_page(tariq)
    peer = (await tries_again.greet()).peer
    assert peer is not None
    assert peer.presence == "left", "nothing goes to the page that doesn't know yet"

    for _ in range(2):
        back = await open_page(alice)
        await back.say(protocol.Hello(version=1, resume=token, last_seq=0))
        assert await back.closed() == Close.DIFFER
    assert not await db(Seat.objects.filter(person=alice, left_at=None).exists)

    again = await (await open_page(alice)).greet()
    assert again.admitted
    assert (await tries_again.hear_peer(presence="here")).seat == again.seat


async def test_without_a_ring_the_watch_stops_them(
    open_page: OpenPage, alice: User, tariq: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)
    done_beating, disconnect = HearingConsumer.be_done_beating, RoomConsumer.disconnect
    gone = asyncio.Event()

    async def once_the_page_is_gone(consumer: HearingConsumer) -> None:
        await gone.wait()
        await done_beating(consumer)

    async def tell(consumer: RoomConsumer, code: int) -> None:
        asyncio.get_running_loop().call_soon(gone.set)
        await disconnect(consumer, code)

    monkeypatch.setattr(HearingConsumer, "be_done_beating", once_the_page_is_gone)
    monkeypatch.setattr(RoomConsumer, "disconnect", tell)
    patient, therapist, alices, _tariqs = await meet(open_page, alice, tariq)
    session = (await db(Seat.objects.select_related("session__care").get, pk=alices)).session
    await db(record_differing, actor=tariq, session=session, at=timezone.now())
    await patient.say(protocol.Heartbeat(seq=0, visible=True))
    for page in (patient, therapist):
        assert await page.closed() == Close.DIFFER
        await page.drop()  # before that they left is in the database
    assert not await db(Seat.objects.filter(left_at=None).exists)


async def test_who_waits_has_nothing_to_compare(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    therapist, patient = await open_page(tariq), await open_page(alice)
    await therapist.greet()
    await patient.greet()
    await patient.say(protocol.Differ())
    assert await patient.closed() == Close.FORBIDDEN
    assert not await db(AuditEntry.objects.filter(verb="session.differ").exists)
    await therapist.say(protocol.Heartbeat(seq=0, visible=True))


async def test_whoever_was_about_to_be_put_down_as_there_stays_away(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, _alices, tariqs = await meet(open_page, alice, tariq)
    await patient.say(protocol.Differ())
    for page in (patient, therapist):
        assert await page.closed() == Close.DIFFER

    def late() -> bool:
        attend(seat=Seat.objects.get(pk=tariqs), at=timezone.now())
        return Attendance.objects.filter(left_at=None).exists()

    assert not await db(late)
