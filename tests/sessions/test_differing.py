"""The compared words differ: nothing more goes between the two until both ask for it anew."""

import pytest

from people.models import User
from privacy.models import AuditEntry
from sessions.models import Attendance
from sessions.room import protocol
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
