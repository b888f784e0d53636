"""The main navigation: what each role finds there."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from config import navigation
from people.models import User
from tests.access.table import entries


@pytest.mark.parametrize("role", navigation.PLACES)
def test_every_place_exists(role: str) -> None:
    places = navigation.PLACES[role]
    assert [link.label for link in navigation.links(role, "/")] == [place.label for place in places]


def test_the_place_one_is_at_is_marked() -> None:
    links = navigation.links("public", reverse("pages:questions"))
    assert [link.current for link in links if link.url == reverse("pages:questions")] == ["page"]
    assert sum(bool(link.current) for link in links) == 1


def test_a_page_below_a_place_marks_it_too() -> None:
    links = navigation.links("public", reverse("pages:questions") + "more/")
    assert [link.current for link in links if link.current] == ["true"]


@pytest.mark.parametrize(
    ("role", "page", "place"),
    [
        ("therapist", "sessions:note", "Patients"),
        ("therapist", "intake:alert", "Patients"),
        ("therapist", "scheduling:requests", "Calendar"),
        ("therapist", "scheduling:series", "Calendar"),
        ("patient", "scheduling:series", "Sessions"),
        ("patient", "sessions:summary", "Sessions"),
        ("patient", "intake:form_page", "Home"),
        ("admin", "scheduling:book_for", "Clinicians"),
        ("admin", "sessions:answer_help", "Overview"),
    ],
)
def test_a_page_of_another_address_marks_its_place(role: str, page: str, place: str) -> None:
    links = navigation.links(role, "/elsewhere/", page)
    assert [(link.label, link.current) for link in links if link.current] == [(place, "true")]


@pytest.mark.parametrize("role", navigation.PLACES)
def test_every_page_of_a_place_exists_and_has_one_place(role: str) -> None:
    pages = [page for place in navigation.PLACES[role] for page in place.pages]
    assert len(pages) == len(set(pages))
    assert set(pages) <= {entry.url for entry in entries()}


@pytest.mark.django_db
def test_a_page_lights_its_place_when_it_is_shown(
    client_for: Callable[[User | None], Client], tariq: User
) -> None:
    shown = client_for(tariq).get(reverse("scheduling:requests")).content.decode()
    assert f'<a href="{reverse("scheduling:appointments")}" aria-current="true">' in shown


def test_a_place_that_is_gone_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = navigation.Place(label="Gone", url_name="nowhere:at_all", icon="x")
    monkeypatch.setattr(navigation, "PLACES", {"public": (gone,)})
    assert navigation.links("public", "/") == []


@pytest.mark.django_db
def test_signed_in_people_find_their_own_places(
    client_for: Callable[[User | None], Client], alice: User, tariq: User
) -> None:
    url = reverse("pages:questions")
    patient = client_for(alice).get(url).content.decode()
    therapist = client_for(tariq).get(url).content.decode()
    assert "site-nav--bar" in patient
    assert "Homework" in patient
    assert "Patients" not in patient
    assert "Today" in therapist
    assert "Sign out" in patient


@pytest.mark.django_db
def test_a_wrong_turn_still_shows_the_way(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    html = response.content.decode()
    assert reverse("pages:help_now") in html
    assert "site-nav--public" in html
