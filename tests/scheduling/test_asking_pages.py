"""The way by the screens: asking, answering, joining the waitlist, taking an offer."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from notices.actions import deliver_due
from people.models import Care, User
from scheduling.actions import offer_freed
from scheduling.models import (
    Appointment,
    Asks,
    BookingRequest,
    Service,
    TherapistRules,
    WaitlistEntry,
    WaitlistOffer,
)
from tests.conftest import PASSWORD, make_patient, open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, the_hold
from tests.scheduling.world_asking import make_entry, make_offer, make_request

pytestmark = pytest.mark.usefixtures("open_practice")

ELEVEN = "2026-11-24T10:00:00Z"
ClientFor = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    time_machine.move_to(NOW, tick=False)
    return time_machine


def text(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    words = strip_tags(response.content.decode().partition("<main")[2])
    return re.sub(r"\s+", " ", words)


def choose(client: Client, service: Service) -> Any:
    chosen = {"therapist": "tariq-haddad", "service": service.pk, "starts_at": ELEVEN}
    return client.post("/book/hold/", chosen)


@pytest.fixture
def careful(tariq: User) -> TherapistRules:
    return TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)


# Requests


def test_the_rule_is_told_before_and_the_journey_ends_in_a_request(
    careful: TherapistRules, client_for: ClientFor, alice: User, tariq: User, first: Service
) -> None:
    client = client_for(alice)
    assert "Tariq confirms sessions first" in text(client.get("/therapists/tariq-haddad/"))
    choose(client, first)
    page = text(client.get("/book/"))
    assert "nothing is booked until then" in page
    assert "by tomorrow, 22:00" in page
    assert "Ask for Tuesday 10:00" in page
    answer = client.post("/book/", the_hold(), follow=True)
    assert "We have asked Tariq and keep this time for you." in text(answer)
    assert not Appointment.objects.exists()
    assert "Take my request back" in text(answer)
    assert "Asked for" in text(client.get("/appointments/"))
    assert "You have asked Tariq for a time" in text(client.get("/home/"))
    today = text(client_for(tariq).get("/home/"))
    assert "Alice asks for Tuesday 24 November, 11:00" in today
    again = client.get("/book/")
    assert "You have asked for a time" in text(again)
    assert f"/requests/{BookingRequest.objects.get().pk}/" in again.content.decode()
    # The hold of the request doesn't hang from the browser any more.
    client.post("/book/release/")
    assert BookingRequest.objects.get().hold is not None


def test_a_therapist_answers_on_the_page(
    careful: TherapistRules, care: Care, client_for: ClientFor, usual: Service
) -> None:
    start = local(care.therapist, TUESDAY, 11)
    asked = make_request(care, usual, start, at=NOW)
    client = client_for(care.therapist)
    assert "Alice Moreau" in text(client.get("/requests/"))
    page = text(client.get(f"/requests/{asked.pk}/"))
    assert "11:00 – 11:50" in page
    assert "10:00 for Alice" in page
    answer = client.post(f"/requests/{asked.pk}/accept/", follow=True)
    assert "The session is booked. We have told Alice." in text(answer)
    again = client.post(f"/requests/{asked.pk}/accept/")
    assert again.status_code == 302
    assert Appointment.objects.count() == 1


def test_declining_says_why_and_shows_the_other_a_way_on(
    care: Care, client_for: ClientFor, usual: Service
) -> None:
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    asked = make_request(care, usual, local(care.therapist, TUESDAY, 11), at=NOW)
    client = client_for(care.therapist)
    address = f"/requests/{asked.pk}/decline/"
    refused = client.post(address)
    assert refused.status_code == 400
    assert "Say why" in text(refused)
    client.post(address, {"reason": "time"})
    assert client.get(address)["Location"] == f"/requests/{asked.pk}/"
    page = client_for(care.patient).get(f"/requests/{asked.pk}/")
    assert "It is only this time" in text(page)
    assert ELEVEN in page.content.decode()


def test_too_late_to_say_yes_is_told_on_the_page(
    care: Care, client_for: ClientFor, usual: Service, clock: Any
) -> None:
    asked = make_request(care, usual, local(care.therapist, TUESDAY, 11), at=NOW)
    clock.move_to(asked.lapses_at, tick=False)
    answer = client_for(care.therapist).post(f"/requests/{asked.pk}/accept/")
    assert answer.status_code == 409
    assert "has run out" in text(answer)


# The waitlist


def test_what_a_visitor_chose_outlives_signing_in(
    client: Client, alice: User, first: Service
) -> None:
    address = "/waitlist/join/tariq-haddad/"
    page = client.get(address).content.decode()
    assert page.count('name="suits"') == 21
    assert "Thursday, Evening" in page
    chosen = {"service": first.pk, "suits": ["3-evening"], "until": "2026-12-24"}
    told = client.post(address, chosen, follow=True)
    assert "We have noted which times suit you with Tariq." in text(told)
    assert not WaitlistEntry.objects.exists()
    answer = client.post(
        f"/account/login/?next={address}", {"login": alice.email, "password": PASSWORD}
    )
    assert answer["Location"] == address
    again = client.get(address)
    assert "One more step" in text(again)
    assert re.search(r'value="3-evening"[^>]* checked', again.content.decode())
    joined = client.post(address, chosen, follow=True)
    assert "You are on the waitlist of Tariq." in text(joined)
    assert "You are next." in text(joined)
    assert "Thursday: evening" in text(joined)
    assert "until 24 December" in text(joined)
    entry = WaitlistEntry.objects.get()
    assert (entry.care.patient, entry.suits) == (alice, ["3-evening"])
    assert re.search(r'value="3-evening"[^>]* checked', client.get(address).content.decode())


def test_a_failed_choice_is_given_back_with_what_was_ticked(client: Client, first: Service) -> None:
    chosen = {"service": first.pk, "suits": ["3-evening"], "until": "2026-11-01"}
    answer = client.post("/waitlist/join/tariq-haddad/", chosen)
    assert answer.status_code == 400
    assert "This day has passed" in text(answer)
    assert re.search(r'value="3-evening"[^>]* checked', answer.content.decode())


def test_where_no_new_people_are_taken_it_is_said_and_not_asked(
    client: Client, client_for: ClientFor, tariq: User, bruno: User, first: Service
) -> None:
    tariq.therapist_profile.accepting_new_patients = False
    tariq.therapist_profile.save()
    page = client.get("/waitlist/join/tariq-haddad/")
    assert "there is no waitlist for a first session" in text(page)
    assert 'name="suits"' not in page.content.decode()
    open_active_care(bruno, tariq)
    own = client_for(bruno).get("/waitlist/join/tariq-haddad/")
    assert 'name="suits"' in own.content.decode()


def test_a_therapists_page_leads_there_with_and_without_free_times(
    client: Client, tariq: User, first: Service
) -> None:
    way = "/waitlist/join/tariq-haddad/"
    assert way in client.get("/therapists/tariq-haddad/").content.decode()
    tariq.weekly_hours.all().delete()
    assert way in client.get("/therapists/tariq-haddad/").content.decode()


def test_leaving_and_undoing(care: Care, client_for: ClientFor, usual: Service) -> None:
    entry = make_entry(care, usual, at=NOW - timedelta(days=3))
    client = client_for(care.patient)
    left = client.post(f"/waitlist/{entry.pk}/leave/", follow=True)
    assert "Your place is kept for a day." in text(left)
    back = client.post(f"/waitlist/{entry.pk}/return/", follow=True)
    assert "You are back in your old place." in text(back)
    entry.refresh_from_db()
    assert entry.joined_at == NOW - timedelta(days=3)


def test_a_patient_sees_their_place_and_nobody_else(
    care: Care, client_for: ClientFor, bruno: User, usual: Service
) -> None:
    make_entry(open_active_care(bruno, care.therapist), usual, at=NOW - timedelta(days=3))
    make_entry(care, usual, at=NOW - timedelta(days=1), suits=["3-evening"])
    page = client_for(care.patient).get("/waitlist/")
    assert "1 person has waited longer." in text(page)
    assert "Bruno" not in page.content.decode()
    theirs = text(client_for(care.therapist).get("/waitlist/"))
    assert "2 people wait" in theirs
    assert theirs.index("Bruno Costa") < theirs.index("Alice Moreau")
    assert "Thursday: evening on their clock, Lisbon" in theirs


@pytest.fixture
def letter_link(care: Care, usual: Service, alice: User) -> str:
    """The address in Alice's letter about a time that came free."""
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    make_entry(care, usual, at=NOW - timedelta(days=1), suits=["1-morning"])
    assert offer_freed(at=NOW) == 1
    deliver_due(at=NOW)
    (letter,) = [message for message in mail.outbox if message.to == [alice.email]]
    found = re.search(r"/waitlist/offer/[\w-]+/", str(letter.body))
    assert found
    return found.group()


def test_the_link_works_once_and_only_by_pressing(
    letter_link: str, client: Client, client_for: ClientFor, alice: User, bruno: User
) -> None:
    asked_to_sign_in = client.get(letter_link)
    assert asked_to_sign_in["Location"].startswith("/account/login/")
    assert client_for(bruno).get(letter_link).status_code == 404
    hers = client_for(alice)
    for _looking in range(2):
        page = hers.get(letter_link)
        assert page.status_code == 200
        assert "We keep this time for you until today, 16:00." in text(page)
    assert not Appointment.objects.filter(starts_at__gt=NOW).exists()
    assert hers.post(letter_link, {"answer": "perhaps"}).status_code == 400
    taken = hers.post(letter_link, {"answer": "take"}, follow=True)
    assert "Your session is booked." in text(taken)
    for again in (hers.get(letter_link), hers.post(letter_link, {"answer": "take"})):
        assert again.status_code == 410
        assert "The link in the e-mail has done its work." in text(again)
    assert Appointment.objects.filter(starts_at__gt=NOW).count() == 1


def test_only_the_hash_of_the_link_is_kept(letter_link: str) -> None:
    token = letter_link.split("/")[-2]
    assert not WaitlistOffer.objects.filter(token_hash=token).exists()


def test_letting_go_by_the_link(letter_link: str, client_for: ClientFor, alice: User) -> None:
    hers = client_for(alice)
    told = hers.post(letter_link, {"answer": "decline"}, follow=True)
    assert "We have passed this time on." in text(told)
    assert hers.get(letter_link).status_code == 410


def test_an_offer_that_ran_out_is_told_kindly(
    letter_link: str, client_for: ClientFor, alice: User, clock: Any
) -> None:
    clock.move_to(NOW + timedelta(hours=5), tick=False)
    hers = client_for(alice)
    assert "This offer has run out" in text(hers.get(letter_link))
    refused = hers.post(letter_link, {"answer": "take"})
    assert refused.status_code == 409
    assert "You keep your place" in text(refused)


def test_an_offer_stands_on_ones_own_pages(
    care: Care, client_for: ClientFor, usual: Service
) -> None:
    entry = make_entry(care, usual, at=NOW - timedelta(days=1))
    offer = make_offer(entry, local(care.therapist, TUESDAY, 11), at=NOW)
    client = client_for(care.patient)
    for page in ("/home/", "/appointments/", "/waitlist/"):
        assert f"/waitlist/offers/{offer.pk}/" in client.get(page).content.decode(), page
    theirs = text(client_for(care.therapist).get("/waitlist/"))
    assert "Offered: Tuesday 24 November, 11:00 kept until today, 17:00" in theirs


def test_many_waiting_cost_a_therapist_no_more_queries(
    care: Care,
    client_for: ClientFor,
    usual: Service,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(10):
        other = open_active_care(
            make_patient(f"p{number}@example.com", f"Person {number}"), care.therapist
        )
        make_entry(other, usual, at=NOW)
    client = client_for(care.therapist)
    client.get("/waitlist/")
    with django_assert_max_num_queries(12):
        client.get("/waitlist/")


def test_a_time_too_close_to_be_asked_for_is_not_offered(
    client_for: ClientFor, bruno: User, careful: TherapistRules, first: Service, clock: Any
) -> None:
    page = f"/therapists/tariq-haddad/?service={first.pk}"
    clock.move_to(NOW + timedelta(hours=8, minutes=55))  # its notice ends at 22:00 UTC
    careful.asks_first = Asks.NOBODY
    careful.save()
    assert "2026-11-23T10:00:00Z" in client_for(bruno).get(page).content.decode()
    careful.asks_first = Asks.EVERYBODY
    careful.save()
    asked = client_for(bruno).get(page).content.decode()
    assert "2026-11-23T10:00:00Z" not in asked
    assert "2026-11-23T11:00:00Z" in asked
