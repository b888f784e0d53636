"""Asking for a time, where the therapist confirms sessions themselves."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404

from notices.actions import deliver_due
from notices.models import Notice
from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, Practice, User
from privacy.models import AuditEntry
from scheduling.actions import (
    accept_request,
    ask_for,
    book,
    decline_request,
    hold,
    lapse_requests,
    withdraw_request,
)
from scheduling.errors import AsksFirst, JustTaken, NotForYou, TooLate
from scheduling.models import (
    Appointment,
    Asks,
    BookingRequest,
    Hold,
    Service,
    TherapistRules,
    TimeOff,
)
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment
from tests.scheduling.world_asking import posted

pytestmark = pytest.mark.usefixtures("open_practice", "standing_still")


@pytest.fixture
def careful(tariq: User) -> TherapistRules:
    """Tariq confirms people he has not met yet."""
    return TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)


@pytest.fixture
def eleven(tariq: User) -> datetime:
    return local(tariq, TUESDAY, 11)


@pytest.fixture
def asked(
    careful: TherapistRules, alice: User, tariq: User, first: Service, eleven: datetime
) -> BookingRequest:
    return ask_for(actor=alice, therapist=tariq, service=first, starts_at=eleven, at=NOW)


def last_deed() -> tuple[str, object]:
    entry = AuditEntry.objects.latest("id")
    return entry.verb, entry.actor_id


# Booking does not go round it


def test_new_people_ask_and_do_not_book(
    careful: TherapistRules, alice: User, tariq: User, first: Service, eleven: datetime
) -> None:
    held = hold(actor=alice, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    for kept in (None, held):
        with pytest.raises((AsksFirst, JustTaken)):
            book(actor=alice, therapist=tariq, service=first, starts_at=eleven, at=NOW, hold=kept)
    assert not Appointment.objects.exists()
    assert not Care.objects.exists()


def test_who_has_met_books_at_once(
    careful: TherapistRules, care: Care, usual: Service, eleven: datetime
) -> None:
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    assert book(
        actor=care.patient, therapist=care.therapist, service=usual, starts_at=eleven, at=NOW
    )


def test_everybody_asks_where_the_therapist_wants_it(
    careful: TherapistRules, care: Care, usual: Service, eleven: datetime
) -> None:
    TherapistRules.objects.update(asks_first=Asks.EVERYBODY)
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    with pytest.raises(AsksFirst, match="Tariq confirms sessions first"):
        book(actor=care.patient, therapist=care.therapist, service=usual, starts_at=eleven, at=NOW)


# Asking


def test_asking_keeps_the_time_and_tells_both(
    asked: BookingRequest, alice: User, bruno: User, tariq: User, first: Service, eleven: datetime
) -> None:
    assert asked.care.state == "enquiry"
    assert asked.lapses_at == eleven - timedelta(hours=12)
    assert asked.hold is not None
    assert (asked.hold.holder, asked.hold.expires_at) == (alice, asked.lapses_at)
    assert last_deed() == ("request.make", alice.pk)
    with pytest.raises(JustTaken):
        ask_for(actor=bruno, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    letters = posted(NOW)
    assert "11:00 – 12:00 (Berlin time)" in letters[tariq.email].body
    assert "Confirm or decline it here" in letters[tariq.email].body
    assert "10:00 – 11:00 (Lisbon time)" in letters[alice.email].body
    assert f"/requests/{asked.pk}/" in letters[alice.email].body


def test_the_practices_hours_to_answer_count_when_the_session_is_far_off(
    careful: TherapistRules, alice: User, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY + timedelta(days=9), 11)
    asked = ask_for(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert asked.lapses_at == NOW + timedelta(hours=48)


def test_the_hold_of_the_browser_is_used_up_and_another_kept(
    careful: TherapistRules, alice: User, tariq: User, first: Service, eleven: datetime
) -> None:
    held = hold(actor=None, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    asked = ask_for(
        actor=alice, therapist=tariq, service=first, starts_at=eleven, at=NOW, hold=held
    )
    kept = Hold.objects.get()
    assert kept == asked.hold
    assert kept.token != held.token


def test_the_same_again_is_the_same_request_and_another_is_refused(
    asked: BookingRequest, alice: User, tariq: User, first: Service
) -> None:
    again = ask_for(actor=alice, therapist=tariq, service=first, starts_at=asked.starts_at, at=NOW)
    assert again == asked
    with pytest.raises(Refused, match="asked Tariq for a time already"):
        ask_for(
            actor=alice,
            therapist=tariq,
            service=first,
            starts_at=local(tariq, TUESDAY, 14),
            at=NOW,
        )
    assert BookingRequest.objects.count() == Hold.objects.count() == 1


def test_a_time_that_leaves_no_time_to_answer_is_refused(
    careful: TherapistRules, alice: User, tariq: User, first: Service, eleven: datetime
) -> None:
    late = eleven - timedelta(hours=12, minutes=30)
    with pytest.raises(TooLate, match="too soon"):
        ask_for(actor=alice, therapist=tariq, service=first, starts_at=eleven, at=late)
    assert not (Care.objects.exists() or Hold.objects.exists() or Notice.objects.exists())


def test_only_patients_ask_and_only_for_what_is_meant_for_them(
    careful: TherapistRules,
    alice: User,
    tariq: User,
    nadia: User,
    first: Service,
    usual: Service,
    eleven: datetime,
) -> None:
    with pytest.raises(PermissionDenied):
        ask_for(actor=nadia, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    with pytest.raises(NotForYou):
        ask_for(actor=alice, therapist=tariq, service=usual, starts_at=eleven, at=NOW)
    assert not (Care.objects.exists() or BookingRequest.objects.exists())


# Yes


def test_a_yes_makes_the_session_with_its_letters(
    asked: BookingRequest, alice: User, tariq: User
) -> None:
    booked = accept_request(actor=tariq, request=asked, at=NOW)
    assert (booked.starts_at, booked.ends_at) == (asked.starts_at, asked.ends_at)
    assert (booked.patient, booked.booked_by, booked.care) == (alice, tariq, asked.care)
    assert not Hold.objects.exists()
    asked.refresh_from_db()
    assert (asked.state, asked.appointment) == ("accepted", booked)
    assert last_deed() == ("request.accept", tariq.pk)
    waiting = Counter(Notice.objects.open().values_list("kind", flat=True))
    assert waiting["appointment_booked"] == 2
    assert waiting["request_made"] == 0


def test_a_yes_said_twice_is_one_session(asked: BookingRequest, tariq: User) -> None:
    once = accept_request(actor=tariq, request=asked, at=NOW)
    twice = accept_request(actor=tariq, request=asked, at=NOW)
    assert once == twice
    assert Appointment.objects.count() == 1


def test_after_the_hours_have_changed_a_yes_is_still_a_yes(
    asked: BookingRequest, tariq: User
) -> None:
    tariq.weekly_hours.all().delete()
    assert accept_request(actor=tariq, request=asked, at=NOW)


def test_what_came_into_the_way_meanwhile_is_said(asked: BookingRequest, tariq: User) -> None:
    TimeOff.objects.create(
        therapist=tariq, starts_at=asked.starts_at, ends_at=asked.starts_at + timedelta(hours=3)
    )
    with pytest.raises(JustTaken, match="Something else is in the way"):
        accept_request(actor=tariq, request=asked, at=NOW)
    asked.refresh_from_db()
    assert asked.is_open
    assert Hold.objects.filter(pk=asked.hold_id).exists()


def test_a_patient_with_another_session_by_now_is_not_in_two(
    asked: BookingRequest, alice: User, tariq: User, nadia: User, first: Service
) -> None:
    book(actor=alice, therapist=nadia, service=first, starts_at=asked.starts_at, at=NOW)
    with pytest.raises(JustTaken):
        accept_request(actor=tariq, request=asked, at=NOW)
    assert Appointment.objects.get().therapist == nadia


def test_only_the_therapist_of_the_care_answers(
    asked: BookingRequest, alice: User, nadia: User, ines: User
) -> None:
    for person, refusal in ((alice, PermissionDenied), (ines, PermissionDenied), (nadia, Http404)):
        with pytest.raises(refusal):
            accept_request(actor=person, request=asked, at=NOW)
        with pytest.raises(refusal):
            decline_request(actor=person, request=asked, reason="time", at=NOW)
    asked.refresh_from_db()
    assert asked.is_open


def test_nobody_says_yes_after_the_care_has_ended(asked: BookingRequest, tariq: User) -> None:
    end_care(care=asked.care, by=tariq, reason=EndReason.NOT_BEGUN)
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert not Hold.objects.exists()
    with pytest.raises(PermissionDenied):
        accept_request(actor=tariq, request=BookingRequest.objects.get(), at=NOW)
    assert not Appointment.objects.exists()


def test_a_yes_from_a_page_that_was_opened_before_the_care_ended(
    asked: BookingRequest, tariq: User
) -> None:
    stale = BookingRequest.objects.with_people().get()
    end_care(care=asked.care, by=tariq, reason=EndReason.NOT_BEGUN)
    with pytest.raises(Refused):
        accept_request(actor=tariq, request=stale, at=NOW)
    assert not Appointment.objects.exists()


def test_a_suspended_therapist_or_patient_is_no_party_to_a_session(
    asked: BookingRequest, alice: User, tariq: User
) -> None:
    alice.is_active = False
    alice.save()
    with pytest.raises(Refused):
        accept_request(actor=tariq, request=asked, at=NOW)
    alice.is_active = True
    alice.save()
    tariq.is_active = False
    tariq.save()
    with pytest.raises(Http404):
        accept_request(actor=tariq, request=asked, at=NOW)
    assert not Appointment.objects.exists()


# No


def test_a_no_gives_the_time_back_and_offers_others(
    asked: BookingRequest, alice: User, bruno: User, tariq: User, first: Service
) -> None:
    posted(NOW)
    decline_request(actor=tariq, request=asked, reason="time", at=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.decline_reason) == ("declined", "time")
    letters = posted(NOW)
    assert set(letters) == {alice.email}
    assert "It is only this time that doesn’t work" in letters[alice.email].body
    assert "Tuesday 24 November, 09:00" in letters[alice.email].body
    assert "/therapists/tariq-haddad/" in letters[alice.email].body
    assert ask_for(actor=bruno, therapist=tariq, service=first, starts_at=asked.starts_at, at=NOW)


@pytest.mark.parametrize(
    ("reason", "way"),
    [("full", "/waitlist/join/tariq-haddad/"), ("fit", "http://testserver/therapists/\n")],
)
def test_the_reason_decides_what_is_offered_instead(
    reason: str, way: str, asked: BookingRequest, alice: User, tariq: User, settings
) -> None:
    settings.SITE_URL = "http://testserver"
    decline_request(actor=tariq, request=asked, reason=reason, at=NOW)
    assert way in posted(NOW)[alice.email].body


def test_a_no_needs_a_reason_and_is_said_once(asked: BookingRequest, tariq: User) -> None:
    with pytest.raises(Refused, match="Say why"):
        decline_request(actor=tariq, request=asked, reason="", at=NOW)
    decline_request(actor=tariq, request=asked, reason="time", at=NOW)
    decline_request(actor=tariq, request=asked, reason="full", at=NOW)
    asked.refresh_from_db()
    assert asked.decline_reason == "time"
    with pytest.raises(Refused, match="declined already"):
        accept_request(actor=tariq, request=asked, at=NOW)


# Back, or too late


def test_taking_it_back(asked: BookingRequest, alice: User, tariq: User) -> None:
    posted(NOW)
    withdraw_request(actor=alice, request=asked, at=NOW)
    withdraw_request(actor=alice, request=asked, at=NOW)
    assert not Hold.objects.exists()
    assert "taken back" in posted(NOW)[tariq.email].body
    with pytest.raises(Refused, match="taken back"):
        accept_request(actor=tariq, request=asked, at=NOW)


def test_a_therapist_who_was_not_told_yet_is_not_told_that_it_is_gone(
    asked: BookingRequest, alice: User
) -> None:
    withdraw_request(actor=alice, request=asked, at=NOW)
    assert posted(NOW) == {}


def test_after_a_yes_there_is_nothing_to_take_back(
    asked: BookingRequest, alice: User, tariq: User
) -> None:
    accept_request(actor=tariq, request=asked, at=NOW)
    with pytest.raises(Refused, match="Cancel the session instead"):
        withdraw_request(actor=alice, request=asked, at=NOW)


def test_without_an_answer_it_lapses_once_and_both_are_told(
    asked: BookingRequest, alice: User, tariq: User, time_machine
) -> None:
    posted(NOW)
    assert lapse_requests(at=asked.lapses_at - timedelta(seconds=1)) == 0
    assert lapse_requests(at=asked.lapses_at) == 1
    assert lapse_requests(at=asked.lapses_at) == 0
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert not Hold.objects.exists()
    letters = posted(NOW)
    assert "We are sorry that you waited" in letters[alice.email].body
    assert "waiting for your answer" in letters[tariq.email].body
    assert last_deed() == ("request.lapse", None)


def test_between_the_end_and_the_worker_nobody_says_yes(
    asked: BookingRequest, alice: User, tariq: User, first: Service
) -> None:
    with pytest.raises(Refused, match="run out"):
        accept_request(actor=tariq, request=asked, at=asked.lapses_at)
    # And the next request does not stumble over it.
    other = local(tariq, TUESDAY + timedelta(days=5), 11)
    again = ask_for(
        actor=alice, therapist=tariq, service=first, starts_at=other, at=asked.lapses_at
    )
    assert BookingRequest.objects.open().get() == again


def test_no_letter_says_why_people_meet_or_who(
    asked: BookingRequest, alice: User, tariq: User, practice: Practice
) -> None:
    deliver_due(at=NOW)
    decline_request(actor=tariq, request=asked, reason="fit", at=NOW)
    deliver_due(at=NOW)
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        words = f"{message.subject}\n{message.body}".replace("/therapists/", "/")
        for clinical in ("therap", "patient", "consultation", "Moreau", "Haddad"):
            assert clinical not in words
