"""Whatever ends the right to be in a room ends the socket within five seconds, and says so."""

import asyncio
from asyncio import gather
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic

import pytest
from allauth.account.signals import password_changed
from django.contrib.sessions.models import Session as SignIn
from django.test import Client
from django.utils import timezone

from intake.models import Signature
from people.actions import end_care, suspend
from people.models import Care, EndReason, User
from scheduling.actions import cancel
from scheduling.models import Appointment, CancelReason
from sessions.actions import session_of
from sessions.actions.closing import close_finished
from sessions.models import Attendance, Seat, SessionEnd
from sessions.room import consumer as room_consumer
from sessions.room import protocol
from sessions.room.protocol import Close
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.world import make_appointment
from tests.sessions.conftest import PATIENCE, OpenPage, Page, db
from tests.sessions.test_consent_taken_back import consent, take_back

pytestmark = pytest.mark.django_db(transaction=True)

ClientFor = Callable[[User | None], Client]
Ending = Callable[[Care, Appointment, User], None]
WITHIN = 5
"""Seconds, as promised."""


@pytest.fixture
def appointment(care: Care) -> Appointment:
    """Alice's session with Tariq, whose room is open before it begins: it can be cancelled yet."""
    return make_appointment(care, timezone.now() + timedelta(minutes=3))


def suspend_patient(care: Care, appointment: Appointment, ines: User) -> None:
    suspend(actor=ines, user=care.patient, reason="A question", at=timezone.now())


def change_password(care: Care, appointment: Appointment, ines: User) -> None:
    care.patient.set_password("another long passphrase")
    care.patient.save()
    password_changed.send(User, request=None, user=care.patient)


def cancel_appointment(care: Care, appointment: Appointment, ines: User) -> None:
    now = timezone.now()
    cancel(actor=care.therapist, appointment=appointment, reason=CancelReason.PLANS, at=now)


def finish_care(care: Care, appointment: Appointment, ines: User) -> None:
    end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)


def take_consent_back(care: Care, appointment: Appointment, ines: User) -> None:
    take_back(care)


def let_the_clock_close(care: Care, appointment: Appointment, ines: User) -> None:
    Seat.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    assert close_finished(at=timezone.now() + timedelta(days=1)) == 1


SOMETHING_ELSE = [
    (suspend_patient, Close.SIGNED_OUT, None),
    (change_password, Close.SIGNED_OUT, None),
    (cancel_appointment, Close.CANCELLED, Close.CANCELLED),
    (finish_care, Close.FORBIDDEN, Close.FORBIDDEN),
    (take_consent_back, Close.NO_CONSENT, Close.NO_CONSENT),
    (let_the_clock_close, Close.ENDED, Close.ENDED),
]


@pytest.mark.parametrize(
    ("end", "patients", "therapists"),
    SOMETHING_ELSE,
    ids=[ending.__name__ for ending, *_codes in SOMETHING_ELSE],
)
async def test_the_door_rings_and_nobody_waits_for_the_watch(
    end: Ending,
    patients: Close,
    therapists: Close | None,
    open_page: OpenPage,
    alice: User,
    tariq: User,
    ines: User,
    care: Care,
    appointment: Appointment,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The watch sleeps through the test. Both see it who may not go on; who may is told "left"."""
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 600)
    await db(consent, care)
    browser = await db(client_for, alice)
    patient, therapist = await open_page(alice, client=browser), await open_page(tariq)
    alices = (await patient.greet()).seat
    await therapist.greet()
    await therapist.say(protocol.Admit())
    await patient.hear_a(protocol.Admitted)
    await therapist.hear_peer(seat=alices, presence="here")
    async with asyncio.timeout(PATIENCE):
        while await db(Attendance.objects.count) < 2:  # written down beside what is told
            await asyncio.sleep(0.02)
    await db(end, care, appointment, ines)
    assert await patient.closed() == patients
    if therapists is None:
        await therapist.hear_peer(seat=alices, presence="left")
    else:
        assert await therapist.closed() == therapists
    assert not await opens_again(await open_page(alice, client=browser))


async def test_signing_out_ends_this_sign_in_and_the_other_lets_go_of_the_picture(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 600)
    browser = await db(client_for, alice)
    elsewhere = await db(client_for, alice)
    patient = await open_page(alice, client=browser)
    alices = (await patient.greet()).seat
    therapist = await open_page(tariq)
    await therapist.greet()
    await therapist.say(protocol.Admit())
    await therapist.hear_peer(seat=alices, presence="here")
    await db(elsewhere.logout)
    await patient.say(protocol.MediaState(mic=False, camera=True, receives="all"))
    await therapist.hear_peer(mic=False)
    await db(browser.logout)
    assert await patient.closed() == Close.SIGNED_OUT
    await therapist.hear_peer(seat=alices, presence="left")


async def opens_again(page: Page) -> bool:
    """Whether a fresh page is let in where the one before was shown out."""
    await page.say(protocol.Hello(version=1, resume="", last_seq=0))
    return await page.closed() not in set(Close)


# When no ring comes, as from a process that cannot reach this one's sockets


def _deactivate(care: Care) -> None:
    User.objects.filter(pk=care.patient_id).update(is_active=False)


def _sign_out(care: Care) -> None:
    everybody = SignIn.objects.all()
    theirs = [
        one.pk for one in everybody if one.get_decoded()["_auth_user_id"] == str(care.patient_id)
    ]
    everybody.filter(pk__in=theirs)._raw_delete(everybody.db)


def _cancel(care: Care) -> None:
    care.appointments.update(
        cancelled_at=timezone.now(), cancelled_by=care.patient, cancel_reason=CancelReason.PLANS
    )


def _end_care(care: Care) -> None:
    Care.objects.filter(pk=care.pk).update(
        ended_at=timezone.now(), ended_by=care.therapist, end_reason=EndReason.COMPLETED
    )


def _take_consent_back(care: Care) -> None:
    Signature.objects.filter(care=care).update(withdrawn_at=timezone.now())


def _end_session(care: Care) -> None:
    session = session_of(care.appointments.get())
    SessionEnd.objects.create(session=session, by=care.therapist, at=timezone.now())


UNHEARD: list[tuple[Callable[[Care], None], Close]] = [
    (_deactivate, Close.SIGNED_OUT),
    (_sign_out, Close.SIGNED_OUT),
    (_cancel, Close.CANCELLED),
    (_end_care, Close.FORBIDDEN),
    (_take_consent_back, Close.NO_CONSENT),
    (_end_session, Close.ENDED),
]


async def test_without_a_ring_the_watch_sees_it_within_five_seconds(open_page: OpenPage) -> None:
    """In real time, each ending in a room of its own."""

    def make_room(number: int) -> Appointment:
        patient = make_patient(f"alice.{number}@example.com", "Alice Moreau")
        therapist = make_therapist(
            f"tariq.{number}@example.com",
            "Tariq Haddad",
            slug=f"tariq-{number}",
            zone="Europe/Berlin",
            needs=["sleep"],
        )
        care = open_active_care(patient, therapist)
        consent(care)
        return make_appointment(care, timezone.now() - timedelta(minutes=5))

    async def end(page: Page, care: Care, behind_its_back: Callable[[Care], None]) -> int:
        await db(behind_its_back, care)
        return await page.closed()

    endings: list[Awaitable[int]] = []
    for number, (behind_its_back, _code) in enumerate(UNHEARD):
        room = await db(make_room, number)
        page = await open_page(room.care.patient, into=room)
        await page.greet()
        endings.append(end(page, room.care, behind_its_back))
    began = monotonic()
    codes = await gather(*endings)
    assert monotonic() - began < WITHIN
    assert codes == [code for _ending, code in UNHEARD]
