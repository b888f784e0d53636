"""Booking a session."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from notices.models import Notice
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.actions import book, hold
from scheduling.errors import JustTaken, NotForYou
from scheduling.models import Appointment, Hold, Service
from scheduling.signals import appointment_booked
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice")


def untouched() -> bool:
    """A refused booking leaves no trace."""
    return not (
        Appointment.objects.exists()
        or Care.objects.exists()
        or Notice.objects.exists()
        or AuditEntry.objects.filter(verb__startswith="appointment").exists()
    )


def test_a_patient_books_and_a_care_is_opened_as_an_enquiry(
    alice: User, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    booked = book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert (booked.starts_at, booked.ends_at) == (start, start + timedelta(hours=1))
    assert (booked.patient, booked.therapist, booked.booked_by) == (alice, tariq, alice)
    assert booked.care.state == "enquiry"
    assert booked.sequence == 0
    last = AuditEntry.objects.latest("id")
    assert (last.verb, last.actor_id, last.row_key) == (
        "appointment.book",
        alice.pk,
        str(booked.pk),
    )


def test_a_second_session_hangs_from_the_same_care(
    care: Care, alice: User, tariq: User, usual: Service
) -> None:
    make_appointment(care, NOW - timedelta(days=7), service=usual)
    booked = book(
        actor=alice,
        therapist=tariq,
        service=usual,
        starts_at=local(tariq, TUESDAY, 11),
        at=NOW,
    )
    assert booked.care == care


def test_ones_own_hold_lets_one_in_and_is_used_up(alice: User, tariq: User, first: Service) -> None:
    start = local(tariq, TUESDAY, 11)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW, hold=held)
    assert not Hold.objects.exists()


def test_somebody_elses_hold_keeps_one_out(alice: User, tariq: User, first: Service) -> None:
    start = local(tariq, TUESDAY, 11)
    hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    with pytest.raises(JustTaken):
        book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert untouched()


def test_the_minutes_of_a_hold_do_not_undo_the_notice_that_was_kept(
    alice: User, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    just_in_time = start - timedelta(hours=12)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=just_in_time)
    later = just_in_time + timedelta(minutes=9)
    assert book(actor=alice, therapist=tariq, service=first, starts_at=start, at=later, hold=held)


def test_what_has_begun_meanwhile_is_not_booked(alice: User, tariq: User, first: Service) -> None:
    first.notice_hours = 0
    first.save()
    start = local(tariq, TUESDAY, 11)
    shortly_before = start - timedelta(minutes=2)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=shortly_before)
    begun = start + timedelta(minutes=1)
    with pytest.raises(JustTaken):
        book(actor=alice, therapist=tariq, service=first, starts_at=start, at=begun, hold=held)
    assert untouched()


def test_after_the_hold_has_run_out_the_time_is_checked_again(
    alice: User, bruno: User, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    later = held.expires_at + timedelta(minutes=1)
    book(actor=bruno, therapist=tariq, service=first, starts_at=start, at=later)
    with pytest.raises(JustTaken) as refusal:
        book(actor=alice, therapist=tariq, service=first, starts_at=start, at=later, hold=held)
    assert refusal.value.alternatives
    assert Appointment.objects.get().patient == bruno


def test_an_expired_hold_on_a_time_still_free_is_no_obstacle(
    alice: User, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    later = held.expires_at + timedelta(hours=1)
    assert book(actor=alice, therapist=tariq, service=first, starts_at=start, at=later, hold=held)


def test_a_taken_time_is_refused_with_the_nearest_free_ones(
    care: Care, bruno: User, tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    make_appointment(care, start)
    with pytest.raises(JustTaken) as refusal:
        book(actor=bruno, therapist=tariq, service=first, starts_at=start, at=NOW)
    hours = [slot.starts_at.astimezone(tariq.tz).hour for slot in refusal.value.alternatives]
    assert hours == [9, 10, 12, 13, 14, 15]
    assert not Care.objects.filter(patient=bruno).exists()


@pytest.mark.parametrize("hour", [8, 17])
def test_outside_the_hours_nothing_is_booked(
    hour: int, alice: User, tariq: User, first: Service
) -> None:
    with pytest.raises(JustTaken):
        book(
            actor=alice,
            therapist=tariq,
            service=first,
            starts_at=local(tariq, TUESDAY, hour),
            at=NOW,
        )
    assert untouched()


def test_only_patients_book(tariq: User, nadia: User, ines: User, first: Service) -> None:
    for person in (nadia, ines):
        with pytest.raises(PermissionDenied):
            book(
                actor=person,
                therapist=tariq,
                service=first,
                starts_at=local(tariq, TUESDAY, 11),
                at=NOW,
            )
    assert untouched()


def test_a_service_for_others_is_refused(
    alice: User, tariq: User, first: Service, usual: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    with pytest.raises(NotForYou, match="have met the therapist before"):
        book(actor=alice, therapist=tariq, service=usual, starts_at=start, at=NOW)
    first.retired_at = NOW
    first.save()
    with pytest.raises(NotForYou, match="not offered any more"):
        book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert untouched()


def test_the_news_is_part_of_the_transaction(alice: User, tariq: User, first: Service) -> None:
    def fall_over(**kwargs: object) -> None:
        raise RuntimeError("the floor above fell over")

    appointment_booked.connect(fall_over)
    try:
        with pytest.raises(RuntimeError):
            book(
                actor=alice,
                therapist=tariq,
                service=first,
                starts_at=local(tariq, TUESDAY, 11),
                at=NOW,
            )
    finally:
        appointment_booked.disconnect(fall_over)
    assert untouched()
