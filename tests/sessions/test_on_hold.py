"""While the therapist is suspended nobody is led to wait for them, however they would have met."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions import reinstate, suspend
from people.models import Suspension, User
from scheduling.models import Appointment, Modality
from sessions import actions
from sessions.actions import calling
from sessions.actions.closing import close_finished
from sessions.actions.opening import DoorClosed, session_of
from sessions.models import Session, SessionEnd
from sessions.writing import awaiting_feedback, held, sessions_to_write

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def without_tariq(appointment: Appointment, tariq: User, ines: User) -> None:
    suspend(actor=ines, user=tariq, reason="A complaint is being looked into", at=timezone.now())
    appointment.refresh_from_db()


@pytest.mark.parametrize("minutes", [-5, 60])
@pytest.mark.parametrize("modality", list(Modality))
def test_every_way_leads_to_the_sessions_page_that_says_so(
    minutes: int,
    modality: str,
    appointment: Appointment,
    without_tariq: None,
    alice: User,
    client_for: ClientFor,
) -> None:
    starts_at = timezone.now() + timedelta(minutes=minutes)
    Appointment.objects.update(
        modality=modality, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=50)
    )
    client = client_for(alice)
    there = reverse("scheduling:appointment", args=[appointment.pk])
    for name in ("room", "phone", "own_number"):
        address = reverse(f"sessions:{name}", args=[appointment.pk])
        assert client.get(address).headers["Location"] == there
    page = client.get(there).content.decode()
    assert "Tariq is away at the moment. The practice will be in touch about this session." in page
    assert reverse("sessions:room", args=[appointment.pk]) not in page
    card = client.get(reverse("home:next")).content.decode()
    assert "Tariq is away at the moment" in card
    assert "Join" not in card


def test_a_phone_page_that_is_open_leads_there_by_itself(
    session: Session, tariq: User, ines: User, alice: User, client_for: ClientFor
) -> None:
    calling.move_to_phone(actor=tariq, session=session, at=timezone.now())
    client = client_for(alice)
    address = reverse("sessions:phone", args=[session.appointment_id])
    assert "calls you" in client.get(address).content.decode()
    suspend(actor=ines, user=tariq, reason="A question", at=timezone.now())
    part = client.get(address, headers={"HX-Request": "true"})
    there = reverse("scheduling:appointment", args=[session.appointment_id])
    assert part.headers["HX-Redirect"] == there


def test_the_room_takes_nobody_and_opens_again(
    appointment: Appointment, without_tariq: None, alice: User, tariq: User, ines: User
) -> None:
    now = timezone.now()
    with pytest.raises(DoorClosed) as closed:
        actions.join(actor=alice, appointment=appointment, at=now)
    assert closed.value.door == "away"
    reinstate(actor=ines, user=tariq, at=now)
    appointment.refresh_from_db()
    assert actions.door(appointment, at=now) == "open"


@pytest.mark.parametrize("modality", [Modality.VIDEO, Modality.PHONE])
def test_once_its_time_is_over_it_is_closed_as_ever(
    modality: str, session: Session, alice: User, tariq: User, ines: User
) -> None:
    for person in (alice, tariq):
        actions.join(actor=person, appointment=session.appointment, at=timezone.now())
    Appointment.objects.update(modality=modality)
    suspend(actor=ines, user=tariq, reason="A question", at=timezone.now())
    close_finished(at=session.appointment.ends_at + timedelta(hours=3))
    assert SessionEnd.objects.filter(session=session_of(session.appointment)).exists()


@pytest.mark.parametrize("modality", [Modality.PHONE, Modality.IN_PERSON])
def test_what_was_on_hold_all_the_time_did_not_take_place(
    modality: str, appointment: Appointment, alice: User, tariq: User, ines: User
) -> None:
    """Nobody is asked how it was, and no note is missing: there is no room that could tell."""
    Appointment.objects.update(modality=modality)
    suspend(actor=ines, user=tariq, reason="A question", at=timezone.now())
    over = appointment.ends_at + timedelta(hours=3)
    close_finished(at=over)
    reinstate(actor=ines, user=tariq, at=over)
    assert not held(Session.objects.all()).exists()
    assert not awaiting_feedback(alice, at=over).exists()
    assert not sessions_to_write(tariq).exists()
    Suspension.objects.update(suspended_at=over)
    close_finished(at=over)
    assert held(Session.objects.all()).exists(), "before it, they met"


def test_connecting_promises_nobody(
    appointment: Appointment, tariq: User, client_for: ClientFor
) -> None:
    """It is said while the other's page may have closed a moment ago, too."""
    room = reverse("sessions:room", args=[appointment.pk])
    page = client_for(tariq).get(room).content.decode()
    assert 'data-say-peer-here="Connecting to Alice…"' in page
