"""What the database keeps by itself, whoever writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from people.models import Care, User
from scheduling.locking import is_clash
from scheduling.models import GroupSession
from tests.conftest import open_active_care
from tests.scheduling.world import make_appointment, make_group_service

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


# Groups


def make_group(therapist: User, starts_at: datetime = TEN, **fields: object) -> GroupSession:
    return GroupSession.objects.create(
        therapist=therapist,
        service=make_group_service(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        seats=4,
        planned_by=therapist,
        planned_at=starts_at,
        **fields,
    )


def test_seats_of_one_group_share_their_therapists_time(care: Care, mallory: User) -> None:
    group = make_group(care.therapist)
    make_appointment(care, TEN, group=group, minutes=90)
    make_appointment(open_active_care(mallory, care.therapist), TEN, group=group, minutes=90)
    assert group.appointments.count() == 2


def test_a_seat_and_a_session_alone_do_not_share(care: Care, mallory: User) -> None:
    other = open_active_care(mallory, care.therapist)
    make_appointment(care, TEN, group=make_group(care.therapist), minutes=90)
    refused(lambda: make_appointment(other, TEN + HALF_AN_HOUR))
    make_appointment(other, TEN + timedelta(minutes=90))


def test_seats_of_two_groups_do_not_share(care: Care, mallory: User) -> None:
    group = make_group(care.therapist)
    gone = make_group(care.therapist, cancelled_at=TEN, cancelled_by=care.therapist)
    other = open_active_care(mallory, care.therapist)
    make_appointment(care, TEN, group=group, minutes=90)
    refused(lambda: make_appointment(other, TEN + HALF_AN_HOUR, group=gone))


def test_a_patient_has_one_seat_and_is_nowhere_else_meanwhile(care: Care, nadia: User) -> None:
    group = make_group(care.therapist)
    make_appointment(care, TEN, group=group, minutes=90)
    refused(lambda: make_appointment(care, TEN, group=group, minutes=90))
    elsewhere = open_active_care(care.patient, nadia)
    refused(lambda: make_appointment(elsewhere, TEN + HALF_AN_HOUR))


def test_a_session_does_not_slip_out_of_its_group_into_anothers_time(
    care: Care, mallory: User
) -> None:
    group = make_group(care.therapist)
    make_appointment(care, TEN, group=group, minutes=90)
    other = open_active_care(mallory, care.therapist)
    seat = make_appointment(other, TEN, group=group, minutes=90)
    refused(lambda: type(seat).objects.filter(pk=seat.pk).update(group=None))


def test_two_groups_of_one_therapist_do_not_overlap(tariq: User, nadia: User) -> None:
    make_group(tariq)
    refused(lambda: make_group(tariq, TEN + HALF_AN_HOUR))
    make_group(nadia)
    make_group(tariq, TEN + timedelta(minutes=90))
    make_group(tariq, TEN + timedelta(hours=6), cancelled_at=TEN, cancelled_by=tariq)
    make_group(tariq, TEN + timedelta(hours=6))
