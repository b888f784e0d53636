"""Pages for anyone, signed out."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Practice, User

PAGES = ["welcome", "how", "fit", "questions", "technical_help", "help_now", "privacy"]

pytestmark = pytest.mark.django_db


class Landmarks(HTMLParser):
    """What a page is made of: its language, headings, links, ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.first_headings = 0
        self.mains = 0
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.language = given.get("lang") or self.language if tag == "html" else self.language
        self.first_headings += tag == "h1"
        self.mains += tag == "main"
        if tag == "a" and (href := given.get("href")):
            self.links.append(href)
        if one := given.get("id"):
            self.ids.append(one)


@pytest.mark.parametrize("page", PAGES)
def test_everyone_may_read_it(client: Client, page: str) -> None:
    assert client.get(reverse(f"pages:{page}")).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_it_is_well_made(client: Client, page: str) -> None:
    found = Landmarks(client.get(reverse(f"pages:{page}")).content.decode())
    assert found.language == "en"
    assert found.first_headings == 1
    assert found.mains == 1
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert reverse("pages:help_now") in found.links


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_somewhere(client: Client, page: str) -> None:
    found = Landmarks(client.get(reverse(f"pages:{page}")).content.decode())
    own = {link.partition("#")[0] for link in found.links if link.startswith("/")}
    assert own
    assert {link: client.get(link).status_code for link in own} == dict.fromkeys(own, 200)


@pytest.mark.parametrize("page", ["welcome", "how", "help_now"])
def test_it_runs_no_script_of_its_own(client: Client, page: str) -> None:
    html = client.get(reverse(f"pages:{page}")).content.decode()
    assert html.count("<script") == 1
    assert '<script src="/static/js/main.js" type="module"></script>' in html


def test_somebody_signed_in_goes_to_their_own_home(
    client_for: Callable[[User | None], Client], alice: User
) -> None:
    response = client_for(alice).get(reverse("pages:welcome"))
    assert response.status_code == 302
    assert response["Location"] == reverse("home:home")


def test_the_practice_gives_its_numbers(client: Client, practice: Practice) -> None:
    assert practice.phone in client.get(reverse("pages:technical_help")).content.decode()


def test_questions_are_many_enough_to_be_useful(client: Client) -> None:
    html = client.get(reverse("pages:questions")).content.decode()
    assert html.count('class="disclosure"') >= 12


def test_a_page_may_ask_the_device_for_what_the_room_needs_only(client: Client) -> None:
    told = client.get("/").headers["Permissions-Policy"].split(", ")
    assert {"camera=(self)", "microphone=(self)", "geolocation=()", "payment=()"} <= set(told)
