"""The practice's services and rules."""

from collections.abc import Callable

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from people.models import Practice, User
from privacy.models import AuditEntry
from scheduling.actions import offer_service, retire_service, set_rules
from scheduling.models import Service

NEW = {"name": "Short session", "minutes": 25, "modality": "phone", "audience": "anyone"}


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
        "join_early_minutes": 10,
    }
    assert page.post("/practice/rules/", typed).status_code == 302
    practice.refresh_from_db()
    assert (practice.name, practice.hold_minutes, practice.cancel_until_hours) == (
        "Quay Street",
        15,
        48,
    )
    entry = AuditEntry.objects.latest("id")
    assert entry.verb == "practice.set_rules"
    assert set(entry.detail["changed"]) == {
        "name",
        "time_zone",
        "hold_minutes",
        "cancel_until_hours",
    }


def test_nonsense_rules_come_back(page: Client, practice: Practice) -> None:
    answer = page.post(
        "/practice/rules/", {"name": "", "hold_minutes": 1, "time_zone": "Mars/Base"}
    )
    assert answer.status_code == 400
    practice.refresh_from_db()
    assert practice.hold_minutes == 10
