"""Many at once: answers to one request, one offer, and two workers with a waitlist."""

import pytest

from people.actions import suspend
from people.models import Care, User
from scheduling.actions import (
    accept_request,
    ask_for,
    join_waitlist,
    offer_freed,
    take_offer,
    withdraw_request,
)
from scheduling.models import (
    Appointment,
    Asks,
    BookingRequest,
    Hold,
    Service,
    TherapistRules,
    WaitlistOffer,
)
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.test_race import crowd, rush
from tests.scheduling.world import local

__all__ = ["crowd"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("crowds"),
    pytest.mark.usefixtures("open_practice"),
]


@pytest.fixture
def few(crowd: list[User]) -> list[User]:
    return crowd[:20]


@pytest.fixture
def asked(alice: User, tariq: User, first: Service) -> BookingRequest:
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)
    start = local(tariq, TUESDAY, 11)
    return ask_for(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)


def nothing_offered() -> None:
    """Joining looks at once for what is free, on the clock of the machine."""
    WaitlistOffer.objects.all().delete()
    Hold.objects.all().delete()


def test_one_of_many_asks_and_the_others_are_offered_other_times(
    few: list[User], tariq: User, first: Service
) -> None:
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)
    start = local(tariq, TUESDAY, 11)

    def attempt(person: User) -> None:
        ask_for(actor=person, therapist=tariq, service=first, starts_at=start, at=NOW)

    assert rush(few, attempt) == {"got it": 1, "told of others": len(few) - 1}
    assert BookingRequest.objects.count() == Hold.objects.count() == Care.objects.count() == 1


def test_twenty_presses_of_yes_make_one_session(asked: BookingRequest, tariq: User) -> None:
    def attempt(person: User) -> None:
        accept_request(actor=person, request=BookingRequest.objects.with_people().get(), at=NOW)

    assert rush([tariq] * 20, attempt) == {"got it": 20}
    assert Appointment.objects.count() == 1
    assert not Hold.objects.exists()


def test_yes_and_taking_back_at_once_have_one_outcome(
    asked: BookingRequest, alice: User, tariq: User
) -> None:
    people = [alice, tariq] * 5

    def attempt(person: User) -> None:
        request = BookingRequest.objects.with_people().get()
        verb = accept_request if person.is_therapist else withdraw_request
        verb(actor=person, request=request, at=NOW)

    outcome = rush(people, attempt)
    assert outcome["got it"] == 5
    request = BookingRequest.objects.get()
    assert (request.accepted_at is None) != (request.withdrawn_at is None)
    assert Appointment.objects.count() == (request.accepted_at is not None)


def test_many_workers_offer_each_time_to_one_and_each_person_one_time(
    few: list[User], tariq: User, first: Service
) -> None:
    for person in few:
        join_waitlist(actor=person, therapist=tariq, service=first, suits=["1-morning"], at=NOW)
    nothing_offered()
    outcome = rush([tariq] * 8, lambda _worker: offer_freed(at=NOW))
    assert outcome == {"got it": 8}
    offers = WaitlistOffer.objects.all()
    assert offers.exists()
    starts = list(offers.values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts))
    people = list(offers.values_list("entry", flat=True))
    assert len(people) == len(set(people))
    assert Hold.objects.count() == len(starts)


def test_an_offer_taken_in_many_windows_is_one_session(
    alice: User, tariq: User, first: Service
) -> None:
    join_waitlist(actor=alice, therapist=tariq, service=first, at=NOW)
    nothing_offered()
    assert offer_freed(at=NOW) == 1

    def attempt(person: User) -> None:
        offer = WaitlistOffer.objects.with_people().get()
        take_offer(actor=person, offer=offer, at=NOW)

    assert rush([alice] * 20, attempt) == {"got it": 20}
    assert Appointment.objects.count() == 1
    assert not Hold.objects.exists()


def test_what_is_offered_as_the_therapist_is_suspended_is_taken_back(
    alice: User, tariq: User, ines: User, first: Service
) -> None:
    join_waitlist(actor=alice, therapist=tariq, service=first, at=NOW)
    nothing_offered()

    def attempt(person: User) -> None:
        if person.is_admin:
            suspend(actor=person, user=tariq, reason="A complaint is looked into", at=NOW)
        else:
            offer_freed(at=NOW)

    assert rush([tariq, tariq, ines, tariq, tariq], attempt) == {"got it": 5}
    assert not WaitlistOffer.objects.open().exists()
    assert not Hold.objects.exists()
