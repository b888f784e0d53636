"""Which times are free, asked of the database."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from people.models import Care, Practice, User
from scheduling.free import ANYBODY, Asking, Slot, Wish, free_times
from scheduling.models import Hold, Service, TimeOff
from scheduling.slots import DAY, Span, Wanted, day_span
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, work_daily

HOUR = timedelta(hours=1)
AN_HOUR = Wanted(length=HOUR, step=HOUR)
pytestmark = pytest.mark.usefixtures("open_practice")


def on(
    person: User, day: date = TUESDAY, asking: Asking = ANYBODY, at: datetime = NOW
) -> list[Slot]:
    times = free_times(
        therapists=[person.pk],
        wanted=AN_HOUR,
        window=day_span(day, 1, person.tz),
        at=at,
        asking=asking,
    )
    return times[person.pk]


def clocks(person: User, slots: list[Slot]) -> list[int]:
    return [slot.starts_at.astimezone(person.tz).hour for slot in slots]


def wish(person: User, starts_at: datetime) -> Wish:
    return Wish(therapist=person.pk, wanted=AN_HOUR, starts_at=starts_at)


def test_the_hours_of_a_day(tariq: User) -> None:
    assert clocks(tariq, on(tariq)) == [9, 10, 11, 12, 13, 14, 15, 16]


def test_what_is_taken_is_not_free(care: Care, tariq: User, first: Service, mallory: User) -> None:
    make_appointment(care, local(tariq, TUESDAY, 10))
    TimeOff.objects.create(
        therapist=tariq, starts_at=local(tariq, TUESDAY, 13), ends_at=local(tariq, TUESDAY, 15)
    )
    held = Hold.objects.create(
        therapist=tariq,
        service=first,
        starts_at=local(tariq, TUESDAY, 16),
        ends_at=local(tariq, TUESDAY, 17),
        made_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    assert clocks(tariq, on(tariq)) == [9, 11, 12, 15]
    assert clocks(tariq, on(tariq, asking=Asking(hold=held))) == [9, 11, 12, 15, 16]


def test_a_hold_ends_by_time_alone(tariq: User, first: Service) -> None:
    Hold.objects.create(
        therapist=tariq,
        service=first,
        starts_at=local(tariq, TUESDAY, 9),
        ends_at=local(tariq, TUESDAY, 10),
        made_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    assert 9 not in clocks(tariq, on(tariq, at=NOW + timedelta(minutes=9, seconds=59)))
    assert 9 in clocks(tariq, on(tariq, at=NOW + timedelta(minutes=10)))
    assert Hold.objects.count() == 1


def test_a_cancelled_session_is_free_again(care: Care, tariq: User, alice: User) -> None:
    make_appointment(
        care,
        local(tariq, TUESDAY, 9),
        cancelled_at=NOW,
        cancelled_by=alice,
        cancel_reason="plans",
    )
    assert 9 in clocks(tariq, on(tariq))


def test_notice_and_horizon(tariq: User, practice: Practice) -> None:
    today = NOW.astimezone(tariq.tz).date()
    assert on(tariq, today) == []
    assert clocks(tariq, on(tariq, today, Asking(notice=False))) == [13, 14, 15, 16]
    last = today + practice.book_ahead_days * DAY
    assert clocks(tariq, on(tariq, last)) == [9, 10, 11, 12]
    assert on(tariq, last + DAY) == []


def test_a_patient_is_not_offered_times_in_which_they_have_a_session(
    alice: User, tariq: User, nadia: User, care: Care
) -> None:
    make_appointment(care, local(tariq, TUESDAY, 10))
    assert 10 in clocks(nadia, on(nadia))
    assert 10 not in clocks(nadia, on(nadia, asking=Asking(patient=alice)))


def test_who_takes_nobody_new_still_sees_their_own(alice: User, tariq: User, care: Care) -> None:
    profile = tariq.therapist_profile
    profile.accepting_new_patients = False
    profile.save()
    assert on(tariq) == []
    assert on(tariq, asking=Asking(patient=alice))
    care.ended_at, care.ended_by = NOW, tariq
    care.save()
    assert on(tariq, asking=Asking(patient=alice)) == []


def test_nobody_is_offered_a_suspended_or_leaving_therapist(tariq: User, nadia: User) -> None:
    tariq.is_active = False
    tariq.save()
    nadia.therapist_profile.left_at = NOW
    nadia.therapist_profile.save()
    assert on(tariq) == on(nadia) == []


def test_nothing_is_free_after_the_last_day_of_a_licence(tariq: User) -> None:
    profile = tariq.therapist_profile
    profile.licence_expires_on = TUESDAY
    profile.save()
    assert clocks(tariq, on(tariq)) == [9, 10, 11, 12, 13, 14, 15, 16]
    assert on(tariq, TUESDAY + DAY) == []


def test_a_time_off_the_grid_or_outside_hours_is_not_free(tariq: User) -> None:
    def free(hour: int, minute: int = 0) -> bool:
        return wish(tariq, local(tariq, TUESDAY, hour, minute)).is_free(at=NOW)

    assert free(9)
    assert not free(9, 15)
    assert not free(8)
    assert not free(17)


def test_alternatives_are_the_nearest_in_order(tariq: User, care: Care) -> None:
    near = local(tariq, TUESDAY, 12)
    make_appointment(care, near)
    slots = wish(tariq, near).alternatives(at=NOW, count=4)
    assert clocks(tariq, slots) == [10, 11, 13, 14]


@pytest.mark.parametrize("numbers", [(1, 0), (12, 60)])
def test_three_queries_whatever_the_numbers(
    numbers: tuple[int, int],
    alice: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    therapists, appointments = numbers
    everybody: list[UUID] = []
    for number in range(therapists):
        therapist = make_therapist(
            f"t{number}@example.com",
            "Some Body",
            slug=f"t{number}",
            zone="Asia/Kathmandu",
            needs=[],
        )
        work_daily(therapist)
        everybody.append(therapist.pk)
        care = open_active_care(make_patient(f"p{number}@example.com", "Any One"), therapist)
        for day in range(appointments // therapists):
            make_appointment(care, local(therapist, TUESDAY, 9) + day * DAY)
    with django_assert_max_num_queries(3):
        times = free_times(
            therapists=everybody,
            wanted=AN_HOUR,
            window=Span(NOW, NOW + 42 * DAY),
            at=NOW,
            asking=Asking(patient=alice),
        )
    assert all(times[therapist] for therapist in everybody)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by its statistics")
def test_what_is_taken_is_found_by_therapist_and_time_not_by_reading_the_history(
    tariq: User, alice: User
) -> None:
    with CaptureQueriesContext(connection) as queries:
        on(tariq, asking=Asking(patient=alice))
    [taken] = [query["sql"] for query in queries if "UNION ALL" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {taken}")
        plan = [row[3] for row in cursor.fetchall() if " scheduling_" in row[3]]
    # The calendars kept elsewhere that were removed are few.
    plan = [step for step in plan if not step.endswith("scheduling_outsidecalendar")]
    assert len(plan) == 6
    assert all(re.search(r"_by_(therapist|patient) \(\w+_id=\? AND ", step) for step in plan), plan
