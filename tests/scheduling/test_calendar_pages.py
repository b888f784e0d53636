"""The pages about calendars elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from scheduling import actions
from scheduling.models import OutsideCalendar
from scheduling.models.outside import READ_EVERY
from scheduling.slots import DAY
from tests.scheduling.conftest import NOW
from tests.scheduling.outside_server import Site, saying

pytestmark = pytest.mark.usefixtures("open_practice")


@pytest.fixture
def browser(tariq: User, client_for: Callable[[User], Client], time_machine: Any) -> Client:
    time_machine.move_to(NOW + DAY, tick=False)
    return client_for(tariq)


PAGE = "/hours/calendars/"


def test_the_page_adds_and_gives_back_what_was_typed(browser: Client, site: Site) -> None:
    typed = {"name": "Home", "url": f"{site.origin}/feed.ics"}
    assert browser.post(PAGE, typed).status_code == 302
    shown = browser.get(PAGE).content.decode()
    assert "Home" in shown
    assert "feed.ics" not in shown, "nobody reads the address over a shoulder"
    site.answer = saying(b"<html>")
    again = browser.post(PAGE, typed | {"url": f"{site.origin}/page"})
    assert again.status_code == 400
    assert f"{site.origin}/page" in again.content.decode()
    assert "not a calendar we can read" in again.content.decode()


def test_the_page_says_what_is_broken_and_the_hours_page_warns(
    browser: Client, home: OutsideCalendar, site: Site
) -> None:
    assert "can’t be read" not in browser.get("/hours/").content.decode()
    site.answer = saying(b"", status=410)
    actions.read_calendar(calendar_pk=home.pk, at=NOW + READ_EVERY)
    shown = browser.get(PAGE).content.decode()
    assert "the calendar refused to be read" in shown
    assert "still counts as busy, up to 21 November 2028" in shown
    assert "can’t be read" in browser.get("/hours/").content.decode()


def test_the_page_takes_away_and_puts_back(browser: Client, home: OutsideCalendar) -> None:
    browser.post(reverse("scheduling:remove_calendar", args=[home.pk]))
    assert "Put back" in browser.get(PAGE).content.decode()
    browser.post(reverse("scheduling:restore_calendar", args=[home.pk]))
    shown = browser.get(PAGE).content.decode()
    assert "Put back" not in shown
    assert "will be read in a minute" in shown
    browser.post(reverse("scheduling:read_calendar", args=[home.pk]))
    assert "1 busy time ahead" in browser.get(PAGE).content.decode()


def test_the_page_asks_little_of_the_database(
    browser: Client, tariq: User, django_assert_max_num_queries: Any
) -> None:
    OutsideCalendar.objects.bulk_create(
        OutsideCalendar(therapist=tariq, name=str(n), url="https://x/", added_at=NOW)
        for n in range(10)
    )
    with django_assert_max_num_queries(12):
        browser.get(PAGE)
