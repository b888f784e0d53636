"""The socket of a session in writing, with the two and with those who have no business there."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from people.actions import suspend
from people.models import Care, EndReason, User
from scheduling.models import Appointment
from sessions.models import ChatLine, Seat
from sessions.room import consumer as room_consumer
from sessions.room import protocol as room
from sessions.room.protocol import Close
from sessions.text import protocol
from sessions.text.protocol import Keep, Keeping, Line, Marks, NotSaid, PeerTyping, Read, Say
from tests.sessions.conftest import OpenPage, Page, db

pytestmark = pytest.mark.django_db(transaction=True)

M = TypeVar("M")
OpenTalk = Callable[..., Awaitable["Talk"]]


class Talk(Page):
    """A page of the conversation, as its socket sees it."""

    parse = staticmethod(protocol.parse_server)  # type: ignore[assignment]

    async def write(self, text: str, *, name: str = "") -> str:
        name = name or str(uuid4())
        await self.say(Say(id=name, text=text))  # type: ignore[arg-type]
        return name

    async def hear_lines(self, count: int) -> list[tuple[int, str]]:
        lines = [await self.hear_a(Line) for _ in range(count)]
        return [(line.seq, line.text) for line in lines]


@pytest.fixture(autouse=True)
def quick_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)


@pytest.fixture
def open_talk(open_page: OpenPage, in_writing: Appointment) -> OpenTalk:
    async def open_it(user: User | None, **wishes: Any) -> Talk:
        page = await open_page(user, into=in_writing, at="text", **wishes)
        return Talk(page.socket)

    return open_it


async def meet(open_talk: OpenTalk, alice: User, tariq: User) -> tuple[Talk, Talk]:
    patient, therapist = await open_talk(alice), await open_talk(tariq)
    assert (await patient.greet()).admitted is False
    assert (await therapist.greet()).waiting is not None
    await therapist.say(room.Admit())
    await therapist.hear_a(room.Admitted)
    await patient.hear_a(room.Admitted)
    return patient, therapist


async def test_both_hear_every_line_in_the_servers_order(
    open_talk: OpenTalk, alice: User, tariq: User
) -> None:
    patient, therapist = await meet(open_talk, alice, tariq)
    await patient.write("One")
    assert await therapist.hear_lines(1) == await patient.hear_lines(1) == [(1, "One")]
    await therapist.write("Two")
    await patient.write("Three")
    heard = await therapist.hear_lines(2)
    assert heard == await patient.hear_lines(2)
    assert [seq for seq, _text in heard] == [2, 3]


async def test_a_lost_line_and_a_reload_lose_and_double_nothing(
    open_talk: OpenTalk, alice: User, tariq: User
) -> None:
    patient, therapist = await meet(open_talk, alice, tariq)
    name = await patient.write("One")
    await patient.hear_lines(1)
    await patient.drop()
    back = await open_talk(alice)
    token = (await back.greet(last_seq=1)).resume
    await back.write("One", name=name)  # its answer was lost
    await back.drop()
    await therapist.hear_lines(1)
    await therapist.write("Two")
    await therapist.write("Three")
    await therapist.hear_lines(2)
    again = await open_talk(alice)
    await again.greet(resume=token, last_seq=1)
    assert await again.hear_lines(2) == [(2, "Two"), (3, "Three")]
    reloaded = await open_talk(alice)
    await reloaded.greet()
    assert await reloaded.hear_lines(3) == [(1, "One"), (2, "Two"), (3, "Three")]
    assert await again.closed() == Close.REPLACED
    assert await db(ChatLine.objects.count) == 3


async def test_receipts_typing_and_keeping_reach_the_other(
    open_talk: OpenTalk, alice: User, tariq: User
) -> None:
    patient, therapist = await meet(open_talk, alice, tariq)
    await patient.write("One")
    await therapist.hear_lines(1)
    await therapist.say(room.Heartbeat(seq=1, visible=True))
    while await patient.hear_a(Marks) != Marks(received=1, read=0):
        pass
    await therapist.say(Read(number=1))  # type: ignore[arg-type]
    while await patient.hear_a(Marks) != Marks(received=1, read=1):
        pass
    await therapist.say(protocol.Typing())  # type: ignore[arg-type]
    await patient.hear_a(PeerTyping)
    await patient.say(Keep(keeps=True))  # type: ignore[arg-type]
    while await therapist.hear_a(Keeping) != Keeping(mine=False, theirs=True):
        pass


async def test_whoever_waits_hears_nothing_and_may_not_write(
    open_talk: OpenTalk, alice: User, tariq: User
) -> None:
    patient, therapist = await open_talk(alice), await open_talk(tariq)
    await patient.greet()
    await therapist.greet()
    await therapist.say(protocol.Typing())  # type: ignore[arg-type]
    name = await patient.write("May I?")
    answer = await patient.hear()
    while not isinstance(answer, NotSaid):
        assert not isinstance(answer, PeerTyping | Line)
        answer = await patient.hear()
    assert answer.id == name
    assert not await db(ChatLine.objects.exists)


async def test_only_the_therapist_opens_and_ends_it(
    open_talk: OpenTalk, alice: User, tariq: User
) -> None:
    for message in (room.Admit(), room.End()):
        patient = await open_talk(alice)
        await patient.greet()
        await patient.say(message)
        assert await patient.closed() == Close.FORBIDDEN
    patient, therapist = await meet(open_talk, alice, tariq)
    await patient.write("One")
    await therapist.hear_lines(1)
    await therapist.say(room.End())
    assert await patient.closed() == await therapist.closed() == Close.ENDED
    assert not await db(ChatLine.objects.exists)


async def test_those_outside_and_other_origins_get_nothing(
    open_talk: OpenTalk, nadia: User, bruno: User, ines: User, mallory: User, alice: User
) -> None:
    for person in (nadia, bruno, ines, mallory, None):
        page = await open_talk(person)
        await page.say(room.Hello(version=1, resume="", last_seq=0))
        assert await page.closed() == (Close.FORBIDDEN if person else Close.SIGNED_OUT)
    assert not await db(Seat.objects.exists)


async def test_a_session_in_writing_has_no_video_and_one_by_video_no_writing(
    open_page: OpenPage,
    alice: User,
    in_writing: Appointment,
    nadias_appointment: Appointment,
    bruno: User,
) -> None:
    for person, into, at in ((alice, in_writing, "room"), (bruno, nadias_appointment, "text")):
        page = await open_page(person, into=into, at=at)
        await page.say(room.Hello(version=1, resume="", last_seq=0))
        assert await page.closed() == Close.FORBIDDEN


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("signed out", Close.SIGNED_OUT),
        ("suspended", Close.SIGNED_OUT),
        ("cancelled", Close.CANCELLED),
        ("care ended", Close.FORBIDDEN),
    ],
)
async def test_it_ends_with_what_it_stands_on(
    reason: str,
    code: Close,
    open_talk: OpenTalk,
    alice: User,
    tariq: User,
    ines: User,
    care: Care,
    in_writing: Appointment,
    client_for: Callable[[User | None], Client],
) -> None:
    client = await db(client_for, alice)
    patient = await open_talk(alice, client=client)
    await patient.greet()

    def happen() -> None:
        now = timezone.now()
        if reason == "signed out":
            client.logout()
        elif reason == "suspended":
            suspend(actor=ines, user=alice, reason="", at=now)
        elif reason == "cancelled":
            Appointment.objects.filter(pk=in_writing.pk).update(
                cancelled_at=now, cancelled_by=tariq, cancel_reason="plans"
            )
        else:
            Care.objects.filter(pk=care.pk).update(
                ended_at=now, ended_by=tariq, end_reason=EndReason.values[0]
            )

    await db(happen)
    assert await patient.closed() == code
