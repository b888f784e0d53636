"""What a rule would give, before anything is booked."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from people.models import Care, User
from scheduling.models import (
    Appointment,
    Service,
    TherapistRules,
    TimeOff,
)
from scheduling.recurrence import Rule
from scheduling.series.plan import Plan, propose
from scheduling.series.sight import Reason
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.repeating import THURSDAY, WEEK, all_of, every_second_thursday, taken_by_bruno
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice")


@pytest.fixture
def proposed(care: Care, usual: Service, tariq: User) -> Callable[..., Plan]:
    def plan(actor: User = tariq, rule: Rule | None = None, **more: Any) -> Plan:
        return propose(
            actor=actor,
            care=care,
            service=more.pop("service", usual),
            rule=rule or every_second_thursday(),
            at=NOW,
            **more,
        )

    return plan


def test_ten_biweekly_sessions_of_which_two_are_not_free(
    proposed: Callable[..., Plan], tariq: User, nadias_care: Care
) -> None:
    third, fifth = THURSDAY + 4 * WEEK, THURSDAY + 8 * WEEK
    taken_by_bruno(nadias_care, tariq, local(tariq, third, 16))
    TimeOff.objects.create(
        therapist=tariq, starts_at=local(tariq, fifth, 0), ends_at=local(tariq, fifth, 18)
    )
    plan = proposed()
    assert len(plan.steps) == 10
    assert [(step.key, step.reason) for step in plan.conflicts] == [
        (third.isoformat(), Reason.TAKEN),
        (fifth.isoformat(), Reason.OFF),
    ]
    first, second = plan.conflicts
    assert local(tariq, third, 15) in first.nearest
    assert len(first.nearest) == len(second.nearest) == 4
    assert not [start for start in second.nearest if start.astimezone(tariq.tz).date() == fifth]
    assert plan.undecided == plan.conflicts
    assert len(plan.taking) == 8


def test_every_kind_of_obstacle_has_its_reason(
    proposed: Callable[..., Plan],
    alice: User,
    tariq: User,
    nadia: User,
    care: Care,
    met: Appointment,
    usual: Service,
) -> None:
    days = [THURSDAY + number * WEEK for number in range(6)]
    rules = TherapistRules.objects.create(therapist=tariq, holidays_country="DE", daily_cap=1)
    # Christmas Eve is no holiday in Germany; Friday, 25 December, is.
    friday = every_second_thursday(6, interval=1, first_on=days[0] + timedelta(days=1))
    with_nadia = Care.objects.create(
        patient=alice,
        therapist=nadia,
        opened_at=NOW,
        opened_by=alice,
        activated_at=NOW,
        activated_by=nadia,
    )
    make_appointment(with_nadia, local(tariq, friday.first_on + WEEK, 16))
    make_appointment(care, local(tariq, friday.first_on + 2 * WEEK, 10), service=usual)
    reasons = {
        name: [step.reason for step in proposed(actor, friday).steps]
        for name, actor in (("alice", alice), ("tariq", tariq))
    }
    assert reasons["alice"] == [
        None,
        Reason.YOURS,
        Reason.FULL,
        None,
        Reason.HOLIDAY,
        Reason.HOLIDAY,
    ]
    # To the therapist it isn't told that the patient sees somebody else.
    assert reasons["tariq"] == [
        None,
        Reason.TAKEN,
        Reason.FULL,
        None,
        Reason.HOLIDAY,
        Reason.HOLIDAY,
    ]
    rules.delete()
    late = every_second_thursday(3, at="20:00")
    assert {step.reason for step in proposed(tariq, late).steps} == {Reason.HOURS}
    assert all(step.insists for step in proposed(tariq, late).steps)
    assert not any(step.insists for step in proposed(alice, late).steps)


def test_nothing_reaches_beyond_the_licence(proposed: Callable[..., Plan], tariq: User) -> None:
    profile = tariq.therapist_profile
    profile.licence_expires_on = THURSDAY + 2 * WEEK
    profile.save()
    reasons = [step.reason for step in proposed(rule=every_second_thursday(3)).steps]
    assert reasons == [None, None, Reason.LICENCE]


def test_a_patient_keeps_the_notice_and_reaches_no_further_than_a_year(
    proposed: Callable[..., Plan], alice: User, tariq: User, met: Appointment
) -> None:
    profile = tariq.therapist_profile
    profile.licence_expires_on = date(2100, 1, 1)
    profile.save()
    tomorrow = TUESDAY - timedelta(days=1)
    soon = every_second_thursday(2, at="00:30", first_on=tomorrow, interval=1)
    assert proposed(alice, soon).steps[0].reason == Reason.SOON
    far = every_second_thursday(27, first_on=TUESDAY + 5 * WEEK)
    reasons = [step.reason for step in proposed(alice, far).steps]
    assert reasons[:21] == [None] * 21
    assert set(reasons[-3:]) == {Reason.FAR}
    assert {step.reason for step in proposed(tariq, far).steps} == {None}


def test_a_pause_is_for_others(
    proposed: Callable[..., Plan], alice: User, tariq: User, met: Appointment
) -> None:
    TherapistRules.objects.create(therapist=tariq, paused_at=NOW)
    assert {step.reason for step in proposed(alice).steps} == {Reason.CLOSED}
    assert {step.reason for step in proposed(tariq).steps} == {None}


def test_what_is_offered_instead_is_not_another_session_of_the_series(
    proposed: Callable[..., Plan], tariq: User, nadias_care: Care
) -> None:
    daily = every_second_thursday(4, interval=1)
    second = THURSDAY + WEEK
    for hour in range(9, 17):
        taken_by_bruno(nadias_care, tariq, local(tariq, second, hour))
    (conflict,) = proposed(rule=daily).conflicts
    assert not set(conflict.nearest) & set(all_of(daily).values())


def test_choices_survive_and_one_that_is_gone_is_said_so(
    proposed: Callable[..., Plan], tariq: User, nadias_care: Care
) -> None:
    third = THURSDAY + 4 * WEEK
    taken_by_bruno(nadias_care, tariq, local(tariq, third, 16))
    noon = local(tariq, third, 12)
    picks = {third.isoformat(): noon, THURSDAY.isoformat(): None}
    plan = proposed(picks=picks)
    assert not plan.undecided
    assert plan.taking[third.isoformat()] == noon
    assert THURSDAY.isoformat() not in plan.taking
    taken_by_bruno(nadias_care, tariq, noon)
    (undecided,) = proposed(picks=picks).undecided
    assert undecided.is_gone and undecided.key == third.isoformat()


def test_the_page_says_where_the_patients_clock_changes(
    proposed: Callable[..., Plan], alice: User, tariq: User
) -> None:
    alice.time_zone = "America/New_York"
    alice.save()
    rule = every_second_thursday(9, interval=1, first_on=date(2027, 2, 25))
    told = {
        step.key: step.clock_changes_to
        for step in proposed(rule=rule).steps
        if step.clock_changes_to
    }
    assert told == {"2027-03-18": time(11), "2027-04-01": time(10)}


def test_fifty_two_take_as_many_queries_as_two(
    proposed: Callable[..., Plan],
    tariq: User,
    nadias_care: Care,
    django_assert_max_num_queries: Any,
) -> None:
    for week in range(0, 50, 2):
        taken_by_bruno(nadias_care, tariq, local(tariq, THURSDAY + week * WEEK, 16))
    for count in (2, 52):
        with django_assert_max_num_queries(6):
            plan = proposed(rule=every_second_thursday(count, interval=1))
            assert len(plan.steps) == count
