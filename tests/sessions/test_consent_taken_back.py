"""Video stops when the consent to it is taken back, and opens again when it is given again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intake.actions import sign_document, withdraw_consent
from intake.models import Document, DocumentKind
from intake.shipped import load_documents
from people.models import Care, User
from scheduling.models import Appointment
from sessions.actions import door
from sessions.room import consumer as room_consumer
from sessions.room.protocol import Close
from tests.sessions.conftest import OpenPage, db

ClientFor = Callable[[User | None], Client]


def consent(care: Care) -> None:
    load_documents(at=timezone.now())
    text = Document.objects.current(DocumentKind.TELEHEALTH_CONSENT)
    assert text is not None
    sign_document(actor=care.patient, care=care, document=text, at=timezone.now())


def take_back(care: Care) -> None:
    withdraw_consent(actor=care.patient, care=care, at=timezone.now())


def test_the_door_follows_the_consent(care: Care, appointment: Appointment) -> None:
    now = timezone.now()
    assert door(appointment, at=now) == "open", "nobody has been asked yet"
    consent(care)
    assert door(appointment, at=now) == "open"
    take_back(care)
    assert door(appointment, at=now) == "no-consent"
    consent(care)
    assert door(appointment, at=now) == "open"


@pytest.mark.parametrize(
    ("name", "words"),
    [("alice", "You have taken back"), ("tariq", "Alice has taken back")],
)
def test_the_rooms_page_says_why(
    name: str,
    words: str,
    request: pytest.FixtureRequest,
    care: Care,
    appointment: Appointment,
    client_for: ClientFor,
) -> None:
    consent(care)
    take_back(care)
    client = client_for(request.getfixturevalue(name))
    page = client.get(reverse("sessions:room", args=[appointment.pk])).content.decode()
    assert words in page
    assert "Taken back on" in page
    assert "data-room" not in page


@pytest.mark.django_db(transaction=True)
async def test_a_running_session_stops_for_both_and_stays_closed(
    open_page: OpenPage, alice: User, tariq: User, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)
    await db(consent, care)
    patient, therapist = await open_page(alice), await open_page(tariq)
    await patient.greet()
    resume = (await therapist.greet()).resume
    await db(take_back, care)
    assert await patient.closed() == Close.NO_CONSENT
    assert await therapist.closed() == Close.NO_CONSENT
    again = await open_page(tariq)
    await again.say(room_consumer.Hello(version=1, resume=resume, last_seq=0))
    assert await again.closed() == Close.NO_CONSENT


@pytest.mark.parametrize(
    ("name", "words"),
    [("alice", "You have taken back"), ("tariq", "Alice has taken back")],
)
def test_it_is_said_long_before_the_room_opens(
    name: str,
    words: str,
    request: pytest.FixtureRequest,
    care: Care,
    appointment: Appointment,
    client_for: ClientFor,
) -> None:
    later = timezone.now() + timedelta(hours=3)
    Appointment.objects.update(starts_at=later, ends_at=later + timedelta(minutes=50))
    appointment.refresh_from_db()
    is_patient = name == "alice"
    home = reverse("home:next") if is_patient else reverse("home:patient", args=[care.pk])
    room = reverse("sessions:room", args=[appointment.pk])
    document = reverse("intake:document", args=[care.pk, "telehealth-consent"])
    client = client_for(request.getfixturevalue(name))
    consent(care)
    assert "room is not open yet" in client.get(room).content.decode()
    assert room in client.get(home).content.decode()
    take_back(care)
    assert door(appointment, at=timezone.now()) == "early"
    page = client.get(room).content.decode()
    for said in (words, "Taken back on", document):
        assert said in page
    assert "nothing to do until then" not in page
    page = client.get(home).content.decode()
    for said in (words, "Look at the consent", document):
        assert said in page
    for lost in (room, "Join from", "The room opens in"):
        assert lost not in page


def test_seeing_it_costs_the_card_no_more_than_before(
    care: Care, appointment: Appointment, client_for: ClientFor, alice: User
) -> None:
    """One question at the door of the one session that is shown."""
    later = timezone.now() + timedelta(hours=3)
    Appointment.objects.update(starts_at=later, ends_at=later + timedelta(minutes=50))
    client = client_for(alice)
    client.get(reverse("home:next"))
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("home:next"))
    asked = [query["sql"] for query in caught if "intake_signature" in query["sql"]]
    assert len(asked) == 1
    assert sum("sessions_phonemove" in query["sql"] for query in caught) == 1
