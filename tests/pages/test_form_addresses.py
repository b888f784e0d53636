"""Addresses that only take forms lead whoever opens them to the page they belong to."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Care, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User | None], Client]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_restored_tab_shows_the_page_of_the_form(
    client_for: ClientFor, alice: User, care: Care
) -> None:
    client = client_for(alice)
    address = reverse("goals:propose", args=[care.pk])
    assert client.post(address, {"text": ""}).status_code == 200
    assert client.get(address, headers=BROWSER)["Location"] == reverse(
        "goals:goals", args=[care.pk]
    )


def test_signing_in_after_pressing_a_button_leads_there_too(
    client_for: ClientFor, care: Care
) -> None:
    address = reverse("goals:propose", args=[care.pk])
    asked = client_for(None).post(address, {"text": "Sleep through"})
    assert asked["Location"] == f"/account/login/?next={address}"


def test_the_nearest_page_above_is_found(client_for: ClientFor) -> None:
    client = client_for(None)
    assert client.get("/book/hold/", headers=BROWSER)["Location"] == "/book/"
    assert client.get(reverse("pages:theme"), headers=BROWSER)["Location"] == "/"


def test_who_wants_no_page_is_told(client_for: ClientFor) -> None:
    assert (
        client_for(None).get("/book/hold/", headers={"Accept": "application/json"}).status_code
        == 405
    )
