"""The room's socket, with two people and with those who have no business there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.utils import timezone

from people.actions import suspend
from people.models import Care, EndReason, User
from scheduling.models import Appointment, CancelReason
from sessions.models import Attendance, Seat, SeatSignal, SessionEnd, WaitingEntry
from sessions.room import consumer as room_consumer
from sessions.room import limits, protocol
from sessions.room.protocol import Close
from sessions.room.throttle import Throttle
from tests.sessions.conftest import OpenPage, Page, db

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = "v=0\r\n"


@pytest.fixture(autouse=True)
def quick_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)


async def meet(open_page: OpenPage, alice: User, tariq: User) -> tuple[Page, Page, str, str]:
    """Alice and Tariq in the room, let in; with their seats."""
    patient = await open_page(alice)
    alices = await patient.greet()
    therapist = await open_page(tariq)
    tariqs = await therapist.greet()
    await therapist.say(protocol.Admit())
    await therapist.hear_a(protocol.Admitted)
    await patient.hear_a(protocol.Admitted)
    return patient, therapist, alices.seat, tariqs.seat


async def test_a_patient_waits_until_they_are_let_in(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient = await open_page(alice)
    welcome = await patient.greet()
    assert (welcome.role, welcome.admitted, welcome.peer) == ("patient", False, None)

    therapist = await open_page(tariq)
    sees = await therapist.greet()
    assert sees.waiting is not None
    assert (sees.waiting.name, sees.waiting.presence) == ("Alice", "here")

    await therapist.say(protocol.Admit())
    await patient.hear_a(protocol.Admitted)
    peer = (await patient.hear_a(protocol.Peer)).peer
    assert (peer.name, peer.role, peer.presence) == ("Tariq", "therapist", "here")
    assert (await therapist.hear_a(protocol.Peer)).peer.seat == welcome.seat


async def test_signals_are_stamped_numbered_and_reach_only_the_other(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, alices, tariqs = await meet(open_page, alice, tariq)
    for n in range(1, 4):
        await therapist.say(protocol.Description(to=alices, kind="offer", sdp=OFFER + str(n)))
        got = await patient.hear_a(protocol.PeerDescription)
        assert (got.seq, got.sender, got.sdp) == (n, tariqs, OFFER + str(n))
    await patient.say(protocol.Candidate(to=tariqs, candidate="", mid="0", line=0, fragment=""))
    assert (await therapist.hear_a(protocol.PeerCandidate)).sender == alices
    await patient.say(protocol.Restart(to=tariqs))
    assert (await therapist.hear_a(protocol.PeerRestart)).seq == 2


async def test_a_lost_socket_comes_back_to_its_seat_and_misses_nothing(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, alices, _tariqs = await meet(open_page, alice, tariq)
    await patient.drop()
    again = await open_page(alice)
    welcome = await again.greet()
    moved, token = welcome.seat, welcome.resume
    assert moved != alices
    await therapist.hear_peer(seat=moved)
    await again.drop()

    for n in range(3):
        await therapist.say(protocol.Description(to=moved, kind="offer", sdp=OFFER + str(n)))
    await therapist.say(protocol.Heartbeat(seq=0, visible=True))
    while await db(SeatSignal.objects.count) < 3:
        await therapist.hear_a(protocol.Pulse)

    back = await open_page(alice)
    welcome = await back.greet(resume=token, last_seq=1)
    assert (welcome.seat, welcome.admitted, welcome.seq) == (moved, True, 3)
    assert (await back.hear_a(protocol.PeerDescription)).seq == 2
    assert (await back.hear_a(protocol.PeerDescription)).seq == 3
    await back.say(protocol.Heartbeat(seq=3, visible=True))
    while await db(SeatSignal.objects.count):
        await back.hear_a(protocol.Pulse)


async def test_a_reload_needs_no_new_admission_and_replaces_the_old_tab(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, alices, _tariqs = await meet(open_page, alice, tariq)
    reloaded = await open_page(alice)
    welcome = await reloaded.greet()
    assert welcome.admitted
    assert welcome.peer is not None
    assert await patient.closed() == Close.REPLACED
    assert welcome.seat != alices
    await therapist.hear_peer(seat=welcome.seat)


async def test_the_replaced_tab_cannot_take_its_seat_back_unasked(
    open_page: OpenPage, alice: User
) -> None:
    first = await open_page(alice)
    token = (await first.greet()).resume
    await (await open_page(alice)).greet()
    old = await open_page(alice)
    await old.say(protocol.Hello(version=1, resume=token, last_seq=0))
    assert await old.closed() == Close.REPLACED


async def test_a_signal_to_a_seat_that_is_gone_is_refused(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    _patient, therapist, alices, tariqs = await meet(open_page, alice, tariq)
    await (await open_page(alice)).greet()
    for to in (alices, tariqs):
        await therapist.say(protocol.Description(to=to, kind="offer", sdp=OFFER))
        assert (await therapist.hear_a(protocol.Refused)).code == "not_there"
    assert not await db(SeatSignal.objects.count)


async def test_a_harvested_seat_of_another_room_gets_nothing(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    bruno: User,
    nadia: User,
    nadias_appointment: Appointment,
) -> None:
    _patient, _therapist, alices, _tariqs = await meet(open_page, alice, tariq)
    stranger = await open_page(nadia, into=nadias_appointment)
    await stranger.greet()
    await stranger.say(protocol.Description(to=alices, kind="offer", sdp=OFFER))
    assert (await stranger.hear_a(protocol.Refused)).code == "not_there"
    assert not await db(SeatSignal.objects.count)


async def test_what_the_other_switched_off_is_told(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, _alices, _tariqs = await meet(open_page, alice, tariq)
    await patient.say(protocol.MediaState(mic=False, camera=True, receives="all"))
    await therapist.hear_peer(mic=False, camera=True)
    await patient.say(protocol.MediaState(mic=False, camera=False, receives="sound"))
    assert (await therapist.hear_peer(camera=False)).receives == "sound"


async def test_leaving_is_told_and_one_may_come_back(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, _alices, _tariqs = await meet(open_page, alice, tariq)
    await patient.say(protocol.Leave())
    assert await patient.closed() == 1000
    await therapist.hear_peer(presence="left")
    attended = await db(Attendance.objects.get, person=alice)
    assert attended.left_at is not None
    assert (await (await open_page(alice)).greet()).admitted


async def test_ending_is_told_to_both_and_the_room_stays_closed(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, _alices, _tariqs = await meet(open_page, alice, tariq)
    await therapist.say(protocol.End())
    await patient.hear_a(protocol.Ended)
    assert await patient.closed() == Close.ENDED
    assert await therapist.closed() == Close.ENDED
    late = await open_page(alice)
    await late.say(protocol.Hello(version=1, resume="", last_seq=0))
    assert await late.closed() == Close.ENDED
    assert await db(SessionEnd.objects.count) == 1


async def test_nobody_to_admit_is_said(open_page: OpenPage, tariq: User) -> None:
    therapist = await open_page(tariq)
    await therapist.greet()
    await therapist.say(protocol.Admit())
    assert (await therapist.hear_a(protocol.Refused)).code == "nobody_waiting"


# Those who have no business here


@pytest.fixture(params=["nadia", "bruno", "ines", "mallory"])
def stranger(request: pytest.FixtureRequest) -> User:
    return request.getfixturevalue(request.param)


async def test_a_stranger_is_shown_out_and_leaves_no_trace(
    stranger: User, open_page: OpenPage
) -> None:
    page = await open_page(stranger)
    await page.say(protocol.Hello(version=1, resume="", last_seq=0))
    assert await page.closed() == Close.FORBIDDEN
    assert not await db(Seat.objects.count)
    assert not await db(WaitingEntry.objects.count)


async def test_nobody_is_sent_to_sign_in(open_page: OpenPage) -> None:
    page = await open_page(None)
    assert await page.closed() == Close.SIGNED_OUT


@pytest.mark.parametrize(
    "origin",
    [
        None,
        b"null",
        b"",
        b"https://evil.example",
        b"http://testserver.evil.example",
        b"http://testserver:8001",
        b"file://testserver",
    ],
)
async def test_another_sites_page_cannot_open_a_socket(
    origin: bytes | None, open_page: OpenPage, alice: User
) -> None:
    assert not (await open_page(alice, origin=origin)).connected


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"room.deliver","seat":"x","seq":1,"text":"{}"}',
        '{"type":"room_changed"}',
        '{"type":"websocket.disconnect","code":1000}',
        '{"type":"keep_watch"}',
    ],
)
async def test_a_clients_type_never_reaches_the_channel_layer(
    text: str, open_page: OpenPage, alice: User, tariq: User
) -> None:
    patient, therapist, _alices, _tariqs = await meet(open_page, alice, tariq)
    await patient.say_text(text)
    assert await patient.closed() == Close.UNKNOWN_TYPE
    await therapist.say(protocol.Heartbeat(seq=0, visible=True))
    await therapist.hear_a(protocol.Pulse)


async def test_bytes_and_a_first_word_that_is_no_hello_close_the_socket(
    open_page: OpenPage, alice: User
) -> None:
    page = await open_page(alice)
    await page.socket.send_to(bytes_data=b"\x00")
    assert await page.closed() == Close.MALFORMED
    page = await open_page(alice)
    await page.say(protocol.Leave())
    assert await page.closed() == Close.MALFORMED


async def test_another_version_is_asked_to_reload(open_page: OpenPage, alice: User) -> None:
    page = await open_page(alice)
    await page.say(protocol.Hello(version=2, resume="", last_seq=0))
    assert await page.closed() == Close.OTHER_VERSION


async def test_a_flood_slows_its_sender_alone_and_ends_in_a_named_close(
    open_page: OpenPage, alice: User, tariq: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        limits,
        "Throttle",
        lambda **_limits: Throttle(rate=1, burst=20, patience=1.5),
    )
    patient, therapist, _alices, tariqs = await meet(open_page, alice, tariq)
    for _ in range(60):
        await patient.say(protocol.Restart(to=str(tariqs)))
    await therapist.say(protocol.MediaState(mic=False, camera=False, receives="all"))
    assert await patient.closed() == Close.FLOOD
    await therapist.say(protocol.Heartbeat(seq=0, visible=True))
    await therapist.hear_a(protocol.Pulse)


# What happens outside while the socket lives


async def test_signing_out_closes_the_socket(
    open_page: OpenPage, alice: User, client_for: Callable[[User | None], Client]
) -> None:
    client = await database_sync_to_async(client_for)(alice)
    page = await open_page(alice, client=client)
    await page.greet()
    await database_sync_to_async(client.logout)()
    assert await page.closed() == Close.SIGNED_OUT


async def test_suspension_closes_the_socket(open_page: OpenPage, alice: User) -> None:
    page = await open_page(alice)
    await page.greet()
    await db(User.objects.filter(pk=alice.pk).update, is_active=False)
    assert await page.closed() == Close.SIGNED_OUT


async def test_a_therapist_without_second_factor_is_shown_out(
    open_page: OpenPage, tariq: User
) -> None:
    page = await open_page(tariq)
    await page.greet()
    await db(tariq.authenticator_set.all().delete)
    assert await page.closed() == Close.SIGNED_OUT


async def test_the_end_of_care_closes_the_socket(
    open_page: OpenPage, alice: User, tariq: User, care: Care
) -> None:
    page = await open_page(alice)
    await page.greet()
    await db(
        Care.objects.filter(pk=care.pk).update,
        ended_at=timezone.now(),
        ended_by=tariq,
        end_reason=EndReason.COMPLETED,
    )
    assert await page.closed() == Close.FORBIDDEN


async def test_a_cancelled_appointment_closes_the_socket(
    open_page: OpenPage, alice: User, appointment: Appointment
) -> None:
    page = await open_page(alice)
    await page.greet()
    await db(
        Appointment.objects.filter(pk=appointment.pk).update,
        cancelled_at=timezone.now(),
        cancelled_by=alice,
        cancel_reason=CancelReason.PLANS,
    )
    assert await page.closed() == Close.CANCELLED


@pytest.mark.parametrize(
    ("minutes", "close"), [(-20, Close.NOT_THE_TIME), (90, Close.NOT_THE_TIME)]
)
async def test_too_early_and_too_late_are_told(
    minutes: int, close: Close, open_page: OpenPage, alice: User, appointment: Appointment
) -> None:
    page = await open_page(alice)
    starts_at = timezone.now() - timedelta(minutes=minutes)
    await db(
        Appointment.objects.filter(pk=appointment.pk).update,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=50),
    )
    await page.say(protocol.Hello(version=1, resume="", last_seq=0))
    assert await page.closed() == close


async def test_the_clock_never_ends_a_talk(
    open_page: OpenPage, alice: User, tariq: User, appointment: Appointment
) -> None:
    _patient, therapist, _alices, _tariqs = await meet(open_page, alice, tariq)
    starts_at = timezone.now() - timedelta(hours=3)
    await db(
        Appointment.objects.filter(pk=appointment.pk).update,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=50),
    )
    await therapist.hear_a(protocol.Pulse)
    assert (await (await open_page(alice)).greet()).admitted


async def test_silence_closes_but_keeps_the_place(
    open_page: OpenPage, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await open_page(alice)
    await page.greet()
    monkeypatch.setattr(room_consumer, "SILENT_AFTER", 0.3)
    assert await page.closed() == Close.SILENT
    entry = await db(WaitingEntry.objects.get)
    assert entry.left_at is None


async def test_a_suspension_ends_the_meeting_for_both_at_once(
    open_page: OpenPage, alice: User, tariq: User, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 60)
    patient, therapist, _alices, tariqs = await meet(open_page, alice, tariq)
    await patient.hear_peer(seat=tariqs, presence="here")
    await db(suspend, actor=ines, user=tariq, reason="A question", at=timezone.now())
    assert await therapist.closed() == Close.SIGNED_OUT
    assert await patient.closed() == Close.NOT_THE_TIME
