"""Booking sessions that repeat: every one checked, all or nothing."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from notices.models import Notice
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.actions import book_series
from scheduling.actions.series import repeatable
from scheduling.errors import NotAllFree, NotForYou
from scheduling.models import (
    Appointment,
    Asks,
    Audience,
    Series,
    Service,
    TherapistRules,
)
from tests.scheduling.conftest import NOW
from tests.scheduling.repeating import THURSDAY, WEEK, all_of, every_second_thursday, taken_by_bruno
from tests.scheduling.world import local, make_appointment, make_missed, make_service

pytestmark = pytest.mark.usefixtures("open_practice")


def nothing_happened() -> bool:
    return not (
        Series.objects.exists()
        or Appointment.objects.filter(series__isnull=False).exists()
        or Notice.objects.exists()
        or AuditEntry.objects.filter(verb__in=["series.book", "appointment.book"]).exists()
    )


def test_the_therapist_books_all_of_them(
    care: Care, usual: Service, tariq: User, alice: User
) -> None:
    rule = every_second_thursday()
    series = book_series(
        actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )
    sessions = list(Appointment.objects.filter(series=series))
    assert [(one.series_day, one.starts_at) for one in sessions] == list(all_of(rule).items())
    assert {(one.patient, one.booked_by, one.length) for one in sessions} == {
        (alice, tariq, usual.length)
    }
    assert {one.starts_at.astimezone(tariq.tz).time() for one in sessions} == {time(16)}
    assert series.rule == rule
    assert AuditEntry.objects.filter(verb="appointment.book").count() == 10
    assert AuditEntry.objects.latest("id").verb == "series.book"


def test_sixteen_oclock_stays_sixteen_oclock_over_both_clock_changes(
    care: Care, usual: Service, tariq: User
) -> None:
    tariq.therapist_profile.licence_expires_on = date(2100, 1, 1)
    tariq.therapist_profile.save()
    rule = every_second_thursday(26)
    series = book_series(
        actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )
    starts = Appointment.objects.filter(series=series).values_list("starts_at", flat=True)
    assert {start.astimezone(tariq.tz).time() for start in starts} == {time(16)}
    hours = [start.hour for start in starts]
    assert (hours[0], hours[12], hours[25]) == (15, 14, 15)


def test_picked_times_are_kept_and_left_out_ones_are_not_booked(
    care: Care, usual: Service, tariq: User
) -> None:
    rule = every_second_thursday(4)
    starts = all_of(rule)
    left_out, elsewhere = list(starts)[1:3]
    del starts[left_out]
    starts[elsewhere] = local(tariq, elsewhere, 11)
    series = book_series(actor=tariq, care=care, service=usual, rule=rule, starts=starts, at=NOW)
    booked = Appointment.objects.filter(series=series)
    assert {one.series_day: one.starts_at for one in booked} == starts


def test_a_patient_repeats_what_they_know(
    care: Care, usual: Service, alice: User, met: Appointment
) -> None:
    rule = every_second_thursday()
    assert book_series(
        actor=alice, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )


def test_one_that_is_taken_books_nothing(
    care: Care, usual: Service, tariq: User, nadias_care: Care
) -> None:
    rule = every_second_thursday()
    taken_by_bruno(nadias_care, tariq, local(tariq, THURSDAY + 18 * WEEK, 16, 30))
    with pytest.raises(NotAllFree, match="just been taken"):
        book_series(actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW)
    assert nothing_happened()


def test_a_therapist_looks_past_their_hours_and_a_patient_does_not(
    care: Care, usual: Service, tariq: User, alice: User, met: Appointment
) -> None:
    late = every_second_thursday(3, at="20:00")
    with pytest.raises(NotAllFree):
        book_series(actor=alice, care=care, service=usual, rule=late, starts=all_of(late), at=NOW)
    assert nothing_happened()
    assert book_series(
        actor=tariq, care=care, service=usual, rule=late, starts=all_of(late), at=NOW
    )


def test_a_patient_begins_only_when_sessions_are_offered(
    care: Care, usual: Service, alice: User, met: Appointment
) -> None:
    odd = every_second_thursday(3, at="15:10")
    with pytest.raises(NotAllFree):
        book_series(actor=alice, care=care, service=usual, rule=odd, starts=all_of(odd), at=NOW)


def test_two_at_the_same_time_are_refused(care: Care, usual: Service, tariq: User) -> None:
    rule = every_second_thursday(3)
    first, second, _third = all_of(rule)
    starts = {first: local(tariq, second, 16, 30), second: local(tariq, second, 16)}
    with pytest.raises(NotAllFree, match="same time"):
        book_series(actor=tariq, care=care, service=usual, rule=rule, starts=starts, at=NOW)
    assert nothing_happened()


def test_together_they_keep_the_cap(
    care: Care, usual: Service, alice: User, tariq: User, met: Appointment
) -> None:
    TherapistRules.objects.create(therapist=tariq, weekly_cap=1)
    rule = every_second_thursday(3)
    first, second, third = all_of(rule)
    starts = {
        first: local(tariq, second + timedelta(days=1), 16),
        second: local(tariq, second, 16),
        third: local(tariq, third, 16),
    }
    with pytest.raises(NotAllFree, match="Together"):
        book_series(actor=alice, care=care, service=usual, rule=rule, starts=starts, at=NOW)
    assert nothing_happened()


@pytest.mark.parametrize("audience", [Audience.NEW, Audience.INVITED])
def test_some_kinds_of_session_are_not_repeated(
    audience: str, care: Care, alice: User, met: Appointment
) -> None:
    service = Service.objects.create(name="Other", minutes=50, audience=audience)
    rule = every_second_thursday(3)
    with pytest.raises(NotForYou):
        book_series(actor=alice, care=care, service=service, rule=rule, starts=all_of(rule), at=NOW)
    assert nothing_happened()


def test_who_has_not_met_or_whose_therapist_answers_first_makes_no_series(
    care: Care, usual: Service, alice: User, tariq: User
) -> None:
    rule = every_second_thursday(3)

    def attempt() -> None:
        with pytest.raises(NotForYou):
            book_series(
                actor=alice, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
            )

    attempt()
    make_appointment(care, NOW - timedelta(days=6), service=usual)
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.EVERYBODY)
    attempt()


def test_strangers_and_the_practice_make_none(
    care: Care, usual: Service, mallory: User, nadia: User, ines: User
) -> None:
    rule = every_second_thursday(3)
    for person, told in ((mallory, Http404), (nadia, Http404), (ines, PermissionDenied)):
        with pytest.raises(told):
            book_series(
                actor=person, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
            )
    assert nothing_happened()


def test_the_kind_the_two_last_met_for_is_proposed_first(
    care: Care, usual: Service, tariq: User, standing_still: None
) -> None:
    other = make_service("Session with somebody close", 50, Audience.EXISTING)
    make_appointment(care, NOW - 2 * WEEK, service=other)
    make_appointment(care, NOW - WEEK, service=usual)
    make_appointment(care, NOW + WEEK, service=other)
    make_missed(care, NOW - timedelta(days=2), service=other)
    assert repeatable(actor=tariq, care=care)[0] == usual
    make_appointment(care, NOW - timedelta(hours=2), service=other)
    assert repeatable(actor=tariq, care=care)[0] == other
