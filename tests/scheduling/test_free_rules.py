"""What a therapist's own rules, buffers and other calendars make of their free times."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from people.models import Care, Practice, User
from scheduling.free import ANYBODY, Asking, Wish, free_among, free_times
from scheduling.models import (
    GroupSession,
    Hold,
    Modality,
    OutsideBusy,
    OutsideCalendar,
    Service,
    TherapistRules,
    TimeOff,
    WeeklyHours,
)
from scheduling.slots import DAY, Span, Wanted, day_span
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, work_daily

HOUR = timedelta(hours=1)
AN_HOUR = Wanted(length=HOUR, step=HOUR)
WORK = [9, 10, 11, 12, 13, 14, 15, 16]
pytestmark = pytest.mark.usefixtures("open_practice")


def hours(
    person: User, day: date = TUESDAY, wanted: Wanted = AN_HOUR, asking: Asking = ANYBODY
) -> list[int]:
    """The hours of a local day that are free."""
    times = free_times(
        therapists=[person.pk],
        wanted=wanted,
        window=day_span(day, 1, person.tz),
        at=NOW,
        asking=asking,
    )[person.pk]
    return [slot.starts_at.astimezone(person.tz).hour for slot in times]


def work(person: User, day: date, opens: int, closes: int, **fields: Any) -> None:
    """Hours on this day's weekday."""
    WeeklyHours.objects.create(
        therapist=person, weekday=day.weekday(), opens=time(opens), closes=time(closes), **fields
    )


def rules(person: User, **fields: Any) -> None:
    TherapistRules.objects.create(therapist=person, **fields)


def gather(person: User, service: Service, hour: int, **fields: Any) -> GroupSession:
    start = local(person, TUESDAY, hour)
    return GroupSession.objects.create(
        therapist=person,
        service=service,
        starts_at=start,
        ends_at=start + HOUR,
        seats=6,
        planned_by=person,
        planned_at=NOW,
        **fields,
    )


def test_hours_hold_from_their_first_day_to_their_last(tariq: User) -> None:
    tariq.weekly_hours.all().delete()
    work(tariq, TUESDAY, 9, 11, until=TUESDAY)
    work(tariq, TUESDAY, 14, 16, since=TUESDAY + 7 * DAY, until=TUESDAY + 14 * DAY)
    assert hours(tariq) == [9, 10]
    assert hours(tariq, TUESDAY + 7 * DAY) == [14, 15]
    assert hours(tariq, TUESDAY + 14 * DAY) == [14, 15]
    assert hours(tariq, TUESDAY + 21 * DAY) == []


def test_hours_for_one_way_of_meeting(tariq: User) -> None:
    tariq.weekly_hours.all().delete()
    work(tariq, TUESDAY, 9, 11, modality=Modality.IN_PERSON)
    work(tariq, TUESDAY, 11, 13)
    assert hours(tariq) == [9, 10, 11, 12]
    assert hours(tariq, wanted=replace(AN_HOUR, modality="in-person")) == [9, 10, 11, 12]
    assert hours(tariq, wanted=replace(AN_HOUR, modality="video")) == [11, 12]


def test_holidays_close_a_day_but_for_extra_hours_on_it(tariq: User) -> None:
    christmas = date(2026, 12, 25)
    rules(tariq, holidays_country="DE", holidays_subdivision="BE")
    assert hours(tariq, christmas) == []
    assert hours(tariq, christmas + 2 * DAY) == WORK
    work(tariq, christmas, 12, 14, since=christmas, until=christmas)
    assert hours(tariq, christmas) == [12, 13]


def test_a_part_of_a_country_has_holidays_of_its_own(tariq: User, nadia: User) -> None:
    epiphany, early = date(2027, 1, 6), NOW + 40 * DAY
    rules(tariq, holidays_country="DE", holidays_subdivision="BY")
    rules(nadia, holidays_country="DE", holidays_subdivision="BE")
    free = free_times(
        therapists=[tariq.pk, nadia.pk],
        wanted=AN_HOUR,
        window=day_span(epiphany, 1, tariq.tz),
        at=early,
    )
    assert (len(free[tariq.pk]), len(free[nadia.pk])) == (0, 8)


def test_a_daily_cap(tariq: User, care: Care) -> None:
    rules(tariq, daily_cap=2)
    make_appointment(care, local(tariq, TUESDAY, 9))
    assert hours(tariq) == [10, 11, 12, 13, 14, 15, 16]
    second = make_appointment(care, local(tariq, TUESDAY, 15))
    assert hours(tariq) == []
    assert hours(tariq, TUESDAY + DAY) == WORK
    # Whoever moves a session of that day takes nobody's place.
    assert 12 in hours(tariq, asking=Asking(moving=[second]))
    assert hours(tariq, asking=Asking(hours=False)) == [*range(9), *range(10, 15), *range(16, 24)]


def test_a_weekly_cap_counts_from_monday_to_sunday_also_beyond_the_window(
    tariq: User, care: Care
) -> None:
    rules(tariq, weekly_cap=2)
    monday, sunday = TUESDAY - DAY, TUESDAY + 5 * DAY
    make_appointment(care, local(tariq, monday, 9))
    make_appointment(care, local(tariq, sunday, 20))
    assert hours(tariq) == hours(tariq, sunday) == []
    assert hours(tariq, sunday + DAY) == WORK


def test_a_held_time_counts_to_a_cap(tariq: User, first: Service) -> None:
    rules(tariq, daily_cap=1)
    start = local(tariq, TUESDAY, 9)
    held = Hold.objects.create(
        therapist=tariq,
        service=first,
        starts_at=start,
        ends_at=start + HOUR,
        made_at=NOW,
        expires_at=NOW + HOUR,
    )
    assert hours(tariq) == []
    assert hours(tariq, asking=Asking(hold=held)) == WORK


def test_who_pauses_offers_nothing_to_anybody(tariq: User, alice: User, care: Care) -> None:
    booked = make_appointment(care, local(tariq, TUESDAY, 10))
    rules(tariq, paused_at=NOW)
    assert hours(tariq) == []
    assert hours(tariq, asking=Asking(patient=alice)) == []
    assert hours(tariq, asking=Asking(known=True)) == []
    # What is booked stays and can still be moved; the therapist may book themselves.
    assert hours(tariq, asking=Asking(moving=[booked])) == WORK
    assert 9 in hours(tariq, asking=Asking(hours=False))


def test_between_two_sessions_lies_the_longer_of_two_buffers(tariq: User, care: Care) -> None:
    short = Wanted(length=timedelta(minutes=30), step=timedelta(minutes=30))
    make_appointment(care, local(tariq, TUESDAY, 12), minutes=60, buffer_before=30, buffer_after=30)

    def free(wanted: Wanted, hour: int, minute: int) -> bool:
        start = local(tariq, TUESDAY, hour, minute)
        return Wish(therapist=tariq.pk, wanted=wanted, starts_at=start).is_free(at=NOW)

    assert not free(short, 11, 30)
    assert free(short, 11, 0)
    assert not free(short, 13, 0)
    assert free(short, 13, 30)
    # Buffers are not added up: 30 minutes after the one and before the other are one half hour.
    careful = replace(short, before=timedelta(minutes=30), after=timedelta(minutes=60))
    assert free(careful, 13, 30)
    assert not free(careful, 11, 0)
    assert free(careful, 10, 30)


def test_a_buffer_reaches_over_the_edge_of_the_window(tariq: User, care: Care) -> None:
    make_appointment(care, local(tariq, TUESDAY, 9), minutes=60, buffer_after=60)
    start = local(tariq, TUESDAY, 10)
    assert not Wish(therapist=tariq.pk, wanted=AN_HOUR, starts_at=start).is_free(at=NOW)


def test_time_off_needs_no_buffer(tariq: User) -> None:
    TimeOff.objects.create(
        therapist=tariq, starts_at=local(tariq, TUESDAY, 9), ends_at=local(tariq, TUESDAY, 16)
    )
    assert hours(tariq, wanted=replace(AN_HOUR, before=HOUR, after=HOUR)) == [16]


def test_outside_calendars_and_groups_take_time(tariq: User, usual: Service, care: Care) -> None:
    calendar = OutsideCalendar.objects.create(
        therapist=tariq, name="Home", url="https://example.com/x.ics", added_at=NOW
    )
    OutsideBusy.objects.create(
        calendar=calendar,
        therapist=tariq,
        starts_at=local(tariq, TUESDAY, 8),
        ends_at=local(tariq, TUESDAY, 10),
    )
    group = gather(tariq, usual, 13, buffer_after=60)
    make_appointment(care, group.starts_at, minutes=60, group=group)
    gather(tariq, usual, 16, cancelled_at=NOW, cancelled_by=tariq)
    assert hours(tariq) == [10, 11, 12, 15, 16]
    assert hours(tariq, asking=Asking(hours=False))[:11] == [*range(8), 10, 11, 12]


def test_a_group_counts_once_to_a_cap_however_many_seats_are_taken(
    tariq: User, usual: Service
) -> None:
    rules(tariq, daily_cap=2)
    group = gather(tariq, usual, 13)
    for number in range(3):
        seat = open_active_care(make_patient(f"s{number}@example.com", "Any One"), tariq)
        make_appointment(seat, group.starts_at, minutes=60, group=group)
    assert 9 in hours(tariq)


def test_a_service_has_a_notice_and_a_horizon_of_its_own(tariq: User, practice: Practice) -> None:
    today = NOW.astimezone(tariq.tz).date()
    soon = replace(AN_HOUR, notice=timedelta(), ahead=2 * DAY)
    assert hours(tariq, today, soon) == [13, 14, 15, 16]
    assert hours(tariq, today + 2 * DAY, soon) == [9, 10, 11, 12]
    assert hours(tariq, today + 3 * DAY, soon) == []
    far = today + (practice.book_ahead_days + 30) * DAY
    assert hours(tariq, far) == []
    assert hours(tariq, far, asking=Asking(horizon=False)) == WORK


def test_which_of_these_starts_are_free(tariq: User, care: Care) -> None:
    make_appointment(care, local(tariq, TUESDAY + 7 * DAY, 10), minutes=60)
    starts = [local(tariq, TUESDAY + 7 * week * DAY, 10, 15) for week in range(4)]
    starts.append(local(tariq, TUESDAY, 16, 15))
    found = free_among(
        therapist=tariq.pk, wanted=AN_HOUR, starts=starts, at=NOW, asking=Asking(horizon=False)
    )
    assert found == {starts[0], starts[2], starts[3]}


def test_a_therapist_may_put_a_session_outside_their_hours_but_not_over_another(
    tariq: User, care: Care
) -> None:
    make_appointment(care, local(tariq, TUESDAY, 20), minutes=60)

    def free(hour: int, minute: int = 0) -> bool:
        start = local(tariq, TUESDAY, hour, minute)
        asking = Asking(hours=False, notice=False)
        wish = Wish(therapist=tariq.pk, wanted=AN_HOUR, starts_at=start, asking=asking)
        return wish.is_free(at=NOW)

    assert free(21) and free(7, 5) and free(18, 30)
    assert not free(20) and not free(19, 30)


@pytest.mark.parametrize(("therapists", "rows"), [(1, 1), (12, 5)])
def test_three_queries_whatever_the_numbers(
    therapists: int,
    rows: int,
    alice: User,
    usual: Service,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """With everything there is: caps, holidays, buffers, groups, holds, outside calendars."""
    everybody = []
    for n in range(therapists):
        person = make_therapist(
            f"t{n}@example.com",
            "Some Body",
            slug=f"t{n}",
            zone="Asia/Kathmandu",
            needs=[],
        )
        everybody.append(person.pk)
        work_daily(person)
        rules(person, daily_cap=6, weekly_cap=20, holidays_country="NP")
        care = open_active_care(make_patient(f"p{n}@example.com", "Any One"), person)
        calendar = OutsideCalendar.objects.create(
            therapist=person, name="Home", url="https://example.com/x.ics", added_at=NOW
        )
        for row in range(rows):
            day = TUESDAY + row * DAY
            start: datetime = local(person, day, 9)
            make_appointment(care, start, buffer_after=10)
            later = {"starts_at": start + 2 * HOUR, "ends_at": start + 3 * HOUR}
            OutsideBusy.objects.create(calendar=calendar, therapist=person, **later)
            Hold.objects.create(
                therapist=person,
                service=usual,
                made_at=NOW,
                expires_at=NOW + HOUR,
                token=str(uuid4()),
                **later,
            )
    with django_assert_max_num_queries(3):
        times = free_times(
            therapists=everybody,
            wanted=usual.wanted,
            window=Span(NOW, NOW + 28 * DAY),
            at=NOW,
            asking=Asking(patient=alice),
        )
    assert all(times[therapist] for therapist in everybody)
    starts = [NOW + week * 7 * DAY for week in range(4)]
    with django_assert_max_num_queries(3):
        free_among(
            therapist=everybody[0], wanted=usual.wanted, starts=starts, at=NOW, asking=ANYBODY
        )
