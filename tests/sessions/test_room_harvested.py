"""What somebody got hold of opens nothing: a room's address, a seat's number, a page's token, what
was said before the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import User
from scheduling.models import Appointment
from sessions.actions import admit, end_session, session_of
from sessions.models import Seat
from sessions.room import consumer as room_consumer
from sessions.room import protocol
from sessions.room.protocol import Close
from tests.scheduling.world import make_appointment
from tests.sessions import traces
from tests.sessions.conftest import OpenPage, db
from tests.sessions.test_room_table import ELSEWHERE, ENDED, MESSAGES, OUTSIDE

pytestmark = pytest.mark.django_db(transaction=True)

HELLO = protocol.Hello(version=1, resume="", last_seq=0)


@pytest.fixture(autouse=True)
def no_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 600)


@pytest.fixture(params=["alice", "tariq", *OUTSIDE])
def anybody(request: pytest.FixtureRequest) -> tuple[str, User | None]:
    """Each of the seven, with their name."""
    name = request.param
    return name, None if name == "nobody" else request.getfixturevalue(name)


@pytest.fixture(params=["nadia", "bruno", "ines", "mallory"])
def thief(request: pytest.FixtureRequest) -> User:
    person: User = request.getfixturevalue(request.param)
    return person


def let_in_and_end(appointment: Appointment, tariq: User) -> None:
    session = session_of(appointment)
    admit(actor=tariq, session=session, at=timezone.now())
    end_session(actor=tariq, session=session, at=timezone.now())


async def test_after_the_end_nobody_says_anything(
    anybody: tuple[str, User | None],
    open_page: OpenPage,
    appointment: Appointment,
    alice: User,
    tariq: User,
) -> None:
    """Each message of each person; the room's address is all that those outside ever had."""
    name, person = anybody
    came = await open_page(alice)
    await came.greet()
    await db(let_in_and_end, appointment, tariq)
    assert await came.closed() == Close.ENDED
    before = await db(traces.rows)
    for message in MESSAGES.values():
        page = await open_page(person)
        await page.say(HELLO)
        await page.say(message)
        assert str(await page.closed()) == OUTSIDE.get(name, ENDED)
        await page.drop()
    assert await db(traces.rows) == before


async def test_what_is_said_on_the_socket_that_saw_the_end_is_not_heard(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    """Replayed on the very sockets, which the server has closed and the client keeps open."""
    patient, therapist = await open_page(alice), await open_page(tariq)
    token = (await patient.greet()).resume
    await therapist.greet()
    await therapist.say(protocol.Admit())
    await patient.hear_a(protocol.Admitted)
    await therapist.hear_peer(seat=patient.seat)
    await therapist.say(protocol.End())
    assert await patient.closed() == await therapist.closed() == Close.ENDED
    before = await db(traces.rows)
    offer = protocol.Description(to=patient.seat, kind="offer", sdp="v=0")
    for message in (offer, *MESSAGES.values()):
        await therapist.say(message)
        await patient.say(message)
    back = await open_page(alice)
    await back.say(protocol.Hello(version=1, resume=token, last_seq=0))
    assert await back.closed() == Close.ENDED
    for page in (patient, therapist):
        assert await page.socket.receive_nothing(timeout=0.05)
    assert await db(traces.rows) == before


async def test_a_token_opens_no_room_for_another(
    thief: User, open_page: OpenPage, alice: User
) -> None:
    page = await open_page(alice)
    token = (await page.greet()).resume
    before = await db(traces.rows)
    other = await open_page(thief)
    await other.say(protocol.Hello(version=1, resume=token, last_seq=0))
    assert await other.closed() == Close.FORBIDDEN
    assert await db(traces.rows) == before


async def test_the_others_token_gives_ones_own_seat(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    page = await open_page(alice)
    token = (await page.greet()).resume
    therapist = await open_page(tariq)
    welcome = await therapist.greet(resume=token)
    assert (welcome.role, welcome.seat == page.seat) == ("therapist", False)
    hers = await db(Seat.objects.get, pk=page.seat)
    assert (hers.person_id, hers.replaced_at) == (alice.pk, None)


async def test_a_token_of_another_room_gives_a_fresh_seat_in_this_one(
    open_page: OpenPage,
    bruno: User,
    nadia: User,
    alice: User,
    nadias_appointment: Appointment,
) -> None:
    """Of another person's, and of one's own."""
    theirs = await open_page(alice)
    stolen = (await theirs.greet()).resume
    page = await open_page(bruno, into=nadias_appointment)
    mine = await page.greet(resume=stolen)
    assert mine.seat != theirs.seat

    def next_one() -> Appointment:
        later = make_appointment(nadias_appointment.care, timezone.now() + timedelta(hours=2))
        Appointment.objects.filter(pk=nadias_appointment.pk).update(
            starts_at=later.starts_at - timedelta(hours=4),
            ends_at=later.starts_at - timedelta(hours=3),
        )
        Appointment.objects.filter(pk=later.pk).update(
            starts_at=timezone.now() - timedelta(minutes=5),
            ends_at=timezone.now() + timedelta(minutes=45),
        )
        return later

    second = await open_page(bruno, into=await db(next_one))
    welcome = await second.greet(resume=mine.resume)
    assert welcome.seat not in {mine.seat, theirs.seat}
    first = await db(Seat.objects.get, pk=mine.seat)
    assert first.replaced_at is None, "what happens in one room replaces nothing in another"


async def test_a_seat_that_is_not_the_others_now_gets_nothing(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    bruno: User,
    nadia: User,
    nadias_appointment: Appointment,
) -> None:
    """One's own, one that was replaced, those of another room, one that never was."""
    patient, therapist = await open_page(alice), await open_page(tariq)
    await patient.greet()
    await therapist.greet()
    await therapist.say(protocol.Admit())
    await patient.hear_a(protocol.Admitted)
    reloaded = await open_page(alice)
    await reloaded.greet()
    await therapist.hear_peer(seat=reloaded.seat)
    others = [await open_page(person, into=nadias_appointment) for person in (bruno, nadia)]
    for page in others:
        await page.greet()
    wrong = [therapist.seat, patient.seat, *(page.seat for page in others), ELSEWHERE]
    before = await db(traces.rows)
    for seat in wrong:
        await therapist.say(protocol.Description(to=seat, kind="offer", sdp="v=0"))
        assert (await therapist.hear_a(protocol.Refused)).code == "not_there"
    assert await db(traces.rows) == before
    await therapist.say(protocol.Restart(to=reloaded.seat))
    await reloaded.hear_a(protocol.PeerRestart)
