"""Moving and cancelling sessions of a series: one, this and the following, all that lie ahead."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, User
from privacy.models import AuditEntry
from scheduling.actions import book_series, cancel, cancel_series, move, move_series
from scheduling.errors import NotAllFree, TooLate
from scheduling.models import Appointment, AppointmentChange, Scope, Series, Service
from scheduling.recurrence import Rhythm
from scheduling.series.family import Place, place_of
from scheduling.series.moving import MOVED_ALONE, TOO_LATE, cut, plan_move
from scheduling.series.plan import Plan
from scheduling.series.sight import Reason
from tests.scheduling.conftest import NOW
from tests.scheduling.repeating import (
    THURSDAY,
    WEEK,
    all_of,
    every_second_thursday,
    taken_by_bruno,
)
from tests.scheduling.world import local

pytestmark = pytest.mark.usefixtures("open_practice")

DAY = timedelta(days=1)


@pytest.fixture
def series(care: Care, usual: Service, tariq: User) -> Series:
    """Six sessions, every second Thursday at 16 in Berlin."""
    rule = every_second_thursday(6)
    return book_series(
        actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )


def sessions(series: Series) -> list[Appointment]:
    return list(
        Appointment.objects.live().filter(care=series.care).order_by("series_day").with_people()
    )


def plan(pivot: Appointment, to: datetime, actor: User, at: datetime = NOW) -> Plan:
    return plan_move(cut(pivot=pivot, to=to, at=at), actor=actor, at=at)[0]


def go(
    pivot: Appointment,
    to: datetime,
    actor: User,
    *,
    scope: Scope = Scope.FOLLOWING,
    starts: dict[UUID, datetime] | None = None,
    at: datetime = NOW,
) -> Series:
    """Move as the page proposes it, or as told."""
    taking = plan(pivot, to, actor, at).taking
    proposed = {UUID(key): start for key, start in taking.items()}
    return move_series(
        actor=actor, pivot=pivot, scope=scope, to=to, starts=starts or proposed, at=at
    )


def when(series: Series) -> list[str]:
    return [
        f"{one.starts_at.astimezone(series.care.therapist.tz):%d.%m. %H:%M}"
        for one in sessions(series)
    ]


OLD = [
    "26.11. 16:00",
    "10.12. 16:00",
    "24.12. 16:00",
    "07.01. 16:00",
    "21.01. 16:00",
    "04.02. 16:00",
]


# Moving


def test_this_and_the_following_keep_the_rhythm_on_another_weekday(
    series: Series, tariq: User
) -> None:
    third = sessions(series)[2]
    new = go(third, local(tariq, THURSDAY + 4 * WEEK + DAY, 14), tariq)
    assert when(series) == [
        *OLD[:2],
        "25.12. 14:00",
        "08.01. 14:00",
        "22.01. 14:00",
        "05.02. 14:00",
    ]
    series.refresh_from_db()
    assert (new.continues, new.rule.interval, new.count, series.count) == (series, 2, 4, 2)
    assert [one.series for one in sessions(series)] == [series] * 2 + [new] * 4
    moved = AppointmentChange.objects.filter(appointment__series=new)
    assert {change.scope for change in moved} == {Scope.FOLLOWING}
    assert moved.count() == 4
    assert [one.sequence for one in sessions(series)] == [0, 0, 1, 1, 1, 1]
    assert AuditEntry.objects.filter(verb="appointment.move").count() == 4
    assert AuditEntry.objects.latest("id").verb == "series.move"


def test_they_may_go_where_the_one_before_still_is(series: Series, tariq: User) -> None:
    first = sessions(series)[0]
    go(first, local(tariq, THURSDAY + 2 * WEEK, 16), tariq, scope=Scope.ALL)
    assert when(series) == [*OLD[1:], "18.02. 16:00"]
    go(sessions(series)[0], local(tariq, THURSDAY, 15, 30), tariq, scope=Scope.ALL)
    assert when(series)[0] == "26.11. 15:30"


def test_moved_again_it_is_one_series_of_three_parts(series: Series, tariq: User) -> None:
    go(sessions(series)[3], local(tariq, THURSDAY + 6 * WEEK, 10), tariq)
    go(sessions(series)[1], local(tariq, THURSDAY + 2 * WEEK, 12), tariq)
    assert when(series) == [
        OLD[0],
        "10.12. 12:00",
        "24.12. 12:00",
        "07.01. 12:00",
        "21.01. 12:00",
        "04.02. 12:00",
    ]
    family = series.family()
    assert [one.count for one in family] == [1, 0, 5]
    assert [place_of(one) for one in sessions(series)] == [Place(n, 6) for n in range(1, 7)]


def test_a_monthly_one_keeps_its_week_of_the_month(care: Care, usual: Service, tariq: User) -> None:
    """From the second Tuesday to the third Wednesday of each month."""
    rule = every_second_thursday(4, rhythm=Rhythm.MONTHLY, interval=1, first_on=date(2026, 12, 8))
    series = book_series(
        actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )
    go(sessions(series)[1], local(tariq, date(2027, 1, 20), 11), tariq)
    assert when(series) == ["08.12. 16:00", "20.01. 11:00", "17.02. 11:00", "17.03. 11:00"]


def test_one_that_was_moved_alone_stays_where_it_was_put(series: Series, tariq: User) -> None:
    fourth = sessions(series)[3]
    elsewhere = local(tariq, THURSDAY + 6 * WEEK + 3 * DAY, 9)
    move(actor=tariq, appointment=fourth, starts_at=elsewhere, at=NOW)
    third = sessions(series)[2]
    to = local(tariq, THURSDAY + 4 * WEEK, 14)
    steps = {step.key: step for step in plan(third, to, tariq).steps}
    assert steps[str(fourth.pk)].stays == MOVED_ALONE
    assert sum(bool(step.stays) for step in steps.values()) == 1
    go(third, to, tariq)
    assert when(series) == [
        *OLD[:2],
        "24.12. 14:00",
        "10.01. 09:00",
        "21.01. 14:00",
        "04.02. 14:00",
    ]
    # It belongs to what goes on, and stays the next time, too.
    go(sessions(series)[2], local(tariq, THURSDAY + 4 * WEEK, 11), tariq)
    assert when(series)[3] == "10.01. 09:00"
    assert sessions(series)[3].sequence == 1
    with pytest.raises(Refused, match="can’t be moved"):
        go(sessions(series)[2], to, tariq, starts={fourth.pk: to})


def test_one_that_was_moved_back_goes_along(series: Series, tariq: User) -> None:
    fourth = sessions(series)[3]
    before = fourth.starts_at
    move(actor=tariq, appointment=fourth, starts_at=before + 2 * DAY, at=NOW)
    move(actor=tariq, appointment=fourth, starts_at=before, at=NOW)
    go(sessions(series)[2], local(tariq, THURSDAY + 4 * WEEK, 14), tariq)
    assert when(series)[3] == "07.01. 14:00"


def test_conflicts_are_told_and_can_be_left_where_they_are(
    series: Series, tariq: User, nadias_care: Care
) -> None:
    taken_by_bruno(nadias_care, tariq, local(tariq, THURSDAY + 8 * WEEK, 14))
    third, *rest = sessions(series)[2:]
    to = local(tariq, THURSDAY + 4 * WEEK, 14)
    (conflict,) = plan(third, to, tariq).conflicts
    assert conflict.key == str(rest[1].pk)
    assert conflict.reason == Reason.TAKEN
    assert local(tariq, THURSDAY + 8 * WEEK, 13) in conflict.nearest
    go(third, to, tariq)
    assert when(series)[4] == OLD[4]
    assert len(sessions(series)) == 6


def test_a_time_taken_meanwhile_moves_nothing(
    series: Series, tariq: User, nadias_care: Care
) -> None:
    third = sessions(series)[2]
    to = local(tariq, THURSDAY + 4 * WEEK, 14)
    starts = {UUID(key): start for key, start in plan(third, to, tariq).taking.items()}
    taken_by_bruno(nadias_care, tariq, local(tariq, THURSDAY + 10 * WEEK, 14, 20))
    with pytest.raises(NotAllFree, match="Nothing was changed"):
        go(third, to, tariq, starts=starts)
    assert when(series) == OLD
    assert Series.objects.count() == 1
    assert not AuditEntry.objects.filter(verb__in=["series.move", "appointment.move"]).exists()


def test_a_patient_moves_until_the_window_of_the_first_closes(
    series: Series, alice: User, tariq: User
) -> None:
    at = NOW + 1 * DAY
    first = sessions(series)[0]
    go(first, local(tariq, THURSDAY, 14), alice, scope=Scope.ALL, at=at)
    assert when(series)[0] == "26.11. 14:00"
    late = sessions(series)[0].starts_at - timedelta(hours=3)
    with pytest.raises(TooLate, match="24 hours"):
        move_series(
            actor=alice,
            pivot=sessions(series)[0],
            scope=Scope.ALL,
            to=local(tariq, THURSDAY, 16),
            starts={},
            at=late,
        )
    second = sessions(series)[1]
    go(second, local(tariq, THURSDAY + 2 * WEEK, 10), alice, at=late)
    assert when(series)[:2] == ["26.11. 14:00", "10.12. 10:00"]


def test_what_is_too_close_is_left_where_it_is(series: Series, alice: User, tariq: User) -> None:
    """The first was put on the day after the second: that one is too close by now, it is not."""
    first = sessions(series)[0]
    move(actor=tariq, appointment=first, starts_at=local(tariq, date(2026, 12, 11), 11), at=NOW)
    at = local(tariq, date(2026, 12, 9), 18)
    to = local(tariq, date(2026, 12, 12), 11)
    first = sessions(series)[0]
    assert [step.stays for step in plan(first, to, alice, at).steps] == ["", TOO_LATE, *[""] * 4]
    go(first, to, alice, at=at)
    assert when(series)[:3] == ["12.12. 11:00", "10.12. 16:00", "09.01. 11:00"]


def test_the_past_is_not_touched(series: Series, tariq: User) -> None:
    after_two = local(tariq, THURSDAY + 3 * WEEK, 9)
    go(
        sessions(series)[2],
        local(tariq, THURSDAY + 4 * WEEK, 14),
        tariq,
        scope=Scope.ALL,
        at=after_two,
    )
    assert when(series)[:3] == [*OLD[:2], "24.12. 14:00"]
    assert {change.scope for change in AppointmentChange.objects.all()} == {Scope.ALL}


def test_sixteen_oclock_stays_so_after_a_move_over_the_clock_change(
    care: Care, usual: Service, tariq: User
) -> None:
    rule = every_second_thursday(12)
    series = book_series(
        actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )
    go(sessions(series)[1], local(tariq, THURSDAY + 2 * WEEK, 11), tariq)
    there = [one.starts_at.astimezone(tariq.tz).time() for one in sessions(series)]
    assert there == [time(16)] + [time(11)] * 11


# Cancelling


def test_this_and_the_following_are_cancelled(series: Series, alice: User) -> None:
    gone = cancel_series(
        actor=alice, pivot=sessions(series)[2], scope=Scope.FOLLOWING, reason="plans", at=NOW
    )
    assert len(gone) == 4
    assert when(series) == OLD[:2]
    assert {one.cancel_reason for one in gone} == {"plans"}
    assert AuditEntry.objects.filter(verb="appointment.cancel").count() == 4
    assert AuditEntry.objects.latest("id").verb == "series.cancel"


def test_all_ahead_are_cancelled_over_all_parts_and_the_past_stays(
    series: Series, tariq: User
) -> None:
    go(sessions(series)[3], local(tariq, THURSDAY + 6 * WEEK, 10), tariq)
    at = local(tariq, THURSDAY + DAY, 9)
    pivot = sessions(series)[4]
    assert (
        len(cancel_series(actor=tariq, pivot=pivot, scope=Scope.ALL, reason="unwell", at=at)) == 5
    )
    assert when(series) == OLD[:1]


def test_what_would_count_as_late_is_left(series: Series, alice: User) -> None:
    first = sessions(series)[0]
    at = first.starts_at - timedelta(hours=5)
    gone = cancel_series(actor=alice, pivot=first, scope=Scope.ALL, reason="plans", at=at)
    assert (len(gone), when(series)) == (5, OLD[:1])
    with pytest.raises(TooLate, match="freely"):
        cancel_series(actor=alice, pivot=first, scope=Scope.ALL, reason="plans", at=at)


def test_a_therapist_says_why(series: Series, tariq: User) -> None:
    with pytest.raises(Refused, match="Say why"):
        cancel_series(
            actor=tariq, pivot=sessions(series)[0], scope=Scope.ALL, reason="not-said", at=NOW
        )
    assert when(series) == OLD


def test_one_alone_leaves_the_others_and_their_numbers(series: Series, alice: User) -> None:
    cancel(actor=alice, appointment=sessions(series)[1], reason="plans", at=NOW)
    assert when(series) == [OLD[0], *OLD[2:]]
    assert place_of(sessions(series)[1]) == Place(3, 6)


def test_the_end_of_the_care_takes_all_that_lie_ahead(series: Series, tariq: User) -> None:
    end_care(care=series.care, by=tariq, reason=EndReason.COMPLETED)
    assert not Appointment.objects.live().filter(starts_at__gt=datetime.now(tz=NOW.tzinfo)).exists()


def test_strangers_find_nothing_and_the_practice_leaves_it_alone(
    series: Series, mallory: User, nadia: User, ines: User, tariq: User
) -> None:
    pivot = sessions(series)[2]
    for person, told in ((mallory, Http404), (nadia, Http404), (ines, PermissionDenied)):
        with pytest.raises(told):
            cancel_series(actor=person, pivot=pivot, scope=Scope.ALL, reason="plans", at=NOW)
        with pytest.raises(told):
            move_series(
                actor=person,
                pivot=pivot,
                scope=Scope.ALL,
                to=local(tariq, THURSDAY, 9),
                starts={},
                at=NOW,
            )
    assert when(series) == OLD
