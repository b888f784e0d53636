"""Waiting for a time: joining, leaving, and the end of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404

from notices.actions import deliver_due
from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, Practice, User
from privacy.models import AuditEntry
from scheduling.actions import (
    book,
    close_past_wishes,
    lapse_offers,
    leave_waitlist,
    offer_freed,
    return_to_waitlist,
    take_offer,
)
from scheduling.errors import NotForYou
from scheduling.models import (
    Appointment,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from tests.conftest import open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import make_appointment
from tests.scheduling.world_asking import posted

pytestmark = pytest.mark.usefixtures("open_practice", "standing_still")

HOURS = timedelta(hours=1)


# Joining


def test_joining_opens_an_enquiry_and_keeps_what_suits(
    alice: User, waits: Callable[..., WaitlistEntry]
) -> None:
    entry = waits(alice, "3-evening", "0-morning", until=TUESDAY)
    assert entry.care.state == "enquiry"
    assert entry.suits == ["0-morning", "3-evening"]
    assert AuditEntry.objects.latest("id").verb == "waitlist.join"


def test_joining_again_changes_what_suits_and_keeps_the_place(
    alice: User, waits: Callable[..., WaitlistEntry]
) -> None:
    entry = waits(alice, "3-evening")
    again = waits(alice, "4-evening")
    assert again == entry
    again.refresh_from_db()
    assert (again.suits, again.joined_at) == (["4-evening"], entry.joined_at)
    assert AuditEntry.objects.latest("id").verb == "waitlist.change"


def test_nobody_waits_for_what_is_not_for_them(
    alice: User, tariq: User, nadia: User, usual: Service, waits: Callable[..., WaitlistEntry]
) -> None:
    with pytest.raises(PermissionDenied):
        waits(nadia)
    with pytest.raises(NotForYou):
        waits(alice, service=usual)
    with pytest.raises(Refused, match="parts of the day"):
        waits(alice, "7-night")
    with pytest.raises(Refused, match="too early"):
        waits(alice, until=date(2026, 11, 1))
    assert not (WaitlistEntry.objects.exists() or Care.objects.exists())


def test_where_no_new_people_are_taken_only_those_who_are_there_wait(
    alice: User, bruno: User, tariq: User, waits: Callable[..., WaitlistEntry]
) -> None:
    tariq.therapist_profile.accepting_new_patients = False
    tariq.therapist_profile.save()
    with pytest.raises(Refused, match="takes no new people"):
        waits(alice)
    open_active_care(bruno, tariq)
    assert waits(bruno)
    assert offer_freed(at=NOW) == 1


def test_leaving_is_one_press_and_so_is_coming_back(
    alice: User, bruno: User, waits: Callable[..., WaitlistEntry]
) -> None:
    entry = waits(alice)
    with pytest.raises(Http404):
        leave_waitlist(actor=bruno, entry=entry, at=NOW)
    leave_waitlist(actor=alice, entry=entry, at=NOW)
    leave_waitlist(actor=alice, entry=entry, at=NOW)
    assert offer_freed(at=NOW) == 0
    return_to_waitlist(actor=alice, entry=entry, at=NOW + HOURS)
    entry.refresh_from_db()
    assert (entry.closed_at, entry.closed_because) == (None, "")
    leave_waitlist(actor=alice, entry=entry, at=NOW)
    with pytest.raises(Refused, match="old place is gone"):
        return_to_waitlist(actor=alice, entry=entry, at=NOW + 25 * HOURS)


# The end of waiting


def test_booking_a_first_session_ends_waiting_for_one(
    alice: User, tariq: User, first: Service, eleven: datetime, waits: Callable[..., WaitlistEntry]
) -> None:
    entry = waits(alice, "5-evening")
    book(actor=alice, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    entry.refresh_from_db()
    assert entry.closed_because == WaitlistEntry.Closed.BOOKED


def test_booking_another_session_keeps_ones_place(
    care: Care,
    usual: Service,
    eleven: datetime,
    waits: Callable[..., WaitlistEntry],
) -> None:
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    entry = waits(care.patient, "5-evening", service=usual)
    book(actor=care.patient, therapist=care.therapist, service=usual, starts_at=eleven, at=NOW)
    entry.refresh_from_db()
    assert entry.closed_at is None


def test_waiting_ends_with_the_care_and_the_offer_goes_on(
    offered: WaitlistOffer, alice: User, bruno: User, tariq: User
) -> None:
    end_care(care=offered.care, by=tariq, reason=EndReason.NOT_BEGUN)
    offered.entry.refresh_from_db()
    assert offered.entry.closed_because == WaitlistEntry.Closed.CARE_ENDED
    with pytest.raises(PermissionDenied):
        take_offer(actor=alice, offer=WaitlistOffer.objects.get(pk=offered.pk), at=NOW)
    assert offer_freed(at=NOW) == 1
    assert WaitlistOffer.objects.open().get().care.patient == bruno


def test_after_the_last_day_that_suits_waiting_ends_and_is_told(
    taken: Appointment, alice: User, waits: Callable[..., WaitlistEntry]
) -> None:
    entry = waits(alice, until=date(2026, 11, 22))
    assert close_past_wishes(at=datetime(2026, 11, 22, 23, 59, tzinfo=NOW.tzinfo)) == 0
    assert close_past_wishes(at=datetime(2026, 11, 23, 0, 0, tzinfo=NOW.tzinfo)) == 1
    entry.refresh_from_db()
    assert entry.closed_because == WaitlistEntry.Closed.OVER
    assert "/waitlist/join/tariq-haddad/" in posted(NOW)[alice.email].body


def test_no_letter_says_why_people_meet_or_who(
    offered: WaitlistOffer, alice: User, practice: Practice
) -> None:
    deliver_due(at=NOW)
    lapse_offers(at=offered.expires_at)
    deliver_due(at=NOW)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        words = f"{message.subject}\n{message.body}"
        for clinical in ("therap", "patient", "consultation", "Moreau", "Haddad"):
            assert clinical not in words
