"""Video stops when the consent to it is taken back, and opens again when it is given again."""

from collections.abc import Callable

import pytest
from django.test import Client
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
