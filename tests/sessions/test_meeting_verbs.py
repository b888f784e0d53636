"""The verbs of the meeting: they work, refuse, and leave no trace when they refuse."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.errors import Refused
from people.models import Care, Practice, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions import actions
from sessions.actions.opening import DoorClosed
from sessions.actions.seats import resume, resume_token
from sessions.models import (
    Admission,
    Attendance,
    DeviceCheck,
    DeviceState,
    OpeningCheck,
    Seat,
    SessionEnd,
    Verdict,
    WaitingEntry,
)
from tests.scheduling.world import make_appointment

OPENING = actions.Opening(
    location="At home in Lisbon",
    is_private=True,
    others="",
    phone="+351 910 000 000",
    identity_confirmed=False,
)


@pytest.fixture
def now(appointment: Appointment) -> datetime:
    return appointment.starts_at + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "door"), [(-11, "early"), (-10, "open"), (0, "open"), (80, "open"), (81, "late")]
)
def test_the_room_opens_early_and_closes_late(
    minutes: int, door: str, appointment: Appointment
) -> None:
    at = appointment.starts_at + timedelta(minutes=minutes)
    assert actions.door(appointment, at=at) == door


def test_the_practice_says_how_early(appointment: Appointment, practice: Practice) -> None:
    Practice.objects.update(join_early_minutes=3)
    at = appointment.starts_at - timedelta(minutes=5)
    assert actions.door(appointment, at=at) == "early"


def test_joining_outside_the_hours_is_refused_without_a_trace(
    alice: User, appointment: Appointment
) -> None:
    with pytest.raises(DoorClosed) as closed:
        actions.join(
            actor=alice, appointment=appointment, at=appointment.starts_at - timedelta(hours=1)
        )
    assert closed.value.door == "early"
    assert not Seat.objects.exists()
    assert not AuditEntry.objects.filter(verb__in=["session.join", "waiting.enter"]).exists()


def test_coming_again_keeps_the_place_and_the_time(
    alice: User, appointment: Appointment, now: datetime
) -> None:
    actions.join(actor=alice, appointment=appointment, at=now)
    actions.join(actor=alice, appointment=appointment, at=now + timedelta(minutes=2))
    entry = WaitingEntry.objects.get()
    assert (entry.arrived_at, entry.last_seen_at) == (now, now + timedelta(minutes=2))
    assert Seat.objects.filter(replaced_at=None).count() == 1
    assert AuditEntry.objects.filter(verb="waiting.enter").count() == 1


def test_the_first_admission_begins_therapy_and_twice_is_once(
    alice: User, tariq: User, care: Care, appointment: Appointment, now: datetime
) -> None:
    Care.objects.filter(pk=care.pk).update(activated_at=None, activated_by=None)
    seat = actions.join(actor=alice, appointment=appointment, at=now)
    for _ in range(2):
        actions.admit(actor=tariq, session=seat.session, at=now)
    care.refresh_from_db()
    assert (care.activated_at, care.activated_by) == (now, tariq)
    assert Admission.objects.count() == 1
    assert AuditEntry.objects.filter(verb="waiting.admit").count() == 1


def test_nobody_is_let_in_who_has_not_come(
    tariq: User, appointment: Appointment, now: datetime
) -> None:
    with pytest.raises(Refused):
        actions.admit(actor=tariq, session=actions.session_of(appointment), at=now)
    assert not Admission.objects.exists()


def test_only_the_therapist_leads(
    alice: User, nadia: User, mallory: User, appointment: Appointment, now: datetime
) -> None:
    session = actions.join(actor=alice, appointment=appointment, at=now).session
    for person, refusal in ((alice, PermissionDenied), (nadia, Http404), (mallory, Http404)):
        with pytest.raises(refusal):
            actions.admit(actor=person, session=session, at=now)
        with pytest.raises(refusal):
            actions.end_session(actor=person, session=session, at=now)
        with pytest.raises(refusal):
            actions.record_opening_check(actor=person, session=session, opening=OPENING, at=now)
    assert not (Admission.objects.exists() or SessionEnd.objects.exists())
    assert not OpeningCheck.objects.exists()


def test_attendance_begins_when_let_in_and_ends_on_leaving(
    alice: User, tariq: User, appointment: Appointment, now: datetime
) -> None:
    seat = actions.join(actor=alice, appointment=appointment, at=now)
    assert not Attendance.objects.filter(person=alice).exists()
    actions.admit(actor=tariq, session=seat.session, at=now)
    seat = actions.join(actor=alice, appointment=appointment, at=now)
    actions.leave(seat=seat, at=now + timedelta(minutes=40))
    attended = Attendance.objects.get(person=alice)
    assert (attended.joined_at, attended.left_at) == (now, now + timedelta(minutes=40))


def test_ending_closes_the_door_and_twice_is_once(
    alice: User, tariq: User, appointment: Appointment, now: datetime
) -> None:
    session = actions.join(actor=alice, appointment=appointment, at=now).session
    for _ in range(2):
        actions.end_session(actor=tariq, session=session, at=now)
    assert actions.door(appointment, at=now) == "ended"
    assert AuditEntry.objects.filter(verb="session.end").count() == 1
    with pytest.raises(Refused):
        actions.admit(actor=tariq, session=session, at=now)


def test_a_resume_token_is_its_persons_alone(
    alice: User, tariq: User, appointment: Appointment, now: datetime
) -> None:
    seat = actions.join(actor=alice, appointment=appointment, at=now)
    token = resume_token(seat)
    assert resume(actor=alice, appointment=appointment, token=token, at=now) == seat
    assert resume(actor=tariq, appointment=appointment, token=token, at=now) is None
    assert resume(actor=alice, appointment=appointment, token=token + "x", at=now) is None


def test_a_resume_token_opens_no_other_room(
    alice: User, care: Care, appointment: Appointment, now: datetime
) -> None:
    token = resume_token(actions.join(actor=alice, appointment=appointment, at=now))
    other = make_appointment(care, now + timedelta(days=1))
    assert resume(actor=alice, appointment=other, token=token, at=now) is None


def test_the_opening_check_is_kept_encrypted_and_can_be_mended(
    tariq: User, appointment: Appointment, now: datetime
) -> None:
    session = actions.session_of(appointment)
    for _ in range(2):
        check = actions.record_opening_check(actor=tariq, session=session, opening=OPENING, at=now)
    check.refresh_from_db()
    assert check.location == "At home in Lisbon"
    assert OpeningCheck.objects.extra(where=["location LIKE '%%Lisbon%%'"]).count() == 0
    assert AuditEntry.objects.filter(verb="opening_check.save").count() == 2


@pytest.mark.parametrize(
    ("camera", "microphone", "speaker", "verdict"),
    [
        ("works", "works", "works", "video"),
        ("missing", "works", "works", "sound"),
        ("works", "silent", "works", "phone"),
        ("works", "works", "silent", "phone"),
        ("refused", "refused", "untried", "phone"),
    ],
)
def test_a_device_check_ends_in_a_verdict_that_the_therapist_finds(
    camera: str,
    microphone: str,
    speaker: str,
    verdict: str,
    alice: User,
    care: Care,
    now: datetime,
) -> None:
    told = actions.record_device_check(
        actor=alice,
        tried=actions.Tried(
            camera=DeviceState(camera),
            microphone=DeviceState(microphone),
            speaker=DeviceState(speaker),
        ),
        at=now,
    )
    assert told == Verdict(verdict)
    assert DeviceCheck.objects.get(care=care).verdict == verdict


# The pages


def test_a_patient_finds_the_waiting_room_then_the_meeting(
    alice: User, tariq: User, appointment: Appointment, client_for: Callable[[User], Client]
) -> None:
    address = reverse("sessions:room", args=[appointment.pk])
    client = client_for(alice)
    assert b'data-state="waiting"' in client.get(address).content
    seat = actions.join(actor=alice, appointment=appointment, at=timezone.now())
    actions.admit(actor=tariq, session=seat.session, at=timezone.now())
    assert b'data-state="meeting"' in client.get(address).content


def test_letting_in_from_the_day_leads_to_the_room(
    alice: User, tariq: User, appointment: Appointment, client_for: Callable[[User], Client]
) -> None:
    client = client_for(tariq)
    status = reverse("sessions:waiting_status", args=[appointment.pk])
    assert b"Let in" not in client.get(status).content
    actions.join(actor=alice, appointment=appointment, at=timezone.now())
    assert b"waiting since" in client.get(status).content
    response = client.post(reverse("sessions:admit", args=[appointment.pk]))
    assert response["Location"] == reverse("sessions:room", args=[appointment.pk])
    assert Admission.objects.exists()


@pytest.mark.parametrize(("hours", "words"), [(3, b"not open yet"), (-3, b"Thank you")])
def test_early_and_late_are_told_kindly(
    hours: int,
    words: bytes,
    alice: User,
    care: Care,
    client_for: Callable[[User], Client],
) -> None:
    booked = make_appointment(care, timezone.now() + timedelta(hours=hours))
    page = client_for(alice).get(reverse("sessions:room", args=[booked.pk]), follow=True)
    assert words in page.content


def test_opening_the_emergency_card_is_audited(
    tariq: User, appointment: Appointment, client_for: Callable[[User], Client]
) -> None:
    client_for(tariq).get(reverse("sessions:contact", args=[appointment.pk]))
    assert AuditEntry.objects.filter(verb="contact.read", actor_id=tariq.pk).count() == 1
