"""Light, dark, or as the system says."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def choose(client: Client, theme: str, next: str = "/questions/") -> str:
    response = client.post(reverse("pages:theme"), {"theme": theme, "next": next})
    assert response.status_code == 302
    return str(response["Location"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_server_draws_what_was_chosen(client: Client, theme: str) -> None:
    assert choose(client, theme) == "/questions/"
    page = client.get("/questions/").content.decode()
    assert f'data-theme="{theme}">' in page
    assert f'<meta name="color-scheme" content="{theme}">' in page


def test_the_system_decides_again(client: Client) -> None:
    choose(client, "dark")
    choose(client, "")
    page = client.get("/questions/").content.decode()
    assert "data-theme=" not in page
    assert '<meta name="color-scheme" content="light dark">' in page


@pytest.mark.parametrize("nonsense", ["purple", '"><script>'])
def test_nonsense_is_no_theme(client: Client, nonsense: str) -> None:
    client.cookies["theme"] = nonsense
    assert "data-theme=" not in client.get("/questions/").content.decode()
    choose(client, nonsense)
    assert client.cookies["theme"].value == ""


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:x", ""]
)
def test_it_never_leads_away(client: Client, elsewhere: str) -> None:
    assert choose(client, "dark", next=elsewhere) == "/"


def test_it_is_chosen_by_posting(client: Client) -> None:
    assert client.get(reverse("pages:theme")).status_code == 405
