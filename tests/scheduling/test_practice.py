"""The practice's services and rules."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from people.errors import Refused
from people.models import Practice, User
from privacy.models import AuditEntry
from scheduling.actions import offer_service, retire_service, set_rules
from scheduling.models import Service
from scheduling.practice_forms import KINDS

NEW: dict[str, Any] = {
    "name": "Short session",
    "minutes": 25,
    "modality": "phone",
    "audience": "anyone",
    "seats": 1,
    "everybody_offers": "True",
    "buffer_before": 0,
    "buffer_after": 0,
}


@pytest.fixture
def page(ines: User, client_for: Callable[[User | None], Client]) -> Client:
    return client_for(ines)


def test_offering_a_service(page: Client) -> None:
    answer = page.post("/practice/services/new/", NEW, follow=True)
    assert "Short session" in answer.content.decode()
    service = Service.objects.get()
    assert (service.minutes, service.modality, service.audience) == (25, "phone", "anyone")
    assert AuditEntry.objects.latest("id").verb == "service.offer"


@pytest.mark.parametrize("minutes", [14, 181, ""])
def test_lengths_have_bounds(minutes: object, page: Client) -> None:
    answer = page.post("/practice/services/new/", NEW | {"minutes": minutes})
    assert answer.status_code == 400
    assert "Short session" in answer.content.decode()
    assert not Service.objects.exists()


def test_revising_and_retiring(page: Client, usual_service: Service) -> None:
    address = f"/practice/services/{usual_service.pk}/"
    page.post(address, NEW)
    usual_service.refresh_from_db()
    assert usual_service.name == "Short session"
    answer = page.post(f"{address}retire/", follow=True)
    assert "Not offered any more" in answer.content.decode()
    usual_service.refresh_from_db()
    assert usual_service.retired_at
    assert not Service.objects.offered().exists()
    assert page.get(address).status_code == 404


def test_everything_a_service_can_say(page: Client, tariq: User, nadia: User) -> None:
    typed = NEW | {
        "modality": "in-person",
        "seats": 8,
        "everybody_offers": "False",
        "offered_by": [tariq.pk],
        "buffer_before": 5,
        "buffer_after": 15,
        "notice_hours": 0,
        "ahead_days": 90,
        "price": "45.50",
        "shows_price": "on",
    }
    words = page.post("/practice/services/new/", typed, follow=True).content.decode()
    service = Service.objects.get()
    assert [*service.offered_by.all()] == [tariq]
    assert (service.seats, service.buffer_before, service.buffer_after) == (8, 5, 15)
    assert (service.notice_hours, service.ahead_days, service.shows_price) == (0, 90, True)
    assert "45.50\N{NO-BREAK SPACE}EUR" in words
    assert "group, 8 seats" in words
    assert "Tariq Haddad" in words
    page.post(f"/practice/services/{service.pk}/", NEW | {"everybody_offers": "True"})
    assert not service.offered_by.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seats": 8}, "A group meets in person"),
        ({"everybody_offers": "False"}, "Choose at least one therapist"),
        ({"seats": 21}, "less than or equal to 20"),
        ({"buffer_after": 61}, "less than or equal to 60"),
        ({"price": "-1"}, "greater than or equal to 0"),
    ],
)
def test_services_that_can_not_be(change: dict[str, object], told: str, page: Client) -> None:
    answer = page.post("/practice/services/new/", NEW | change)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Service.objects.exists()


def test_the_verb_keeps_groups_in_person_too(ines: User) -> None:
    group = Service(name="Group", minutes=90, seats=6)
    with pytest.raises(Refused, match="in person"):
        offer_service(actor=ines, service=group)
    with pytest.raises(Refused, match="at least one therapist"):
        offer_service(actor=ines, service=Service(name="Rare", everybody_offers=False))
    assert not Service.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_each_usual_kind_can_be_offered_as_it_is(kind: str, page: Client) -> None:
    form = page.get("/practice/services/new/", {"kind": kind}).context["form"]
    typed = {field.name: field.initial for field in form if field.initial is not None}
    assert page.post("/practice/services/new/", typed).status_code == 302
    service = Service.objects.get()
    assert service.is_group == (kind == "group")


def test_a_retired_service_comes_back(page: Client, usual_service: Service) -> None:
    address = f"/practice/services/{usual_service.pk}"
    page.post(f"{address}/retire/")
    words = page.post(f"{address}/restore/", follow=True).content.decode()
    assert "is offered again" in words
    assert Service.objects.offered().get() == usual_service
    assert AuditEntry.objects.latest("id").verb == "service.restore"


@pytest.fixture
def usual_service(db: None) -> Service:
    return Service.objects.create(name="Session", minutes=50)


def test_only_admins_manage(alice: User, tariq: User, usual_service: Service) -> None:
    for person in (alice, tariq):
        with pytest.raises(Http404):
            offer_service(actor=person, service=Service(name="Mine", minutes=50))
        with pytest.raises(Http404):
            retire_service(actor=person, service=usual_service, at=timezone.now())
        with pytest.raises(Http404):
            set_rules(actor=person, practice=Practice(pk=1, name="Mine"), changed=["name"])
    assert Service.objects.offered().count() == 1
    assert Practice.current().name == "Attune"


def test_rules_are_saved_and_what_changed_is_remembered(page: Client, practice: Practice) -> None:
    typed = {
        "name": "Quay Street",
        "phone": practice.phone,
        "time_zone": "Europe/Madrid",
        "hold_minutes": 15,
        "minimum_notice_hours": 12,
        "book_ahead_days": 42,
        "cancel_until_hours": 48,
        "move_until_hours": 12,
        "offer_minutes": 60,
        "answer_hours": 24,
        "currency": "chf",
        "country": "CH",
        "address": "Quay Street 3",
        "join_early_minutes": 10,
    }
    assert page.post("/practice/rules/", typed).status_code == 302
    practice.refresh_from_db()
    assert (practice.name, practice.hold_minutes, practice.cancel_until_hours) == (
        "Quay Street",
        15,
        48,
    )
    assert (practice.move_until_hours, practice.offer_minutes, practice.answer_hours) == (
        12,
        60,
        24,
    )
    assert (practice.currency, practice.country) == ("CHF", "CH")
    assert practice.address == "Quay Street 3"
    entry = AuditEntry.objects.latest("id")
    assert entry.verb == "practice.set_rules"
    assert set(entry.detail["changed"]) == {
        "name",
        "time_zone",
        "hold_minutes",
        "cancel_until_hours",
        "move_until_hours",
        "offer_minutes",
        "answer_hours",
        "currency",
        "country",
        "address",
    }


def test_nonsense_rules_come_back(page: Client, practice: Practice) -> None:
    answer = page.post(
        "/practice/rules/", {"name": "", "hold_minutes": 1, "time_zone": "Mars/Base"}
    )
    assert answer.status_code == 400
    practice.refresh_from_db()
    assert practice.hold_minutes == 10
