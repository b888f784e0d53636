"""The emergency card: where somebody is, whom to call, and which numbers count there."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import crisis
from intake.models import ContactCard
from people.models import Care, Practice, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions import actions
from sessions.emergency import ANOTHER, Whereabouts, whereabouts
from sessions.models import OpeningCheck

ClientFor = Callable[[User | None], Client]
PORTUGAL = Practice(country="PT")


def where(*, said: str = "", country: str = "", prepared: str = "") -> Whereabouts:
    check = OpeningCheck(location=said, country=country, at=timezone.now())
    card = ContactCard(location=prepared)
    return whereabouts(check=check, card=card, practice=PORTUGAL)


def test_what_was_said_today_comes_before_what_was_prepared() -> None:
    today = where(said="At my sister's in Graz", prepared="Rua 1, Lisboa")
    assert today.words == "At my sister's in Graz"
    assert today.said_at is not None
    assert where(prepared="Rua 1, Lisboa").said_at is None
    assert whereabouts(check=None, card=None, practice=PORTUGAL).words == ""


@pytest.mark.parametrize(
    ("facts", "code", "is_assumed"),
    [
        ({"said": "Graz", "country": "AT"}, "AT", False),
        ({"said": "Hotel in Vienna, austria"}, "AT", False),
        ({"prepared": "Avenida 2, Madrid, Spain"}, "ES", True),
        ({"said": "at home"}, "PT", True),
        ({}, "PT", True),
    ],
)
def test_the_country_is_the_one_that_was_said_else_an_assumption(
    facts: dict[str, str], code: str, is_assumed: bool
) -> None:
    found = where(**facts)
    assert found.country == crisis.country(code)
    assert found.is_assumed is is_assumed


def test_of_a_country_we_do_not_know_we_show_no_wrong_number() -> None:
    assert where(said="Lima", country=ANOTHER).country is None


def test_a_country_is_named_by_whole_words_and_the_last_one_counts() -> None:
    assert crisis.named_in("from Spain, now Portugal") == crisis.country("PT")
    assert crisis.named_in("Spainish Street") is None


@pytest.fixture
def card(care: Care) -> ContactCard:
    return ContactCard.objects.create(
        care=care,
        location="Rua 1, Lisboa",
        callback_phone="+351 910 000 001",
        emergency_name="Marta",
        emergency_phone="+351 910 000 002",
        emergency_relation="sister",
        updated_at=timezone.now(),
        updated_by=care.patient,
    )


def test_one_look_shows_all_of_it_and_is_audited(
    appointment: Appointment, card: ContactCard, client_for: ClientFor
) -> None:
    actions.record_opening_check(
        actor=appointment.therapist,
        session=actions.session_of(appointment),
        opening=actions.Opening(
            location="Pension Graz",
            country="AT",
            is_private=True,
            others="",
            phone="",
            identity_confirmed=True,
        ),
        at=timezone.now(),
    )
    client = client_for(appointment.therapist)
    page = client.get(reverse("sessions:contact", args=[appointment.pk])).content.decode()
    for told in ("Pension Graz", "Marta", "sister", "tel:+351910000002", "tel:+351910000001"):
        assert told in page
    assert "Life in danger, in Austria" in page
    assert "TelefonSeelsorge" in page
    assert AuditEntry.objects.filter(verb="contact.read").count() == 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT country, location FROM {OpeningCheck._meta.db_table}")
        assert not {"AT", "Pension Graz"} & set(cursor.fetchone())


def test_what_the_page_keeps_ahead_is_a_reading_too(
    appointment: Appointment, card: ContactCard, client_for: ClientFor
) -> None:
    client = client_for(appointment.therapist)
    room = client.get(reverse("sessions:room", args=[appointment.pk])).content.decode()
    ahead = reverse("sessions:contact", args=[appointment.pk]) + "?ahead"
    assert ahead in room
    assert "910 000" not in room, "the numbers come with the card, where they are audited"
    answer = client.get(ahead)
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(verb="contact.read")
    assert (entry.actor, entry.detail) == (appointment.therapist, {"ahead": True})


def test_the_patients_page_has_no_card(appointment: Appointment, client_for: ClientFor) -> None:
    room = client_for(appointment.patient).get(reverse("sessions:room", args=[appointment.pk]))
    assert "contact-dialog" not in room.content.decode()
