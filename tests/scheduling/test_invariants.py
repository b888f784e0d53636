"""What the database keeps by itself, whoever writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from people.models import Care, User
from scheduling.locking import is_clash
from tests.conftest import open_active_care
from tests.scheduling.world import make_appointment

TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def refused(write) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert is_clash(refusal.value)


def test_a_therapist_is_not_in_two_sessions_at_once(care: Care, mallory: User) -> None:
    other = open_active_care(mallory, care.therapist)
    make_appointment(care, TEN)
    refused(lambda: make_appointment(other, TEN + HALF_AN_HOUR))
    make_appointment(other, TEN + timedelta(minutes=50))


def test_a_patient_is_not_in_two_sessions_at_once(care: Care, nadia: User) -> None:
    other = open_active_care(care.patient, nadia)
    make_appointment(care, TEN)
    refused(lambda: make_appointment(other, TEN - HALF_AN_HOUR))
    make_appointment(other, TEN - timedelta(minutes=50))


def test_a_session_is_not_moved_into_another(care: Care) -> None:
    make_appointment(care, TEN)
    later = make_appointment(care, TEN + timedelta(hours=2))

    def move() -> None:
        type(later).objects.filter(pk=later.pk).update(starts_at=TEN + HALF_AN_HOUR)

    refused(move)


def test_a_cancelled_session_frees_its_time_and_does_not_come_back(care: Care) -> None:
    gone = make_appointment(
        care, TEN, cancelled_at=TEN, cancelled_by=care.patient, cancel_reason="plans"
    )
    make_appointment(care, TEN)

    def revive() -> None:
        type(gone).objects.filter(pk=gone.pk).update(
            cancelled_at=None, cancelled_by=None, cancel_reason=""
        )

    refused(revive)


def test_a_session_ends_after_it_begins(care: Care) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appointment(care, TEN, minutes=0)


def test_a_cancellation_has_somebody_and_a_reason(care: Care) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appointment(care, TEN, cancelled_at=TEN)


def test_times_to_the_microsecond_are_compared_as_times(care: Care) -> None:
    """SQLite compares text: a time with and one without microseconds must still be in order."""
    make_appointment(care, TEN)
    refused(lambda: make_appointment(care, TEN + timedelta(minutes=49, microseconds=999_999)))
    make_appointment(care, TEN + timedelta(minutes=50, microseconds=1))
