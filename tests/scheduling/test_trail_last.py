"""Verbs that are made of other verbs, or meet others on the way, wait for nobody in a circle."""

from datetime import date, timedelta
from threading import Event, Thread
from unittest.mock import patch

import pytest
from django.db import connection, connections, transaction

from people.actions import hand_over
from people.models import Care, User
from scheduling.actions import (
    book_series,
    cancel_series,
    change,
    change_week,
    keep_holidays,
    move_series,
    set_hours,
    work_on_holiday,
)
from scheduling.locking import lock
from scheduling.models import Appointment, Scope, Service
from tests.privacy.test_audit_comes_last import locked_after_the_chain
from tests.scheduling.conftest import NOW
from tests.scheduling.repeating import all_of, every_second_thursday
from tests.scheduling.test_hours import between, rule
from tests.scheduling.world import make_appointment

CHRISTMAS = date(2026, 12, 25)


def test_the_trail_of_a_week_that_gets_other_dates_comes_last(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    february, march = between("2027-02-01"), between("2027-03-01")
    later = [rule(0, "10:00", "12:00")]
    set_hours(actor=tariq, stretches=later, dates=february)
    assert not locked_after_the_chain(
        lambda: change_week(actor=tariq, was=february, dates=march, stretches=later)
    )


def test_the_trail_of_a_holiday_on_which_one_works_comes_last(tariq: User) -> None:
    friday = [rule(4, "09:00", "12:00"), rule(4, "14:00", "17:00")]
    set_hours(actor=tariq, stretches=friday)
    keep_holidays(actor=tariq, country="DE", subdivision="BE")
    assert not locked_after_the_chain(
        lambda: work_on_holiday(actor=tariq, day=CHRISTMAS, today=NOW.date())
    )


@pytest.mark.usefixtures("open_practice")
def test_the_trail_of_a_series_comes_last(care: Care, tariq: User, usual: Service) -> None:
    four = every_second_thursday(4)
    starts = all_of(four)

    def book() -> None:
        book_series(actor=tariq, care=care, service=usual, rule=four, starts=starts, at=NOW)

    assert not locked_after_the_chain(book)
    second, *others = Appointment.objects.order_by("starts_at")[1:]
    hour = timedelta(hours=1)

    def move() -> None:
        move_series(
            actor=tariq,
            pivot=second,
            scope=Scope.FOLLOWING,
            to=second.starts_at - hour,
            starts={one.pk: one.starts_at - hour for one in (second, *others)},
            at=NOW,
        )

    assert not locked_after_the_chain(move)
    third = Appointment.objects.get(pk=others[0].pk)
    assert not locked_after_the_chain(
        lambda: cancel_series(
            actor=tariq, pivot=third, scope=Scope.FOLLOWING, reason="plans", at=NOW
        )
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_practice")
def test_a_booking_and_a_handover_meet(care: Care, nadia: User, ines: User, usual: Service) -> None:
    """The booking has the calendar and refers to the care; the handover has the care and wants the
    calendar."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lock, so nobody meets")
    has_the_care, outcome = Event(), []

    def waiting(**people: User) -> None:
        has_the_care.set()
        lock(**people)

    def hand() -> None:
        try:
            hand_over(care=care, to=nadia, by=ines)
        except Exception as error:
            outcome.append(error)
        finally:
            connections.close_all()

    other = Thread(target=hand)
    with patch.object(change, "lock", waiting), transaction.atomic():
        lock(therapist=care.therapist, patient=care.patient)
        other.start()
        assert has_the_care.wait(timeout=30)
        booked = make_appointment(care, NOW + timedelta(days=400), service=usual)
    other.join(timeout=30)
    assert outcome == []
    booked.refresh_from_db()
    assert not booked.is_live, "what was booked on the way goes with the care"
