"""The directory and a therapist's page."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from people.models import Care, Practice, TherapistProfile, User
from scheduling.actions import plan_group, take_seat
from scheduling.models import Audience, Service, TherapistRules, TimeOff, WeeklyHours
from scheduling.slots import DAY
from scheduling.templatetags.scheduling import price
from tests.conftest import make_therapist
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import (
    local,
    make_appointment,
    make_group_service,
    make_service,
    work_daily,
)

pytestmark = pytest.mark.usefixtures("open_practice", "both_services", "sunday_noon")
TARIQ = "/therapists/tariq-haddad/"


@pytest.fixture
def sunday_noon(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def visitor() -> Client:
    """Somebody in Lisbon whose browser has said so."""
    client = Client()
    client.cookies["tz"] = "Europe/Lisbon"
    return client


def read(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def names(page: str) -> list[str]:
    return [name for name in ("Tariq Haddad", "Nadia Novak") if name in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Tariq Haddad", "Nadia Novak"]),
        ({"need": "anxiety"}, ["Tariq Haddad"]),
        ({"need": "grief", "approach": "cbt"}, ["Nadia Novak"]),
        ({"need": "ocd"}, []),
        ({"language": "en"}, ["Tariq Haddad", "Nadia Novak"]),
        ({"language": "sv"}, []),
        # They work from 9 to 17 in Berlin and Prague: 8 to 16 in Lisbon.
        ({"part": "morning"}, ["Tariq Haddad", "Nadia Novak"]),
        ({"part": "evening"}, []),
    ],
)
def test_filters(query: dict[str, str], found: list[str], visitor: Client) -> None:
    page = read(visitor, "/therapists/", **query)
    assert names(page) == found
    assert ("Nobody fits all of that" in page) == (not found)


def test_days_are_the_readers_days(visitor: Client, tariq: User, nadia: User) -> None:
    """Nadia works on Tuesday nights only, which for somebody in Kathmandu is Wednesday."""
    WeeklyHours.objects.filter(therapist__in=[tariq, nadia]).delete()
    work_daily(nadia, 20, 23)
    WeeklyHours.objects.exclude(weekday=1).delete()
    assert names(read(visitor, "/therapists/", weekday=1)) == ["Nadia Novak"]
    assert names(read(visitor, "/therapists/", weekday=2)) == []
    visitor.cookies["tz"] = "Asia/Kathmandu"
    assert names(read(visitor, "/therapists/", weekday=1)) == []
    assert names(read(visitor, "/therapists/", weekday=2)) == ["Nadia Novak"]


def test_the_soonest_free_comes_first(visitor: Client, tariq: User) -> None:
    page = read(visitor, "/therapists/")
    assert page.index("Nadia Novak") < page.index("Tariq Haddad")
    TimeOff.objects.create(
        therapist=User.objects.get(email="nadia@example.com"),
        starts_at=NOW,
        ends_at=NOW + 5 * DAY,
    )
    page = read(visitor, "/therapists/")
    assert page.index("Tariq Haddad") < page.index("Nadia Novak")


def test_a_card_shows_the_next_times_in_the_readers_zone(visitor: Client) -> None:
    page = read(visitor, "/therapists/", need="anxiety")
    assert "<span>Tomorrow</span> <strong>08:00</strong>" in page
    assert "?time=2026-11-23T08:00:00Z#booking" in page
    visitor.cookies["tz"] = "Asia/Kathmandu"
    page = read(visitor, "/therapists/", need="anxiety")
    assert "<span>Tomorrow</span> <strong>13:45</strong>" in page
    assert "?time=2026-11-23T08:00:00Z" in page


def test_who_takes_nobody_new_is_listed_and_says_so(visitor: Client, tariq: User) -> None:
    tariq.therapist_profile.accepting_new_patients = False
    tariq.therapist_profile.save()
    assert "Takes no new people at the moment" in read(visitor, "/therapists/")
    assert names(read(visitor, "/therapists/", part="morning")) == ["Nadia Novak"]


def test_who_left_or_lost_their_licence_is_nowhere(visitor: Client, tariq: User) -> None:
    profile = tariq.therapist_profile
    profile.licence_expires_on = NOW.date() - DAY
    profile.save()
    assert names(read(visitor, "/therapists/")) == ["Nadia Novak"]
    assert visitor.get(TARIQ).status_code == 404


def test_their_own_patients_are_told_how_it_goes_on(
    client_for: Callable[[User | None], Client], care: Care, tariq: User, bruno: User
) -> None:
    TherapistProfile.objects.filter(user=tariq).update(licence_expires_on=NOW.date() - DAY)
    page = client_for(care.patient).get(TARIQ)
    assert "Tariq Haddad can’t be booked at the moment" in page.content.decode()
    assert client_for(bruno).get(TARIQ).status_code == 404


def test_nonsense_in_the_address_starts_over(visitor: Client) -> None:
    answer = visitor.get("/therapists/", {"need": "<script>"})
    assert answer.status_code == 302
    assert read(visitor, TARIQ, fortnights="-1", service="x", time="y")
    assert read(visitor, TARIQ, fortnights="99999")


def test_the_directory_asks_as_much_of_the_database_for_many(
    visitor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        therapist = make_therapist(
            f"t{number}@example.com", "Some Body", slug=f"t{number}", zone="UTC", needs=["sleep"]
        )
        work_daily(therapist)
    with django_assert_max_num_queries(9):
        read(visitor, "/therapists/")


# One therapist's page


def test_times_by_day_in_the_readers_zone_with_the_difference_named(visitor: Client) -> None:
    page = read(visitor, TARIQ)
    assert "Tomorrow, Monday 23 November" in page
    assert "Times are shown for Lisbon; Tariq is an hour ahead, and the small times" in page
    assert 'value="2026-11-24T08:00:00Z"' in page
    visitor.cookies["tz"] = "Asia/Kathmandu"
    page = read(visitor, TARIQ)
    assert "Tariq is 4 hours and 45 minutes behind, and" in page
    visitor.cookies["tz"] = "Europe/Prague"
    assert "Times are shown for Prague." in read(visitor, TARIQ)


def test_two_weeks_at_first_and_more_on_asking(visitor: Client) -> None:
    page = read(visitor, TARIQ)
    assert "Sunday 6 December" in page
    assert "Monday 7 December" not in page
    assert "fortnights=2" in page
    more = read(visitor, TARIQ, fortnights=2)
    assert "Sunday 20 December" in more
    assert "More times" not in read(visitor, TARIQ, fortnights=4)


def test_a_time_chosen_in_the_directory_is_chosen_already(visitor: Client) -> None:
    page = read(visitor, TARIQ, time="2026-11-24T10:00:00Z")
    assert page.count(" checked>") == 1


def test_a_visitor_is_offered_the_first_consultation_a_patient_what_follows(
    visitor: Client,
    care: Care,
    alice: User,
    usual: Service,
    client_for: Callable[[User | None], Client],
) -> None:
    assert "First consultation" in read(visitor, TARIQ)
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    page = read(client_for(alice), TARIQ)
    assert "First consultation" not in page
    assert "50 minutes by video" in page


def test_staff_see_the_page_and_cannot_book(
    nadia: User, client_for: Callable[[User | None], Client]
) -> None:
    page = read(client_for(nadia), TARIQ)
    assert "You work here" in page
    assert "Keep the time" not in page
    assert 'class="time time--shown"' in page
    assert 'name="starts_at"' not in page


def test_no_free_time_says_so_and_points_on(visitor: Client, tariq: User) -> None:
    WeeklyHours.objects.filter(therapist=tariq).delete()
    page = read(visitor, TARIQ)
    assert "Tariq has no free time in the next 42 days." in page
    assert "See other therapists" in page


def test_a_practice_without_services_says_whom_to_call(visitor: Client) -> None:
    Service.objects.all().delete()
    number = '<a class="nowrap" href="tel:+351210000000">+351 210 000 000</a>'
    assert f"Please call us on {number}." in read(visitor, TARIQ)
    assert names(read(visitor, "/therapists/")) == ["Tariq Haddad", "Nadia Novak"]


def test_times_of_a_day_beyond_the_first_few_fold_away(visitor: Client, tariq: User) -> None:
    page = read(visitor, TARIQ)
    assert "2 more on this day" in page
    assert f'value="{local(tariq, TUESDAY, 16):%Y-%m-%dT%H:%M:%SZ}"' in page


# What suits, what went, what it costs


def test_the_next_free_time_is_said_at_once_and_can_be_taken(visitor: Client) -> None:
    page = read(visitor, TARIQ)
    assert 'href="#booking">Next free: Tomorrow, 08:00' in page
    assert '<button class="button" name="starts_at" value="2026-11-23T08:00:00Z">' in page


def test_the_other_clock_stands_beside_each_time_where_it_differs(visitor: Client) -> None:
    assert re.search(r">08:00 <small>.{0,60}09:00<span[^>]*> for Tariq", read(visitor, TARIQ))
    visitor.cookies["tz"] = "Pacific/Auckland"
    assert re.search(r">00:00 <small>.{0,60}Mon 12:00<span", read(visitor, TARIQ))
    visitor.cookies["tz"] = "Europe/Berlin"
    assert "for Tariq" not in read(visitor, TARIQ)


def test_times_that_suit_by_part_of_day_and_weekday(visitor: Client) -> None:
    page = read(visitor, TARIQ, part="afternoon", weekday=[2, 3])
    assert "Wednesday 25 November" in page
    assert "Tuesday 24 November" not in page
    assert 'value="2026-11-25T11:00:00Z"' not in page
    assert 'value="2026-11-25T12:00:00Z"' in page
    assert "part=afternoon&amp;weekday=2&amp;weekday=3&amp;fortnights=2" in page
    none = read(visitor, TARIQ, part="evening")
    assert "no free time that suits all of that. The next free one is tomorrow, 08:00." in none
    assert "Show all times" in none


def test_what_was_wished_for_goes_along_from_the_directory(visitor: Client) -> None:
    page = read(visitor, "/therapists/", part="morning", weekday=1, need="anxiety")
    assert f'href="{TARIQ}?part=morning&amp;weekday=1"' in page
    assert (
        f'href="{TARIQ}?time=2026-11-24T08:00:00Z&amp;part=morning&amp;weekday=1#booking"' in page
    )


def test_a_chosen_time_that_went_is_said_with_the_nearest(
    visitor: Client, nadias_care: Care, tariq: User, usual: Service
) -> None:
    nadias_care.therapist = tariq
    nadias_care.save()
    make_appointment(nadias_care, local(tariq, TUESDAY, 11), service=usual)
    page = read(visitor, TARIQ, time="2026-11-24T10:00:00Z")
    assert "Tuesday 24 November, 10:00 is not free any more." in page
    nearest = page[page.index("Nearest free times") :]
    assert nearest.index("2026-11-24T08:00:00Z") < nearest.index("2026-11-24T11:00:00Z")
    assert "is not free any more" not in read(visitor, TARIQ, time="nonsense")


def test_a_chosen_time_weeks_ahead_is_on_the_page(visitor: Client) -> None:
    page = read(visitor, TARIQ, time="2026-12-29T10:00:00Z")
    assert page.count(" checked>") == 1
    assert "is not free any more" not in page


def test_what_is_held_is_shown_and_led_back_to(visitor: Client, first: Service) -> None:
    chosen = {"therapist": "tariq-haddad", "service": first.pk}
    visitor.post("/book/hold/", chosen | {"starts_at": "2026-11-24T10:00:00Z"})
    page = read(visitor, TARIQ)
    assert "We keep Tuesday 24 November, 10:00 for you until 12:10." in page


@pytest.mark.parametrize(
    ("price", "shows", "words"),
    [
        (None, True, ""),
        ("80", False, ""),
        ("80", True, "80\N{NO-BREAK SPACE}EUR"),
        ("72.5", True, "72.50\N{NO-BREAK SPACE}EUR"),
        ("0", True, "free of charge"),
    ],
)
def test_the_price_where_it_is_shown(
    price: str | None, shows: bool, words: str, visitor: Client, first: Service
) -> None:
    first.price, first.shows_price = price and Decimal(price), shows
    first.save()
    page = read(visitor, TARIQ)
    # With its space: by chance the letters alone stand in a form's token.
    assert (words in page) if words else ("\N{NO-BREAK SPACE}EUR" not in page)


def test_a_price_is_written_by_the_readers_locale(first: Service, practice: Practice) -> None:
    first.price = Decimal("1072.5")
    with translation.override("de"):
        assert price(first, practice) == "1.072,50\N{NO-BREAK SPACE}EUR"


def test_a_paused_therapist_says_so_and_points_on(visitor: Client, tariq: User) -> None:
    make_service("A second kind", 30, Audience.NEW)
    TherapistRules.objects.create(therapist=tariq, paused_at=NOW)
    page = read(visitor, TARIQ)
    assert "Tariq takes no new bookings at the moment." in page
    assert "See other therapists" in page
    assert "Another kind of session may have free times" not in page
    directory = read(visitor, "/therapists/")
    assert "Takes no bookings at the moment." in directory
    assert "No free time in the next four weeks." not in directory


def test_each_therapists_card_is_about_what_they_offer(
    visitor: Client, tariq: User, nadia: User, first: Service
) -> None:
    first.everybody_offers = False
    first.save()
    first.offered_by.add(nadia)
    page = read(visitor, "/therapists/")
    assert page.count('class="found__times"') == 1
    assert page.index("Nadia Novak") < page.index("Tariq Haddad")
    assert "Nothing can be booked here at the moment." in read(visitor, TARIQ)


def test_groups_with_the_seats_that_are_left(
    visitor: Client,
    tariq: User,
    alice: User,
    bruno: User,
    client_for: Callable[[User | None], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    start = local(tariq, TUESDAY, 18)
    starts = [start + number * 7 * DAY for number in range(5)]
    planned = plan_group(actor=tariq, service=make_group_service(), starts=starts, seats=2, at=NOW)
    take_seat(actor=alice, group=planned[0], at=NOW)
    for person in (alice, bruno):
        take_seat(actor=person, group=planned[1], at=NOW)
    with django_assert_max_num_queries(11):
        page = read(visitor, TARIQ)
    assert page.count("Take a seat") == 4
    assert "1 seat left" in page
    assert "no seat left" in page
    assert "Alice" not in page
    seat = f"/groups/{planned[0].pk}/seat/"
    assert "Sign up and take it" in read(visitor, seat)
    his = client_for(bruno)
    assert "You can cancel it until tomorrow, 17:00." in read(his, seat)
    answer = his.post(seat, follow=True)
    assert "You have a seat." in answer.content.decode()
    assert "Alice" not in answer.content.decode()
    assert answer.redirect_chain[0][0].startswith("/appointments/")
    assert his.get(seat).status_code == 302
    assert "No seat is left" in read(visitor, seat)
