"""Help now: the one page that has to work for anybody, always."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from intake import crisis
from people.models import Practice, User

URL = "/help-now/"


def html(client: Client, query: str = "") -> str:
    return client.get(URL + query).content.decode()


@pytest.mark.django_db
def test_the_practices_country_comes_first(client: Client, practice: Practice) -> None:
    page = html(client)
    assert 'href="tel:112"' in page
    assert 'href="tel:1411"' in page
    assert '<option value="PT" selected>' in page


@pytest.mark.django_db
def test_another_country_is_a_plain_form_away(client: Client) -> None:
    page = html(client)
    assert f'method="get" action="{URL}">' in page
    assert "Not in Portugal? Choose your country" in page
    assert page.index("Choose your country") < page.index("Somebody to talk to")
    page = html(client, "?country=US")
    assert 'href="tel:911"' in page
    assert 'href="tel:988"' in page
    assert '<option value="US" selected>' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Australia/Melbourne", "AU"),
        ("US/Eastern", "US"),
        ("Europe/Busingen", "DE"),
        # No country, none that we know lines for, none at all: the practice's.
        ("UTC", "PT"),
        ("Asia/Tokyo", "PT"),
        ("Mars/Base", "PT"),
    ],
)
def test_it_begins_where_the_device_is(
    client: Client, practice: Practice, zone: str, code: str
) -> None:
    client.cookies["tz"] = zone
    page = html(client)
    assert f'<option value="{code}" selected>' in page
    assert 'href="tel:' + crisis.countries()[code].lines[0].dial in page
    assert '<option value="PT" selected>' in html(client, "?country=PT")


@pytest.mark.django_db
def test_who_is_signed_in_begins_where_they_live(
    client_for: Callable[[User | None], Client], alice: User
) -> None:
    alice.time_zone = "Europe/Dublin"
    alice.save()
    browser = client_for(alice)
    assert '<option value="IE" selected>' in html(browser)
    browser.cookies["tz"] = "Europe/Madrid"
    assert '<option value="ES" selected>' in html(browser)
    browser.cookies["tz_chosen"] = "yes"
    assert '<option value="IE" selected>' in html(browser)


@pytest.mark.django_db
def test_a_visitor_of_unknown_whereabouts_begins_in_the_country_the_practice_set(
    client: Client, practice: Practice
) -> None:
    practice.country, practice.time_zone = "CH", "Europe/Berlin"
    practice.save()
    assert '<option value="CH" selected>' in html(client)
    client.cookies["tz"] = "Europe/Madrid"
    client.cookies["tz_chosen"] = "yes"
    assert '<option value="CH" selected>' in html(client), "chosen to read times in"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["other", "XX", "<script>", "portugal"])
def test_an_unknown_country_still_gets_a_number(client: Client, code: str) -> None:
    response = client.get(URL, {"country": code})
    assert response.status_code == 200
    page = response.content.decode()
    assert 'href="tel:112"' in page
    assert "https://findahelpline.com/" in page
    assert "<script>" not in page


@pytest.mark.django_db
def test_it_is_on_every_page_and_the_same_for_who_is_signed_in(
    client_for: Callable[[User | None], Client], alice: User
) -> None:
    assert reverse("pages:help_now") == URL
    page = html(client_for(alice))
    assert 'href="tel:112"' in page
    assert f'<a class="help-now" href="{URL}">' in page


def test_every_line_can_be_dialled_and_has_a_source() -> None:
    facts = yaml.safe_load(crisis.SOURCE.read_text(encoding="utf-8"))
    for code, country in facts["countries"].items():
        assert re.fullmatch(r"[A-Z]{2}", code)
        assert re.fullmatch(r"\d{3}", country["emergency"])
        assert country["sources"]
        assert all(source.startswith("http") for source in country["sources"])
        assert isinstance(country["checked"], date)
        assert country["lines"]
    for known in crisis.countries().values():
        assert all(re.fullmatch(r"\+?\d{3,12}", line.dial) for line in known.lines)
        assert all(line.url.startswith("https://") for line in known.lines)


def test_countries_are_in_the_order_of_their_names() -> None:
    names = [country.name for country in crisis.countries().values()]
    assert names == sorted(names)


def test_a_country_is_found_in_any_case() -> None:
    assert crisis.country(" pt ") == crisis.country("PT")
    assert crisis.country("") is None
