"""The booking of a held time, come to again, in another tab and from the pages for signing in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from people.models import User
from scheduling.actions import book
from scheduling.models import Appointment, Service
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.test_journey import choose, text
from tests.scheduling.world import local, the_hold

pytestmark = pytest.mark.usefixtures("open_practice", "both_services")


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    """Stands at Sunday noon until a test moves it."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def visitor() -> Client:
    client = Client()
    client.cookies["tz"] = "Europe/Lisbon"
    return client


def test_who_comes_back_is_told_what_was_booked_and_nobody_else_is(
    client_for: Callable[[User | None], Client],
    visitor: Client,
    alice: User,
    bruno: User,
    tariq: User,
    first: Service,
    clock: Any,
) -> None:
    start = local(tariq, TUESDAY, 11)
    book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    page = client_for(alice).get("/book/")
    assert "Your session is booked" in text(page)
    assert "Tuesday 24 November, 10:00, with Tariq. No other time is held for you." in text(page)
    assert f"/appointments/{Appointment.objects.get().pk}/" in page.content.decode()
    for other in (visitor, client_for(bruno), client_for(tariq)):
        assert "No time is held for you" in text(other.get("/book/"))
        assert "24 November" not in text(other.get("/book/"))
    clock.move_to(NOW + timedelta(hours=1), tick=False)
    assert "Your session is booked" not in text(client_for(alice).get("/book/"))


def test_pages_for_signing_in_tell_of_no_time_that_is_not_held(
    visitor: Client, first: Service, clock: Any
) -> None:
    assert "We keep" not in text(visitor.get("/account/login/", {"next": "/book/"}))
    choose(visitor, first)
    clock.move_to(NOW + timedelta(minutes=10), tick=False)
    assert "We keep" not in text(visitor.get("/account/login/", {"next": "/book/"}))


def test_a_page_books_and_releases_only_the_time_it_shows(
    client_for: Callable[[User | None], Client], alice: User, first: Service
) -> None:
    """Two tabs of one browser: the second holds another time, and the first still shows its own."""
    tab = client_for(alice)
    choose(tab, first)
    shown = the_hold()
    assert f'name="hold" value="{shown["hold"]}"' in tab.get("/book/").content.decode()
    choose(tab, first, "2026-11-24T13:00:00Z")
    for address in ("/book/", "/book/release/"):
        for sent in (shown, {}):
            answer = tab.post(address, sent, follow=True)
            assert answer.redirect_chain == [("/book/", 302)]
            assert "You have since held another time. This is it" in text(answer)
            assert "Book Tuesday 13:00" in text(answer)
    assert not Appointment.objects.exists()
    tab.post("/book/", the_hold())
    assert Appointment.objects.get().starts_at.hour == 13
