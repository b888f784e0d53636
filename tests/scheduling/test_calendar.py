"""The therapist's calendar as pages: what stands in it, moving, undoing, booking for a patient."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Care, TherapistProfile, User
from scheduling import diary
from scheduling.models import (
    Appointment,
    BookingRequest,
    GroupSession,
    Hold,
    OutsideBusy,
    OutsideCalendar,
    Service,
    TherapistRules,
    TimeOff,
    WeeklyHours,
)
from scheduling.slots import DAY
from scheduling.views.calendar import GO, PART
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, make_group_service, make_missed

pytestmark = pytest.mark.usefixtures("open_practice")

MONDAY = TUESDAY - DAY
BERLIN = ZoneInfo("Europe/Berlin")
IN_DIALOG = {PART: "dialog"}


@pytest.fixture(autouse=True)
def a_long_licence(tariq: User) -> None:
    """The pages go by the real clock."""
    TherapistProfile.objects.filter(user=tariq).update(licence_expires_on=date(2100, 1, 1))


@pytest.fixture
def therapist(client_for: Callable[[User | None], Client], tariq: User) -> Client:
    return client_for(tariq)


@pytest.fixture
def soon(care: Care, usual: Service) -> Appointment:
    """Alice with Tariq in three days at 10, whenever the test runs."""
    day = timezone.localdate(timezone=care.therapist.tz) + timedelta(days=3)
    return make_appointment(care, local(care.therapist, day, 10), service=usual)


def fill(care: Care, usual: Service) -> None:
    """One of everything on Tuesday, and more of what could be many."""
    tariq, at = care.therapist, lambda hour: local(care.therapist, TUESDAY, hour)
    make_appointment(care, at(9), service=usual)
    make_appointment(care, at(10), service=usual)
    make_missed(care, local(tariq, MONDAY, 9), service=usual)
    group = make_group_service()
    for hour in (11, 13):
        GroupSession.objects.create(
            therapist=tariq,
            service=group,
            starts_at=at(hour),
            ends_at=at(hour) + timedelta(minutes=90),
            seats=4,
            planned_by=tariq,
            planned_at=NOW,
        )
    for hour in (15, 16):
        hold = Hold.objects.create(
            therapist=tariq,
            service=usual,
            starts_at=at(hour),
            ends_at=at(hour) + timedelta(minutes=50),
            made_at=NOW,
            expires_at=max(NOW, timezone.now()) + DAY,
        )
    BookingRequest.objects.create(
        care=care,
        service=usual,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        hold=hold,
        requested_at=NOW,
        lapses_at=NOW + timedelta(days=2),
    )
    elsewhere = OutsideCalendar.objects.create(
        therapist=tariq, name="Family", url="https://calendar.example/x.ics", added_at=NOW
    )
    for hour in (18, 19):
        OutsideBusy.objects.create(
            calendar=elsewhere,
            therapist=tariq,
            starts_at=at(hour),
            ends_at=at(hour) + timedelta(minutes=30),
        )
    TimeOff.objects.create(therapist=tariq, starts_at=at(20), ends_at=at(23))


def read(therapist: User, **more: Any) -> diary.Diary:
    return diary.read(therapist, first=MONDAY, days=7, zone=BERLIN, at=NOW, **more)


# What stands in it


def test_everything_that_takes_time_stands_in_the_week(care: Care, usual: Service) -> None:
    fill(care, usual)
    monday, tuesday, *rest = read(care.therapist).days
    assert [piece.what.kind for piece in tuesday.pieces] == [
        *("session", "session", "group", "group", "held", "asked", "busy", "busy")
    ]
    assert tuesday.open == [(9 * 60, 17 * 60)]
    assert tuesday.off == [(20 * 60, 23 * 60)]
    assert [piece.what.state for piece in monday.pieces] == ["missed"]
    assert [day.pieces for day in rest] == [[]] * 5
    assert tuesday.sessions == 4


def test_a_week_takes_the_same_few_queries_however_full_it_is(care: Care, usual: Service) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            for day in read(care.therapist).days:
                for piece in day.pieces:
                    row: Any = piece.what.row
                    str(row.calendar.name if piece.what.kind == "busy" else row.service.name)
                    assert piece.what.can_move in {True, False}
        return len(caught)

    empty = queries()
    fill(care, usual)
    few = queries()
    for n in range(20):
        make_appointment(care, local(care.therapist, MONDAY + n % 5 * DAY, n // 5, 5), minutes=10)
    assert few == queries() == empty <= 8


def test_the_page_asks_no_more_for_a_full_week(
    therapist: Client, care: Care, usual: Service
) -> None:
    address = reverse("scheduling:appointments", query={"week": MONDAY.isoformat()})
    therapist.get(address)
    with CaptureQueriesContext(connection) as empty:
        therapist.get(address)
    fill(care, usual)
    with CaptureQueriesContext(connection) as full:
        therapist.get(address)
    assert len(full) == len(empty)


def test_others_sessions_cancelled_ones_and_run_out_holds_are_not_there(
    care: Care, nadias_care: Care, usual: Service, tariq: User
) -> None:
    ten = local(tariq, TUESDAY, 10)
    make_appointment(nadias_care, ten, service=usual)
    make_appointment(
        care, ten, service=usual, cancelled_at=NOW, cancelled_by=tariq, cancel_reason="unwell"
    )
    Hold.objects.create(
        therapist=tariq,
        service=usual,
        starts_at=ten,
        ends_at=ten + DAY,
        made_at=NOW,
        expires_at=NOW,
    )
    assert all(day.pieces == [] for day in read(tariq).days)


def test_hours_of_other_dates_and_holidays_are_closed(tariq: User) -> None:
    WeeklyHours.objects.filter(therapist=tariq).delete()
    WeeklyHours.objects.create(
        therapist=tariq, weekday=1, opens=time(9), closes=time(12), until=TUESDAY - DAY
    )
    assert read(tariq).days[1].open == []
    christmas = datetime(2026, 12, 25, tzinfo=UTC).date()
    WeeklyHours.objects.create(therapist=tariq, weekday=4, opens=time(9), closes=time(12))
    TherapistRules.objects.create(therapist=tariq, holidays_country="DE")
    (day,) = diary.read(tariq, first=christmas, days=1, zone=BERLIN, at=NOW).days
    assert (day.open, day.holiday) == ([], "Christmas Day")


def test_the_hours_shown_reach_to_what_is_there_or_around_the_clock(
    care: Care, usual: Service
) -> None:
    assert (read(care.therapist).first_hour, read(care.therapist).last_hour) == (8, 18)
    make_appointment(care, local(care.therapist, TUESDAY, 6, 30), service=usual)
    early = read(care.therapist)
    assert (early.first_hour, early.last_hour) == (5, 18)
    assert list(read(care.therapist, all_hours=True).hours) == list(range(24))


@pytest.mark.parametrize("asked", ["week=2026-11-25", "day=2026-11-24", "week=x", "day=0001-01-01"])
def test_any_day_can_be_asked_for(therapist: Client, asked: str) -> None:
    answer = therapist.get(f"{reverse('scheduling:appointments')}?{asked}&hours=all")
    assert answer.status_code == 200


def test_the_page_names_people_times_and_what_is_only_busy(
    therapist: Client, care: Care, usual: Service
) -> None:
    fill(care, usual)
    page = therapist.get(
        reverse("scheduling:appointments", query={"week": MONDAY.isoformat()})
    ).content.decode()
    for words in (
        "Alice Moreau",
        "Alice Moreau asks",
        "Busy elsewhere",
        "Time off",
        "0 of 4 seats",
        "Being booked",
        "did not come",
        "for Alice",
    ):
        assert words in page
    assert 'data-from="540" data-until="590" data-lane="0" data-lanes="1"' in page
    assert " style=" not in page


# Moving


def moved(client: Client, session: Appointment, **more: Any) -> Any:
    there = timezone.localtime(session.starts_at, session.therapist.tz)
    typed = {
        "day": there.date().isoformat(),
        "time": "14:15",
        "view": "week",
        **more.pop("typed", {}),
    }
    return client.post(reverse("scheduling:calendar_move", args=[session.pk]), typed, **more)


def test_what_is_dropped_is_first_told_in_both_zones(therapist: Client, soon: Appointment) -> None:
    day = timezone.localtime(soon.starts_at, BERLIN).date()
    address = reverse("scheduling:calendar_move", args=[soon.pk])
    part = therapist.get(f"{address}?day={day}&time=14:15", headers=IN_DIALOG).content.decode()
    words = " ".join(re.sub("<[^>]+>", " ", part).split())
    assert "14:15 – 15:05" in words
    assert "for Alice:" in words
    assert ", 13:15" in words
    assert "<html" not in part
    soon.refresh_from_db()
    assert soon.sequence == 0


def test_moved_with_a_way_back(therapist: Client, soon: Appointment) -> None:
    before = soon.starts_at
    answer = moved(therapist, soon, headers=IN_DIALOG)
    assert answer.status_code == 204
    page = therapist.get(answer[GO]).content.decode()
    change = soon.changes.get()
    assert reverse("scheduling:move_back", args=[change.pk]) in page
    back = therapist.post(reverse("scheduling:move_back", args=[change.pk]), {"view": "week"})
    assert back.status_code == 302
    soon.refresh_from_db()
    assert soon.starts_at == before
    assert "Undo" not in therapist.get(answer[GO]).content.decode()


def test_without_javascript_the_same_page_moves_it(therapist: Client, soon: Appointment) -> None:
    answer = moved(therapist, soon)
    assert answer.status_code == 302
    assert "moved=" in answer["Location"]


def test_outside_the_hours_is_agreed_to_first(therapist: Client, soon: Appointment) -> None:
    evening = {"time": "20:00"}
    told = moved(therapist, soon, typed=evening)
    assert told.status_code == 409
    page = told.content.decode()
    assert "all the same" in page
    said = re.search(r'name="beyond" value="([^"]+)"', page)
    assert said is not None
    # Agreed to for one time is not agreed to for another.
    assert moved(therapist, soon, typed={"time": "21:00", "beyond": said[1]}).status_code == 409
    assert moved(therapist, soon, typed=evening | {"beyond": said[1]}).status_code == 302


def test_over_another_session_is_refused_with_others(
    therapist: Client, soon: Appointment, usual: Service
) -> None:
    make_appointment(soon.care, soon.starts_at + timedelta(hours=4), service=usual)
    told = moved(therapist, soon)
    assert told.status_code == 409
    assert b"data-look" in told.content


def test_a_time_the_clocks_skip_is_said(therapist: Client, soon: Appointment) -> None:
    # The next spring's change within reach of the calendar.
    spring = next(
        day
        for n in range(1, 399)
        if diary.longer_by(day := timezone.localdate() + n * DAY, BERLIN) < timedelta()
    )
    told = moved(therapist, soon, typed={"day": spring.isoformat(), "time": "02:30"})
    assert told.status_code == 400
    assert "skip that time" in told.content.decode()


def test_taking_back_what_changed_since_is_refused_kindly(
    therapist: Client, soon: Appointment
) -> None:
    moved(therapist, soon)
    change = soon.changes.get()
    moved(therapist, soon, typed={"time": "15:00"})
    answer = therapist.post(reverse("scheduling:move_back", args=[change.pk]), follow=True)
    assert "changed since" in answer.content.decode()
    soon.refresh_from_db()
    assert timezone.localtime(soon.starts_at, BERLIN).hour == 15


# Booking for a patient


def booked(client: Client, care: Care, service: Service, **typed: Any) -> Any:
    day = timezone.localdate(timezone=care.therapist.tz) + timedelta(days=3)
    form = {"care": care.pk, "service": service.pk, "day": day.isoformat(), "time": "11:00"}
    return client.post(reverse("scheduling:book_for"), form | typed)


def test_a_therapist_books_from_the_calendar(therapist: Client, care: Care, usual: Service) -> None:
    page = therapist.get(
        reverse("scheduling:book_for", query={"day": "2026-11-24", "time": "10:15"})
    )
    assert 'value="10:15"' in page.content.decode()
    answer = booked(therapist, care, usual)
    assert answer.status_code == 302
    row = Appointment.objects.get()
    assert (row.patient, row.booked_by) == (care.patient, care.therapist)


def test_an_admin_books_for_a_patient_of_somebody(
    client_for: Callable[[User | None], Client], ines: User, care: Care, usual: Service
) -> None:
    answer = booked(client_for(ines), care, usual)
    row = Appointment.objects.get()
    assert answer["Location"] == reverse("scheduling:appointment", args=[row.pk])
    # An admin's own clock, Lisbon: an hour behind Berlin.
    assert timezone.localtime(row.starts_at, BERLIN).hour == 12


def test_somebody_elses_patient_is_no_choice(
    therapist: Client, nadias_care: Care, care: Care, usual: Service
) -> None:
    answer = booked(therapist, nadias_care, usual)
    assert answer.status_code == 400
    assert not Appointment.objects.exists()


def test_a_warning_and_a_refusal_give_the_form_back(
    therapist: Client, care: Care, usual: Service, soon: Appointment
) -> None:
    late = booked(therapist, care, usual, time="21:00")
    assert late.status_code == 409
    assert "Book it all the same" in late.content.decode()
    taken = booked(therapist, care, usual, time="10:15")
    assert taken.status_code == 409
    assert "Nearest free times" in taken.content.decode()
    assert Appointment.objects.get() == soon


# Missed


def test_marked_seen_and_waived(
    therapist: Client,
    client_for: Callable[[User | None], Client],
    alice: User,
    care: Care,
    usual: Service,
) -> None:
    past = make_appointment(care, timezone.now() - timedelta(hours=2), service=usual)
    session = reverse("scheduling:appointment", args=[past.pk])
    assert "They did not come" in therapist.get(session).content.decode()
    mark = reverse("scheduling:mark_missed", args=[past.pk])
    assert therapist.post(mark, {"reason": "laziness"}).status_code == 400
    answer = therapist.post(mark, {"reason": "unwell"}, follow=True)
    assert "Reason: illness" in answer.content.decode()
    assert "did not come" in client_for(alice).get(session).content.decode()
    assert "take it back" not in client_for(alice).get(session).content.decode()
    patient = therapist.get(reverse("home:patient", args=[care.pk])).content.decode()
    assert "did not come" in patient
    waived = therapist.post(reverse("scheduling:waive_missed", args=[past.pk]), follow=True)
    assert "It doesn’t count" in waived.content.decode()
    therapist.post(reverse("scheduling:unmark_missed", args=[past.pk]))
    assert "They did not come" in therapist.get(session).content.decode()
