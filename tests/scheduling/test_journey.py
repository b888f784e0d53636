"""From a chosen time to a booked session, page by page, without JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar
from pytest_django import Settings

from intake.readiness import Step
from notices.actions import deliver_due
from people.models import Care, User
from scheduling.actions import book, hold
from scheduling.models import Appointment, Hold, Service
from tests.conftest import PASSWORD
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, the_hold

pytestmark = pytest.mark.usefixtures("open_practice", "both_services")
ELEVEN = "2026-11-24T10:00:00Z"
"""Tuesday, 11 in Berlin, 10 in Lisbon."""


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


def choose(client: Client, service: Service, starts_at: str = ELEVEN) -> Any:
    typed = {"therapist": "tariq-haddad", "service": service.pk, "starts_at": starts_at}
    return client.post("/book/hold/", typed)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_visitor_holds_a_time_signs_in_and_books(
    visitor: Client, alice: User, first: Service
) -> None:
    Service.objects.filter(pk=first.pk).update(price=80)
    assert choose(visitor, first)["Location"] == "/book/"
    page = visitor.get("/book/")
    assert "Tuesday 24 November, 10:00" in text(page)
    assert "until 12:10" in text(page)
    assert 'data-seconds="600"' in page.content.decode()
    assert "/account/signup/?next=/book/" in page.content.decode()
    rule = "You can move or cancel this session until tomorrow, 10:00."
    assert rule in text(page), "as the therapist's page promises"
    assert "60 minutes by video, 80\N{NO-BREAK SPACE}EUR" in page.content.decode()

    signed_in = visitor.post(
        "/account/login/?next=/book/",
        {"login": alice.email, "password": PASSWORD, "next": "/book/"},
    )
    assert signed_in["Location"] == "/book/"
    assert "Book Tuesday 10:00" in text(visitor.get("/book/"))

    booked = visitor.post("/book/", the_hold(), follow=True)
    appointment = Appointment.objects.get()
    assert booked.redirect_chain == [(f"/appointments/{appointment.pk}/", 302)]
    assert "Your session is booked" in text(booked)
    assert "What happens next" in text(booked)
    assert not Hold.objects.exists()


def test_a_visitor_holds_a_time_signs_up_and_books(visitor: Client, first: Service) -> None:
    """The hold outlives the sign-up, its code by e-mail and the sign-in that follows."""
    choose(visitor, first)
    typed = {
        "full_name": "Noor Jansen",
        "preferred_name": "",
        "email": "noor@example.com",
        "password1": PASSWORD,
        "next": "/book/",
    }
    for page in ("signup", "login"):
        kept = visitor.get(f"/account/{page}/", {"next": "/book/"})
        assert "We keep Tuesday 24 November, 10:00 for you until 12:10." in text(kept)
        assert "You come straight back to it." in text(kept)
    assert "come straight back" not in text(visitor.get("/account/signup/"))
    mistyped = visitor.post(
        "/account/signup/", {**typed, "email": "noor@exmaple.com"}, follow=True
    ).content.decode()
    again = "/account/signup/?again=yes&amp;next=%2Fbook%2F"
    assert f'href="{again}"' in mistyped
    assert "You come straight back to it." in text(visitor.get(unescape(again)))
    signed_up = visitor.post("/account/signup/?next=/book/", typed, follow=True)
    assert signed_up.status_code == 200
    assert "We keep Tuesday 24 November, 10:00 for you until 12:10." in text(signed_up)
    assert 'data-seconds="600"' in signed_up.content.decode()
    deliver_due(at=NOW)
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(mail.outbox[-1].body), re.M)
    assert code, mail.outbox[-1].body
    confirmed = visitor.post("/account/confirm-email/", {"code": code[0]})
    assert confirmed["Location"] == "/book/"
    assert "Book Tuesday 10:00" in text(visitor.get("/book/"))
    visitor.post("/book/", the_hold())
    assert Appointment.objects.get().patient.full_name == "Noor Jansen"


def test_a_held_time_is_gone_for_everybody_else(visitor: Client, first: Service) -> None:
    choose(visitor, first)
    other = Client()
    refused = choose(other, first)
    assert refused.status_code == 409
    assert "That time has just been taken" in text(refused)
    assert ELEVEN not in other.get("/therapists/tariq-haddad/").content.decode()


def test_a_hold_that_ran_out_is_told_kindly_with_the_nearest_times(
    visitor: Client, first: Service, clock: Any
) -> None:
    choose(visitor, first)
    clock.move_to(NOW + timedelta(minutes=11), tick=False)
    page = visitor.get("/book/")
    assert "The time we kept has run out" in text(page)
    assert "Nothing is lost" in text(page)
    assert ELEVEN in page.content.decode()
    assert choose(visitor, first)["Location"] == "/book/"
    assert "until 12:21" in text(visitor.get("/book/"))


def test_a_time_that_was_taken_after_the_hold_ran_out_is_told_with_others(
    client_for: Callable[[User | None], Client],
    alice: User,
    bruno: User,
    tariq: User,
    first: Service,
    clock: Any,
) -> None:
    client = client_for(alice)
    choose(client, first)
    later = NOW + timedelta(minutes=11)
    clock.move_to(later, tick=False)
    start = local(tariq, TUESDAY, 11)
    book(actor=bruno, therapist=tariq, service=first, starts_at=start, at=later)
    refused = client.post("/book/", the_hold())
    assert refused.status_code == 409
    assert "That time has gone" in text(refused)
    assert ELEVEN not in refused.content.decode()
    assert "2026-11-24T11:00:00Z" in refused.content.decode()


def test_one_script_cannot_hold_every_time(
    visitor: Client, first: Service, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"hold": "3/m/ip"}
    cache.clear()
    answers = [choose(visitor, first).status_code for _attempt in range(4)]
    cache.clear()
    assert answers == [302, 302, 302, 429]


def test_giving_a_time_back(visitor: Client, first: Service) -> None:
    choose(visitor, first)
    assert visitor.post("/book/release/", the_hold())["Location"] == "/therapists/tariq-haddad/"
    assert not Hold.objects.exists()


def test_choosing_nothing_says_what_to_do(visitor: Client, first: Service) -> None:
    answer = visitor.post("/book/hold/", {"therapist": "tariq-haddad", "service": first.pk})
    assert answer.status_code == 400
    assert "Choose one of the times first." in text(answer)


@pytest.mark.parametrize(
    "when", ["soon", "2026-13-24T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"]
)
def test_what_is_no_time_is_not_held(when: str, visitor: Client, first: Service) -> None:
    assert choose(visitor, first, when).status_code == 400
    assert not Hold.objects.exists()


def test_the_wrong_kind_of_session_is_told_of_where_it_is_chosen(
    client_for: Callable[[User | None], Client], care: Care, alice: User, first: Service
) -> None:
    make_appointment(care, NOW - timedelta(days=7))
    answer = choose(client_for(alice), first)
    assert answer.status_code == 409
    assert "is meant for people who have not met the therapist yet" in text(answer)
    assert not Hold.objects.exists()


def test_whoever_signs_in_with_the_wrong_kind_is_led_back_with_a_sentence(
    visitor: Client, care: Care, alice: User, first: Service
) -> None:
    make_appointment(care, NOW - timedelta(days=7))
    choose(visitor, first)
    visitor.force_login(alice)
    answer = visitor.post("/book/", the_hold(), follow=True)
    assert "is meant for people who have not met the therapist yet" in text(answer)
    assert Appointment.objects.count() == 1


def test_staff_with_a_hold_cannot_book(
    client_for: Callable[[User | None], Client], nadia: User, first: Service
) -> None:
    client = client_for(nadia)
    choose(client, first)
    assert "You work here" in text(client.post("/book/", the_hold()))
    assert not Appointment.objects.exists()


# Afterwards


@pytest.fixture
def session(care: Care, usual: Service) -> Appointment:
    return make_appointment(care, local(care.therapist, TUESDAY, 11), service=usual)


@pytest.fixture
def hers(alice: User, client_for: Callable[[User | None], Client]) -> Client:
    return client_for(alice)


def test_the_list_and_the_page_and_the_calendar_file(hers: Client, session: Appointment) -> None:
    address = f"/appointments/{session.pk}/"
    assert address in hers.get("/appointments/").content.decode()
    page = hers.get(address)
    assert "Tuesday 24 November, 10:00 – 10:50" in text(page)
    assert "(11:00 for Tariq)" in text(page)
    assert "You can move or cancel this session until tomorrow, 10:00." in text(page)
    written = hers.get(f"{address}session.ics")
    assert written["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(written.content).events
    assert event.start == session.starts_at
    assert str(event["SUMMARY"]) == "Session"


def test_join_stands_on_the_page_while_the_room_is_open(
    alice: User, client_for: Callable[[User | None], Client], session: Appointment, clock: Any
) -> None:
    room = f"/sessions/{session.pk}/room/"
    ten = timedelta(minutes=10)
    for moment, is_open in (
        (session.starts_at - ten - timedelta(seconds=1), False),
        (session.starts_at - ten, True),
        (session.ends_at - timedelta(seconds=1), True),
        (session.ends_at, False),
    ):
        clock.move_to(moment, tick=False)
        page = client_for(alice).get(f"/appointments/{session.pk}/").content.decode()
        assert (room in page) == is_open
        assert ("What happens next" in page) == (moment < session.starts_at - ten)


def test_moving_by_choosing_another_time(hers: Client, session: Appointment) -> None:
    address = f"/appointments/{session.pk}/move/"
    offered = hers.get(address).content.decode()
    assert "2026-11-24T13:00:00Z" in offered
    assert ELEVEN not in offered
    answer = hers.post(address, {"starts_at": "2026-11-24T13:00:00Z"}, follow=True)
    assert "Your session is moved. We have told Tariq." in text(answer)
    assert "Before: Tuesday 24 November, 10:00" in text(answer)
    assert "We have sent you an e-mail with this time." in text(answer)
    session.refresh_from_db()
    assert session.starts_at.hour == 13


def test_what_is_left_to_prepare_is_told_until_it_is_done(
    hers: Client, session: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/appointments/{session.pk}/"
    assert "you find a few things to prepare" in text(hers.get(address))
    done = [Step("all", "Everything", "/", done_at=NOW)]
    monkeypatch.setattr("scheduling.views.appointments.steps", lambda _care: done)
    assert "you find a few things to prepare" not in text(hers.get(address))


def test_moving_to_a_time_that_went_meanwhile(
    hers: Client, session: Appointment, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 14)
    hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    answer = hers.post(f"/appointments/{session.pk}/move/", {"starts_at": "2026-11-24T13:00:00Z"})
    assert answer.status_code == 409
    assert "That time has just been taken" in text(answer)


def test_choosing_no_time_to_move_to(hers: Client, session: Appointment) -> None:
    answer = hers.post(f"/appointments/{session.pk}/move/")
    assert answer.status_code == 400
    assert "Choose one of the times first." in text(answer)


def test_cancelling_with_the_rule_on_the_page(hers: Client, session: Appointment) -> None:
    address = f"/appointments/{session.pk}/cancel/"
    assert "until tomorrow, 10:00" in text(hers.get(address))
    answer = hers.post(address, {"reason": "unwell"}, follow=True)
    assert "Your session is cancelled. We have told Tariq." in text(answer)
    assert "Reason: illness." in text(answer)
    assert "Book another time" in text(answer)


def test_a_therapist_changes_the_session_with_somebody(
    tariq: User, client_for: Callable[[User | None], Client], session: Appointment
) -> None:
    his = client_for(tariq)
    for change, heading in (
        ("cancel", "Cancel the session with Alice?"),
        ("move", "Move the session with Alice"),
    ):
        page = text(his.get(f"/appointments/{session.pk}/{change}/"))
        assert heading in page
        assert "Session with Alice" in page, "the way up"
        assert "Your session" not in page.replace("Your sessions", "")


def test_too_late_to_move_the_page_explains_and_offers_the_phone(
    alice: User, client_for: Callable[[User | None], Client], session: Appointment, clock: Any
) -> None:
    clock.move_to(session.starts_at - timedelta(hours=3), tick=False)
    page = text(client_for(alice).get(f"/appointments/{session.pk}/move/"))
    assert "until 24 hours before they begin" in page
    assert "+351 210 000 000" in page
    assert "Cancel it" in page


def test_late_the_page_explains_before_it_cancels(
    alice: User, client_for: Callable[[User | None], Client], session: Appointment, clock: Any
) -> None:
    address = f"/appointments/{session.pk}/cancel/"
    clock.move_to(session.starts_at - timedelta(hours=3), tick=False)
    hers = client_for(alice)
    page = text(hers.get(address))
    assert "This counts as cancelled late" in page
    assert "Tariq can decide that it" in page
    assert "Move it instead" not in page
    # Somebody who opened the page while it was free, and took their time.
    answer = hers.post(address, {"reason": "plans"})
    assert answer.status_code == 409
    assert "Meanwhile it is so close to the session" in text(answer)
    session.refresh_from_db()
    assert session.is_live
    assert hers.post(address, {"late": "yes"}).status_code == 400
    answer = hers.post(address, {"late": "yes", "reason": "plans"}, follow=True)
    assert "We have told Tariq, and that it was late." in text(answer)


def test_a_therapists_week(
    session: Appointment, tariq: User, client_for: Callable[[User | None], Client]
) -> None:
    client = client_for(tariq)
    assert "0 sessions" in text(client.get("/appointments/"))
    week = text(client.get("/appointments/", {"week": "2026-11-25"}))
    assert "Alice Moreau" in week
    assert "10:00 for Alice" in week
    for nonsense in ("0001-01-01", "9999-12-31", "next"):
        assert client.get("/appointments/", {"week": nonsense}).status_code == 200
