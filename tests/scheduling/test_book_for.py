"""Booking for a patient."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Notice
from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, User
from privacy.models import AuditEntry
from scheduling.actions import book_for
from scheduling.errors import BeyondHours, JustTaken, NotForYou
from scheduling.models import Appointment, Service, TimeOff
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice")

WEEK = timedelta(days=7)


@pytest.fixture
def ten(tariq: User) -> datetime:
    return local(tariq, TUESDAY, 10)


def nothing_booked() -> bool:
    return not (
        Appointment.objects.exists()
        or Notice.objects.exists()
        or AuditEntry.objects.filter(verb="appointment.book").exists()
    )


def test_a_therapist_books_for_a_patient_who_is_told_by_whom(
    care: Care, tariq: User, usual: Service, ten: datetime
) -> None:
    booked = book_for(actor=tariq, care=care, service=usual, starts_at=ten, at=NOW)
    assert (booked.patient, booked.booked_by, booked.starts_at) == (care.patient, tariq, ten)
    entry = AuditEntry.objects.get(verb="appointment.book")
    assert (entry.actor, entry.care_key) == (tariq, str(care.pk))
    deliver_due(at=timezone.now())
    (letter,) = (letter for letter in mail.outbox if letter.to == [care.patient.email])
    assert "Tariq Haddad booked it for you" in letter.body


@pytest.mark.parametrize(
    ("booker", "words"), [("tariq", "You booked it yourself"), ("ines", "Ines Ferreira booked it")]
)
def test_the_therapists_letter_names_no_patient(
    booker: str,
    words: str,
    care: Care,
    usual: Service,
    ten: datetime,
    request: pytest.FixtureRequest,
) -> None:
    """Somebody's name beside a practice's tells that they are its patient."""
    by = request.getfixturevalue(booker)
    book_for(actor=by, care=care, service=usual, starts_at=ten, at=NOW)
    deliver_due(at=timezone.now())
    (letter,) = (letter for letter in mail.outbox if letter.to == [care.therapist.email])
    assert words in letter.body
    for name in care.patient.full_name.split():
        assert name not in str(letter.message())


def test_an_admin_books_for_any_open_care(
    care: Care, ines: User, usual: Service, ten: datetime
) -> None:
    booked = book_for(actor=ines, care=care, service=usual, starts_at=ten, at=NOW)
    assert booked.booked_by == ines


def test_neither_notice_nor_horizon_nor_audience_nor_grid_binds(
    care: Care, tariq: User, first: Service, ten: datetime
) -> None:
    make_appointment(care, ten)
    soon = local(tariq, NOW.date(), 15, 10)
    book_for(actor=tariq, care=care, service=first, starts_at=soon, at=NOW)
    book_for(actor=tariq, care=care, service=first, starts_at=ten + 12 * WEEK, at=NOW)


def test_outside_the_hours_only_when_it_is_meant(care: Care, tariq: User, usual: Service) -> None:
    evening = local(tariq, TUESDAY, 20)
    with pytest.raises(BeyondHours):
        book_for(actor=tariq, care=care, service=usual, starts_at=evening, at=NOW)
    assert nothing_booked()
    booked = book_for(
        actor=tariq, care=care, service=usual, starts_at=evening, at=NOW, beyond_hours=True
    )
    assert booked.starts_at == evening


def test_never_over_what_is_taken(
    care: Care, nadias_care: Care, tariq: User, usual: Service, ten: datetime
) -> None:
    TimeOff.objects.create(therapist=tariq, starts_at=ten, ends_at=ten + timedelta(hours=2))
    with pytest.raises(JustTaken) as refused:
        book_for(actor=tariq, care=care, service=usual, starts_at=ten, at=NOW, beyond_hours=True)
    assert ten + timedelta(hours=2) in [slot.starts_at for slot in refused.value.alternatives]
    assert nothing_booked()


def test_nor_over_a_session_the_patient_has_elsewhere(
    care: Care, nadia: User, tariq: User, usual: Service, ten: datetime
) -> None:
    elsewhere = Care.objects.create(
        patient=care.patient, therapist=nadia, opened_at=NOW, opened_by=care.patient
    )
    make_appointment(elsewhere, ten)
    with pytest.raises(JustTaken):
        book_for(actor=tariq, care=care, service=usual, starts_at=ten, at=NOW, beyond_hours=True)


def test_not_into_the_past_nor_into_another_age(
    care: Care, tariq: User, usual: Service, ten: datetime
) -> None:
    for wrong in (NOW, NOW - timedelta(minutes=5), ten + 60 * WEEK):
        with pytest.raises(Refused):
            book_for(
                actor=tariq, care=care, service=usual, starts_at=wrong, at=NOW, beyond_hours=True
            )
    assert nothing_booked()


def test_only_what_the_therapist_offers_to_one_person(
    care: Care, tariq: User, usual: Service, ten: datetime
) -> None:
    for change in ({"retired_at": NOW}, {"seats": 6}, {"everybody_offers": False}):
        Service.objects.filter(pk=usual.pk).update(
            **{"retired_at": None, "seats": 1, "everybody_offers": True} | change
        )
        with pytest.raises(NotForYou):
            book_for(actor=tariq, care=care, service=usual, starts_at=ten, at=NOW)
    assert nothing_booked()


def test_who_may(
    care: Care, alice: User, nadia: User, mallory: User, usual: Service, ten: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        book_for(actor=alice, care=care, service=usual, starts_at=ten, at=NOW)
    for stranger in (nadia, mallory):
        with pytest.raises(Http404):
            book_for(actor=stranger, care=care, service=usual, starts_at=ten, at=NOW)
    assert nothing_booked()


def test_not_for_somebody_who_has_left(
    care: Care, tariq: User, usual: Service, ten: datetime
) -> None:
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    with pytest.raises((PermissionDenied, Http404)):
        book_for(actor=tariq, care=care, service=usual, starts_at=ten, at=NOW)
    assert not Appointment.objects.exists()
