"""In which zone a visitor reads times, and how they choose another."""

import re

import pytest
from django.test import Client

from scheduling.models import Service
from tests.scheduling.test_finding import TARIQ, read, sunday_noon, visitor

__all__ = ["sunday_noon", "visitor"]
pytestmark = pytest.mark.usefixtures("open_practice", "both_services", "sunday_noon")


def test_times_are_shown_for_the_zone_that_a_browser_told_else_for_the_practices(
    visitor: Client,
) -> None:
    visitor.cookies["tz"] = "Asia%2FKathmandu"  # as the page's script writes it
    assert "Times are shown for Kathmandu;" in read(visitor, TARIQ)
    visitor.cookies["tz"] = "Asia%2FCalcutta"  # as browsers call it to this day
    page = read(visitor, TARIQ)
    assert "Times are shown for Kolkata;" in page
    assert '<option value="Asia/Kolkata" selected>' in page
    assert 'data-zone-shown="Asia/Calcutta"' in page, "or the page would be asked for again"
    page = read(Client(), TARIQ)
    assert "Times are shown for Lisbon;" in page
    assert 'data-zone-shown="Europe/Lisbon"' in page


def test_a_visitor_chooses_another_zone(visitor: Client) -> None:
    answer = visitor.post("/time-zone/", {"zone": "Pacific/Chatham", "next": TARIQ})
    assert (answer.status_code, answer["Location"]) == (302, TARIQ)
    assert "Times are shown for Chatham" in read(visitor, TARIQ)
    assert visitor.cookies["tz_chosen"].value == "yes"


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_choosing_a_zone_never_leads_elsewhere(onward: str, visitor: Client) -> None:
    answer = visitor.post("/time-zone/", {"zone": "Mars/Base", "next": onward})
    assert answer["Location"] == "/therapists/"
    assert visitor.cookies["tz"].value == "Europe/Lisbon"


def test_a_nonsensical_way_back_breaks_nothing(visitor: Client) -> None:
    answer = visitor.post("/time-zone/", {"zone": "Pacific/Chatham", "next": "nowhere"})
    assert answer.status_code == 302


def test_a_page_that_answers_a_form_leads_to_one_that_can_be_opened(
    visitor: Client, first: Service
) -> None:
    chosen = {"therapist": "tariq-haddad", "service": first.pk}
    choice = chosen | {"starts_at": "2026-11-24T10:00:00Z"}
    Client().post("/book/hold/", choice)
    refused = visitor.post("/book/hold/", choice)
    assert refused.status_code == 409
    onward = re.search(r'name="next" value="(/therapists[^"]+)"', refused.content.decode())
    assert onward
    chatham = {"zone": "Pacific/Chatham", "next": onward[1]}
    answer = visitor.post("/time-zone/", chatham, follow=True)
    assert answer.status_code == 200
    assert "Times are shown for Chatham" in answer.content.decode()
    assert answer.context["service"] == first
