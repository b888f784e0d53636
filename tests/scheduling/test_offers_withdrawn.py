"""A therapist is suspended while their time is offered: nobody loses their turn by it."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Notice
from people.actions import part_with, reinstate, suspend
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.actions import decline_offer, lapse_offers, offer_freed
from scheduling.models import Appointment, Hold, Service, WaitlistEntry, WaitlistOffer
from tests.privacy.test_audit_comes_last import locked_after_the_chain
from tests.scheduling.conftest import NOW
from tests.scheduling.world_asking import make_entry, make_offer

pytestmark = pytest.mark.usefixtures("open_practice", "standing_still")

MINUTES = timedelta(minutes=10)


@pytest.fixture
def keep_out(tariq: User, ines: User) -> Callable[[], None]:
    return lambda: suspend(actor=ines, user=tariq, reason="A complaint is looked into", at=NOW)


def letters_to(person: User) -> list[str]:
    """The subjects of what has been sent to them, now that what is due has gone out."""
    deliver_due(at=timezone.now())
    return [letter.subject for letter in mail.outbox if letter.to == [person.email]]


def test_the_time_the_letter_and_the_turn_are_taken_back(
    offered: WaitlistOffer,
    tariq: User,
    alice: User,
    bruno: User,
    ines: User,
    keep_out: Callable[[], None],
) -> None:
    keep_out()
    offered.refresh_from_db()
    assert (offered.state, offered.withdrawn_at, offered.hold) == ("withdrawn", NOW, None)
    assert not Hold.objects.exists()
    entry = AuditEntry.objects.get(verb="waitlist.withdraw")
    assert (entry.actor, entry.row_key, entry.care_key) == (
        ines,
        str(offered.pk),
        str(offered.care.pk),
    )
    assert offer_freed(at=NOW) == 0
    assert letters_to(alice) == []
    reinstate(actor=ines, user=tariq, at=NOW + MINUTES)
    assert offer_freed(at=NOW + MINUTES) == 1
    anew = WaitlistOffer.objects.open().get()
    assert (anew.care, anew.starts_at) == (offered.care, offered.starts_at)
    assert anew.is_live(at=NOW + MINUTES)
    (letter,) = letters_to(alice)
    assert letter.startswith("A time has come free")
    assert letters_to(bruno) == []


def test_the_end_of_a_suspension_offers_at_once(
    offered: WaitlistOffer,
    tariq: User,
    ines: User,
    keep_out: Callable[[], None],
    django_capture_on_commit_callbacks: Any,
) -> None:
    keep_out()
    with django_capture_on_commit_callbacks(execute=True):
        reinstate(actor=ines, user=tariq, at=NOW)
    anew = WaitlistOffer.objects.open().get()
    assert (anew.care, anew.starts_at) == (offered.care, offered.starts_at)


def test_nobody_is_told_that_it_went_to_the_next(
    offered: WaitlistOffer, alice: User, tariq: User, ines: User, keep_out: Callable[[], None]
) -> None:
    assert len(letters_to(alice)) == 1
    keep_out()
    assert lapse_offers(at=offered.expires_at) == 0
    reinstate(actor=ines, user=tariq, at=offered.expires_at)
    assert lapse_offers(at=offered.expires_at) == 0
    assert len(letters_to(alice)) == 1
    assert not Notice.objects.filter(kind="waitlist_lapsed").exists()


def test_what_was_let_go_before_goes_to_the_next_after_it(
    offered: WaitlistOffer,
    alice: User,
    bruno: User,
    tariq: User,
    ines: User,
    keep_out: Callable[[], None],
) -> None:
    decline_offer(actor=alice, offer=offered, at=NOW)
    keep_out()
    offered.refresh_from_db()
    assert offered.state == "declined"
    reinstate(actor=ines, user=tariq, at=NOW)
    assert offer_freed(at=NOW) == 1
    assert WaitlistOffer.objects.open().get().care.patient == bruno


def test_it_is_neither_let_go_nor_taken_meanwhile(
    offered: WaitlistOffer, alice: User, keep_out: Callable[[], None]
) -> None:
    keep_out()
    with pytest.raises(Refused, match="is away at the moment"):
        decline_offer(actor=alice, offer=offered, at=NOW)
    offered.refresh_from_db()
    assert offered.declined_at is None


def test_the_letters_link_says_why(
    care: Care,
    usual: Service,
    alice: User,
    keep_out: Callable[[], None],
    client_for: Callable[[User | None], Client],
) -> None:
    make_offer(make_entry(care, usual, at=NOW), NOW + timedelta(days=2), at=NOW, token="once")
    link = reverse("scheduling:offer_by_link", args=["once"])
    client = client_for(alice)
    assert "Take this time" in client.get(link).content.decode()
    keep_out()
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Tariq is away at the moment" in answer.content.decode()


def test_the_therapists_list_says_so_afterwards(
    offered: WaitlistOffer,
    tariq: User,
    ines: User,
    keep_out: Callable[[], None],
    client_for: Callable[[User | None], Client],
) -> None:
    keep_out()
    reinstate(actor=ines, user=tariq, at=NOW)
    page = client_for(tariq).get(reverse("scheduling:waitlist")).content.decode()
    assert "taken back" in page
    assert "kept until" not in page


def test_others_keep_what_they_were_offered(
    offered: WaitlistOffer, nadia: User, ines: User
) -> None:
    suspend(actor=ines, user=nadia, reason="A complaint is looked into", at=NOW)
    offered.refresh_from_db()
    assert offered.state == "open"


def test_parting_with_a_suspended_therapist_ends_the_waiting(
    offered: WaitlistOffer,
    alice: User,
    tariq: User,
    ines: User,
    keep_out: Callable[[], None],
    client_for: Callable[[User | None], Client],
) -> None:
    keep_out()
    handover = dict.fromkeys(
        Care.objects.open().filter(therapist=tariq).values_list("pk", flat=True)
    )
    part_with(actor=ines, therapist=tariq, handover=handover, at=NOW)
    address = reverse("scheduling:offer", args=[offered.pk])
    page = client_for(alice).get(address).content.decode()
    assert "This time can’t be taken now" in page
    assert "is away" not in page
    assert "You keep your place" not in page
    assert not WaitlistEntry.objects.open().exists()
    assert offer_freed(at=NOW) == 0


def test_parting_with_a_therapist_leaves_no_offer_open(
    offered: WaitlistOffer, alice: User, tariq: User, ines: User
) -> None:
    handover = dict.fromkeys(
        Care.objects.open().filter(therapist=tariq).values_list("pk", flat=True)
    )
    part_with(actor=ines, therapist=tariq, handover=handover, at=NOW)
    assert not WaitlistOffer.objects.live(at=NOW).exists()
    assert not Hold.objects.exists()
    assert not any("come free" in subject for subject in letters_to(alice))
    assert not Appointment.objects.exists()


def test_the_trail_of_a_suspension_comes_last(
    offered: WaitlistOffer, keep_out: Callable[[], None]
) -> None:
    assert not locked_after_the_chain(keep_out)


def test_offers_from_before_there_was_this_are_taken_back_too(
    offered: WaitlistOffer, tariq: User
) -> None:
    take_back = import_module("scheduling.migrations.0003_withdrawn_offers").take_back
    take_back(apps, None)
    offered.refresh_from_db()
    assert offered.withdrawn_at is None
    User.objects.filter(pk=tariq.pk).update(is_active=False)
    take_back(apps, None)
    offered.refresh_from_db()
    assert offered.withdrawn_at is not None
