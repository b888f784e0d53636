"""What a patient reads, and can't do, while their therapist is suspended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions import reinstate, suspend
from people.errors import Refused
from people.models import Care, Practice, User
from scheduling.actions import cancel, offer_freed, take_offer
from scheduling.models import Appointment, WaitlistEntry, WaitlistOffer
from scheduling.standing import standing_of
from tests.scheduling.conftest import NOW
from tests.scheduling.world import make_appointment

ClientFor = Callable[[User | None], Client]
AWAY = "Tariq is away at the moment. The practice will be in touch about this session."


@pytest.fixture
def without_tariq(tariq: User, ines: User) -> None:
    suspend(actor=ines, user=tariq, reason="A complaint is being looked into", at=NOW)


@pytest.fixture
def soon(care: Care, practice: Practice) -> Appointment:
    """Alice with Tariq in five minutes."""
    practice.email = "hello@example.com"
    practice.save()
    return make_appointment(care, timezone.now() + timedelta(minutes=5))


def test_home_says_so_in_place_of_join(
    soon: Appointment, alice: User, without_tariq: None, client_for: ClientFor
) -> None:
    for address in ("/home/", "/home/next/"):
        page = client_for(alice).get(address).content.decode()
        assert AWAY in page
        assert "tel:+351210000000" in page
        assert "mailto:hello@example.com" in page
        assert reverse("sessions:room", args=[soon.pk]) not in page


def test_home_offers_no_time_that_cannot_be_found(
    care: Care, alice: User, without_tariq: None, practice: Practice, client_for: ClientFor
) -> None:
    for address in ("/home/", "/home/next/"):
        page = client_for(alice).get(address).content.decode()
        assert "Tariq is away at the moment. The practice will be in touch." in page
        assert "Find a time" not in page


def test_the_sessions_page_says_so_and_still_lets_it_be_cancelled(
    soon: Appointment, alice: User, without_tariq: None, client_for: ClientFor
) -> None:
    page = client_for(alice).get(reverse("scheduling:appointment", args=[soon.pk])).content.decode()
    assert AWAY in page
    assert reverse("scheduling:cancel", args=[soon.pk]) in page
    for lost in ("sessions:room", "scheduling:move"):
        assert reverse(lost, args=[soon.pk]) not in page
    assert "What happens next" not in page


@pytest.mark.usefixtures("open_practice", "standing_still")
def test_a_freed_time_is_neither_shown_nor_taken(
    taken: Appointment,
    alice: User,
    tariq: User,
    ines: User,
    waits: Callable[..., WaitlistEntry],
    client_for: ClientFor,
) -> None:
    waits(alice, "1-morning")
    cancel(actor=taken.patient, appointment=taken, reason="plans", at=NOW)
    offer_freed(at=NOW)
    offer = WaitlistOffer.objects.get()
    client = client_for(alice)
    address = reverse("scheduling:offer", args=[offer.pk])
    assert "Take this time" in client.get(address).content.decode()
    suspend(actor=ines, user=tariq, reason="A complaint is being looked into", at=NOW)
    assert standing_of(alice, at=NOW).offers == []
    assert address not in client.get(reverse("scheduling:waitlist")).content.decode()
    page = client.get(address).content.decode()
    assert "Tariq is away at the moment" in page
    assert "Take this time" not in page
    refused = client.post(address, {"answer": "take"})
    assert refused.status_code == 409
    assert "so this time can’t be taken" in refused.content.decode()
    assert "has just been taken" not in refused.content.decode()
    offer = WaitlistOffer.objects.with_people().get()
    with pytest.raises(Refused, match="away"):
        take_offer(actor=alice, offer=offer, at=NOW)
    reinstate(actor=ines, user=tariq, at=NOW)
    page = client.get(address).content.decode()
    assert "This time can’t be taken now" in page
    assert "You keep your place" in page
    assert "Take this time" not in page
    assert "away" not in page
    again = client.post(address, {"answer": "take"}).content.decode()
    assert "This time can’t be taken now. You keep your place, and we write again." in again
    assert offer_freed(at=NOW) == 1
    (anew,) = standing_of(alice, at=NOW).offers
    assert (anew.care, anew.starts_at) == (offer.care, offer.starts_at)
    take_offer(actor=alice, offer=anew, at=NOW)
    assert Appointment.objects.for_person(alice).upcoming(at=NOW).exists()


def test_a_session_that_was_cancelled_leads_to_no_page_that_cannot_be_found(
    soon: Appointment, alice: User, without_tariq: None, client_for: ClientFor
) -> None:
    soon.starts_at += timedelta(days=3)
    soon.ends_at += timedelta(days=3)
    soon.save()
    cancel(actor=alice, appointment=soon, reason="plans", at=timezone.now())
    page = client_for(alice).get(reverse("scheduling:appointment", args=[soon.pk])).content.decode()
    assert "You cancelled it" in page
    for lost in ("Book it again", "Book another time", "/therapists/tariq"):
        assert lost not in page


def test_the_sessions_page_promises_no_move_and_no_repeating(
    soon: Appointment, alice: User, without_tariq: None, client_for: ClientFor
) -> None:
    later = timezone.now() + timedelta(days=5)
    Appointment.objects.update(starts_at=later, ends_at=later + timedelta(minutes=50))
    client = client_for(alice)
    page = client.get(reverse("scheduling:appointment", args=[soon.pk])).content.decode()
    assert "You can cancel it until" in page
    for lost in ("can move", "Once more at this time", "/series/new"):
        assert lost not in page
    for address in ("scheduling:move", "scheduling:cancel"):
        page = client.get(reverse(address, args=[soon.pk])).content.decode()
        assert "Choose another time" not in page
        assert "No other time is free" not in page
        assert ("so this session can’t be moved" in page) is (address == "scheduling:move")
    refused = client.post(
        reverse("scheduling:move", args=[soon.pk]),
        {"starts_at": (later + timedelta(days=1)).isoformat()},
    )
    assert refused.status_code == 409


@pytest.mark.usefixtures("open_practice", "standing_still")
def test_whoever_waits_reads_it_where_they_wait(
    full: None,
    alice: User,
    tariq: User,
    ines: User,
    waits: Callable[..., WaitlistEntry],
    client_for: ClientFor,
) -> None:
    waits(alice)
    client = client_for(alice)
    waitlist, sessions = reverse("scheduling:waitlist"), reverse("scheduling:appointments")
    assert "You are next." in client.get(waitlist).content.decode()
    assert "hear from us when a time comes free" in client.get(sessions).content.decode()
    suspend(actor=ines, user=tariq, reason="A complaint is being looked into", at=NOW)
    page = client.get(waitlist).content.decode()
    assert "Tariq is away at the moment. The practice will be in touch." in page
    for lost in ("You are next", "Change what suits me"):
        assert lost not in page
    page = client.get(sessions).content.decode()
    assert page.count("Tariq is away at the moment. The practice will be in touch.") == 1
    assert "your place is kept" in page
    for lost in ("hear from us", "/therapists/tariq"):
        assert lost not in page


def test_their_sessions_say_once_that_the_therapist_is_away(
    soon: Appointment, care: Care, alice: User, without_tariq: None, client_for: ClientFor
) -> None:
    make_appointment(care, timezone.now() + timedelta(days=3))
    page = client_for(alice).get(reverse("scheduling:appointments")).content.decode()
    assert page.count("Tariq is away at the moment") == 1
