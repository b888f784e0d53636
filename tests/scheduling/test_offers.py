"""A time comes free: who is offered it, and what comes of the offer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.errors import Refused
from people.models import User
from scheduling.actions import (
    accept_request,
    book,
    cancel,
    decline_offer,
    decline_request,
    join_waitlist,
    lapse_offers,
    leave_waitlist,
    offer_freed,
    take_offer,
)
from scheduling.errors import JustTaken
from scheduling.models import (
    Appointment,
    Asks,
    Audience,
    BookingRequest,
    Hold,
    Service,
    TherapistRules,
    TimeOff,
    WaitlistEntry,
    WaitlistOffer,
    WeeklyHours,
)
from tests.conftest import make_patient, open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import make_appointment, make_service
from tests.scheduling.world_asking import posted

pytestmark = pytest.mark.usefixtures("open_practice", "standing_still")

HOURS = timedelta(hours=1)


# A time comes free


def test_a_cancelled_session_fills_from_the_waitlist(
    taken: Appointment,
    alice: User,
    bruno: User,
    tariq: User,
    waits: Callable[..., WaitlistEntry],
    django_capture_on_commit_callbacks: Any,
) -> None:
    """From the cancellation by somebody else to the session of the one who waited, by letter."""
    waits(alice, "1-morning")
    waits(bruno, "1-morning")
    assert offer_freed(at=NOW) == 0
    with django_capture_on_commit_callbacks(execute=True):
        cancel(actor=taken.patient, appointment=taken, reason="plans", at=NOW)
    offer = WaitlistOffer.objects.get()
    assert (offer.care.patient, offer.starts_at) == (alice, taken.starts_at)
    assert offer.hold is not None
    assert offer.hold.holder == alice
    letter = posted(NOW)[alice.email]
    assert letter.subject == "A time has come free: Tuesday 24 November, 10:00"
    assert "We keep it for you until Sunday 22 November, 16:00" in letter.body
    booked = take_offer(actor=alice, offer=offer, at=NOW + HOURS)
    assert isinstance(booked, Appointment)
    assert (booked.starts_at, booked.patient, booked.booked_by) == (offer.starts_at, alice, alice)
    assert not Hold.objects.exists()
    entry = offer.entry
    entry.refresh_from_db()
    offer.refresh_from_db()
    assert entry.closed_because == WaitlistEntry.Closed.BOOKED
    assert (offer.state, offer.appointment) == ("taken", booked)
    assert offer_freed(at=NOW + HOURS) == 0


def test_the_first_who_fits_is_asked_first(
    full: None, alice: User, bruno: User, mallory: User, waits: Callable[..., WaitlistEntry]
) -> None:
    waits(alice, "1-evening")
    waits(bruno, "1-morning", since=TUESDAY + timedelta(days=1))
    waits(mallory, "1-morning")
    assert offer_freed(at=NOW) == 1
    assert WaitlistOffer.objects.get().care.patient == mallory


def test_what_suits_is_read_on_the_clock_of_the_one_who_waits(
    full: None, alice: User, bruno: User, waits: Callable[..., WaitlistEntry]
) -> None:
    """Eleven in Berlin is a Tuesday morning in Lisbon and a Tuesday evening in Auckland."""
    bruno.time_zone = "Pacific/Auckland"
    bruno.save()
    waits(alice, "1-evening")
    waits(bruno, "1-evening")
    offer_freed(at=NOW)
    assert WaitlistOffer.objects.get().care.patient == bruno


def test_a_day_across_the_date_line_is_the_day_of_the_one_who_waits(
    full: None, tariq: User, alice: User, first: Service
) -> None:
    """23 in Berlin on a Tuesday is Wednesday noon on Kiritimati."""
    WeeklyHours.objects.all().update(opens="23:00", closes="00:00")
    alice.time_zone = "Pacific/Kiritimati"
    alice.save()
    wednesday = TUESDAY + timedelta(days=1)
    for suits, made in (("1-evening", 0), ("2-afternoon", 1)):
        join_waitlist(
            actor=alice,
            therapist=tariq,
            service=first,
            suits=[suits],
            since=wednesday,
            until=wednesday,
            at=NOW,
        )
        assert offer_freed(at=NOW) == made


def test_several_times_go_to_several_people_and_each_has_one_offer(
    alice: User, bruno: User, waits: Callable[..., WaitlistEntry], eleven: datetime
) -> None:
    waits(alice, "1-morning")
    waits(bruno, "1-morning")
    assert offer_freed(at=NOW) == 2
    assert offer_freed(at=NOW) == 0
    offered = dict(WaitlistOffer.objects.values_list("entry__care__patient", "starts_at"))
    assert offered[alice.pk] != offered[bruno.pk]
    assert offered[alice.pk] < offered[bruno.pk]


def test_a_patients_own_sessions_elsewhere_are_looked_past(
    full: None, alice: User, nadia: User, eleven: datetime, waits: Callable[..., WaitlistEntry]
) -> None:
    make_appointment(open_active_care(alice, nadia), eleven)
    waits(alice)
    assert offer_freed(at=NOW) == 0


def test_what_is_too_soon_to_answer_is_not_offered(
    full: None, alice: User, eleven: datetime, waits: Callable[..., WaitlistEntry]
) -> None:
    waits(alice)
    assert offer_freed(at=eleven - 12 * HOURS - timedelta(minutes=14)) == 0


def test_an_offer_never_outlasts_the_notice(
    full: None, alice: User, eleven: datetime, waits: Callable[..., WaitlistEntry]
) -> None:
    waits(alice)
    offer_freed(at=eleven - 14 * HOURS)
    assert WaitlistOffer.objects.get().expires_at == eleven - 12 * HOURS


@pytest.mark.usefixtures("practice")
def test_looking_costs_the_same_for_one_and_for_many(
    taken: Appointment,
    tariq: User,
    first: Service,
    waits: Callable[..., WaitlistEntry],
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(12):
        waits(make_patient(f"p{number}@example.com", f"Person {number}"))
    with django_assert_max_num_queries(10):
        assert offer_freed(at=NOW) == 0


# Answers


def test_nobody_else_books_or_holds_it_meanwhile(
    offered: WaitlistOffer, bruno: User, tariq: User, first: Service
) -> None:
    with pytest.raises(JustTaken):
        book(actor=bruno, therapist=tariq, service=first, starts_at=offered.starts_at, at=NOW)


def test_letting_go_passes_it_on_and_keeps_the_place(
    offered: WaitlistOffer, alice: User, bruno: User
) -> None:
    decline_offer(actor=alice, offer=offered, at=NOW)
    decline_offer(actor=alice, offer=offered, at=NOW)
    assert offer_freed(at=NOW) == 1
    latest = WaitlistOffer.objects.latest("offered_at", "pk")
    assert WaitlistOffer.objects.open().get().care.patient == bruno
    assert latest.starts_at == offered.starts_at
    assert WaitlistEntry.objects.open().count() == 2
    with pytest.raises(Refused, match="let this time go"):
        take_offer(actor=alice, offer=offered, at=NOW)


def test_the_same_time_is_not_offered_twice_to_the_same_person(
    offered: WaitlistOffer, alice: User, bruno: User
) -> None:
    decline_offer(actor=alice, offer=offered, at=NOW)
    offer_freed(at=NOW)
    decline_offer(actor=bruno, offer=WaitlistOffer.objects.open().get(), at=NOW)
    assert offer_freed(at=NOW) == 0
    # Nor to one who leaves and joins again.
    leave_waitlist(actor=alice, entry=offered.entry, at=NOW)
    join_waitlist(
        actor=alice,
        therapist=offered.care.therapist,
        service=offered.entry.service,
        at=NOW,
    )
    assert offer_freed(at=NOW) == 0


def test_an_offer_runs_out_kindly_and_goes_to_the_next(
    offered: WaitlistOffer, alice: User, bruno: User, time_machine: Any
) -> None:
    posted(NOW)
    assert lapse_offers(at=offered.expires_at - timedelta(seconds=1)) == 0
    assert lapse_offers(at=offered.expires_at) == 1
    assert lapse_offers(at=offered.expires_at) == 0
    with pytest.raises(Refused, match="run out"):
        take_offer(actor=alice, offer=offered, at=offered.expires_at)
    assert offer_freed(at=offered.expires_at) == 1
    time_machine.move_to(offered.expires_at, tick=False)
    letters = posted(offered.expires_at)
    assert "You keep your place" in letters[alice.email].body
    assert "A time has come free" in letters[bruno.email].subject


def test_between_the_end_and_the_worker_nobody_takes_it(
    offered: WaitlistOffer, alice: User
) -> None:
    with pytest.raises(Refused, match="run out"):
        take_offer(actor=alice, offer=offered, at=offered.expires_at)
    assert not Appointment.objects.exists()


def test_only_the_one_it_was_made_to_answers(
    offered: WaitlistOffer, bruno: User, tariq: User
) -> None:
    for person, refusal in ((bruno, Http404), (tariq, PermissionDenied)):
        with pytest.raises(refusal):
            take_offer(actor=person, offer=offered, at=NOW)
        with pytest.raises(refusal):
            decline_offer(actor=person, offer=offered, at=NOW)


def test_taken_twice_is_one_session(offered: WaitlistOffer, alice: User) -> None:
    once = take_offer(actor=alice, offer=offered, at=NOW)
    assert take_offer(actor=alice, offer=offered, at=NOW) == once
    assert Appointment.objects.count() == 1


def test_what_came_into_the_way_is_said(offered: WaitlistOffer, alice: User, tariq: User) -> None:
    TimeOff.objects.create(therapist=tariq, starts_at=offered.starts_at, ends_at=offered.ends_at)
    with pytest.raises(JustTaken):
        take_offer(actor=alice, offer=offered, at=NOW)
    offered.refresh_from_db()
    assert offered.state == "open"


def test_where_sessions_are_confirmed_first_taking_is_asking(
    offered: WaitlistOffer, alice: User, tariq: User
) -> None:
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)
    asked = take_offer(actor=alice, offer=offered, at=NOW)
    assert isinstance(asked, BookingRequest)
    assert take_offer(actor=alice, offer=offered, at=NOW) == asked
    assert WaitlistEntry.objects.open().filter(care=offered.care).exists()
    assert offer_freed(at=NOW) == 0
    booked = accept_request(actor=tariq, request=asked, at=NOW)
    offered.refresh_from_db()
    offered.entry.refresh_from_db()
    assert offered.appointment == booked
    assert offered.entry.closed_because == WaitlistEntry.Closed.BOOKED


def test_until_its_last_moment_taking_leaves_the_therapist_time_to_answer(
    full: None, alice: User, tariq: User, eleven: datetime, waits: Callable[..., WaitlistEntry]
) -> None:
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)
    waits(alice)
    offer_freed(at=eleven - 14 * HOURS)
    offer = WaitlistOffer.objects.get()
    assert offer.expires_at == eleven - 13 * HOURS, "an hour before the notice ends"
    last = offer.expires_at - timedelta(seconds=1)
    assert isinstance(take_offer(actor=alice, offer=offer, at=last), BookingRequest)


def test_waiting_for_another_kind_lets_what_was_offered_go(
    offered: WaitlistOffer, alice: User, bruno: User, waits: Callable[..., WaitlistEntry]
) -> None:
    """What the letter said is what one gets, or nothing."""
    longer = make_service("Long talk", 90, Audience.ANYONE)
    entry = waits(alice, service=longer)
    assert entry == offered.entry
    with pytest.raises(Refused, match="run out"):
        take_offer(actor=alice, offer=offered, at=NOW)
    assert offer_freed(at=NOW) == 1
    assert WaitlistOffer.objects.open().get().care.patient == bruno


def test_changing_only_the_days_keeps_what_was_offered(
    offered: WaitlistOffer, alice: User, waits: Callable[..., WaitlistEntry]
) -> None:
    waits(alice, "5-evening")
    assert isinstance(take_offer(actor=alice, offer=offered, at=NOW), Appointment)


def test_after_a_no_one_waits_on_in_ones_place(
    offered: WaitlistOffer, alice: User, bruno: User, tariq: User
) -> None:
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)
    asked = take_offer(actor=alice, offer=offered, at=NOW)
    assert isinstance(asked, BookingRequest)
    decline_request(actor=tariq, request=asked, reason="time", at=NOW)
    assert offer_freed(at=NOW) == 1
    assert WaitlistOffer.objects.open().get().care.patient == bruno
    assert WaitlistEntry.objects.open().filter(care=offered.care).exists()
