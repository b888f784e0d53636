"""The opening check: what it begins with, what it takes, who reads it when the session is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.models import ContactCard
from people.actions import hand_over
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment, Modality
from sessions.actions import session_of
from sessions.actions.calling import number_of
from sessions.models import OpeningCheck
from tests.scheduling.world import make_appointment
from tests.sessions.test_notes_screens import signed_note

ClientFor = Callable[[User | None], Client]

NUMBER = "+351 912 345 642"


def address(appointment: Appointment) -> str:
    return reverse("sessions:opening_check", args=[appointment.pk])


def read(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


@pytest.fixture
def card(care: Care) -> ContactCard:
    return ContactCard.objects.create(
        care=care,
        location="Rua 1, Lisboa",
        callback_phone=NUMBER,
        updated_at=timezone.now(),
        updated_by=care.patient,
    )


def keep(appointment: Appointment) -> OpeningCheck:
    return OpeningCheck.objects.create(
        session=session_of(appointment),
        location="At home in Porto",
        country="other",
        phone="+351 910 000 000",
        by=appointment.therapist,
        at=appointment.starts_at,
    )


def test_a_number_that_cannot_be_dialled_is_refused_and_nothing_is_lost(
    appointment: Appointment, card: ContactCard, client_for: ClientFor
) -> None:
    told = {"location": "A pension in Graz", "others": "my sister", "phone": "abc"}
    client = client_for(appointment.therapist)
    page = client.post(address(appointment), told).content.decode()
    assert "We can’t dial this number" in page
    for words in told.values():
        assert words in page
    assert not OpeningCheck.objects.exists()
    assert number_of(appointment) == NUMBER
    client.post(address(appointment), {**told, "phone": "912 345 617"})
    assert number_of(appointment) == "+351 912 345 617"


def test_it_begins_with_what_was_told_before_to_be_asked_again(
    appointment: Appointment, card: ContactCard, client_for: ClientFor
) -> None:
    client = client_for(appointment.therapist)
    page = client.get(address(appointment))
    assert page.context["form"]["location"].value() == card.location
    assert page.context["form"]["phone"].value() == NUMBER
    assert page.content.decode().count("Ask whether it is so today.") == 2
    assert (read("contact.read"), read("opening_check.read")) == (1, 0)
    keep(appointment)
    page = client.get(address(appointment))
    assert page.context["form"]["location"].value() == "At home in Porto"
    assert "Ask whether it is so today." not in page.content.decode()
    assert (read("contact.read"), read("opening_check.read")) == (1, 1)


def test_away_from_the_sessions_time_nothing_is_told(
    care: Care, card: ContactCard, client_for: ClientFor
) -> None:
    """The number is shown around the time of the session only."""
    later = make_appointment(care, timezone.now() + timedelta(hours=5))
    page = client_for(care.therapist).get(address(later)).content.decode()
    assert card.location not in page
    assert NUMBER not in page
    assert read("contact.read") == 0


def test_after_the_session_it_is_there_to_be_read(
    held: Appointment, alice: User, tariq: User, client_for: ClientFor
) -> None:
    keep(held)
    therapist = client_for(tariq)
    for name in ("sessions:after", "sessions:note"):
        page = therapist.get(reverse(name, args=[held.pk])).content.decode()
        assert address(held) in page
        assert "Porto" not in page
    assert read("opening_check.read") == 0, "that there is one is no reading"
    page = therapist.get(address(held)).content.decode()
    for words in ("At home in Porto", "Another country", "+351 910 000 000"):
        assert words in page
    assert "<textarea" not in page
    assert 'name="location"' not in page
    assert read("opening_check.read") == 1
    after = client_for(alice).get(reverse("sessions:after", args=[held.pk])).content.decode()
    assert address(held) not in after


def test_no_link_leads_to_what_was_not_asked(held: Appointment, client_for: ClientFor) -> None:
    client = client_for(held.therapist)
    for name in ("sessions:after", "sessions:note"):
        assert address(held) not in client.get(reverse(name, args=[held.pk])).content.decode()
    assert "Nothing was kept of it." in client.get(address(held)).content.decode()


def test_who_took_the_care_over_reads_it_and_no_more(
    held: Appointment, care: Care, nadia: User, ines: User, client_for: ClientFor
) -> None:
    kept = keep(held)
    note = signed_note(held)
    successor = client_for(nadia)
    assert successor.get(address(held)).status_code == 404
    hand_over(care=care, to=nadia, by=ines)
    page = reverse("sessions:read_note", args=[care.pk, note.pk])
    assert address(held) in successor.get(page).content.decode()
    page = successor.get(address(held)).content.decode()
    assert "At home in Porto" in page
    assert 'name="location"' not in page
    entry = AuditEntry.objects.get(verb="opening_check.read")
    assert (entry.actor, entry.row_key) == (nadia, str(kept.pk))
    assert successor.post(address(held), {"location": "elsewhere"}).status_code == 404
    kept.refresh_from_db()
    assert kept.location == "At home in Porto"


@pytest.mark.parametrize(("modality", "page"), [(Modality.PHONE, "phone"), (Modality.TEXT, "room")])
def test_it_is_at_hand_in_every_kind_of_session(
    modality: Modality, page: str, appointment: Appointment, client_for: ClientFor
) -> None:
    Appointment.objects.filter(pk=appointment.pk).update(modality=modality)
    there = reverse(f"sessions:{page}", args=[appointment.pk])
    for person, has_it in ((appointment.therapist, True), (appointment.patient, False)):
        shown = client_for(person).get(there).content.decode()
        assert (address(appointment) in shown) is has_it
    told = {"HX-Request": "true"}
    part = client_for(appointment.therapist).get(address(appointment), headers=told)
    assert 'name="location"' in part.content.decode()
