"""The sample practice opens at any hour of any day, and is alive."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from config.demo.seed import ensure_session_soon, seed
from people.models import User
from people.trail import about_care_of
from privacy import audit
from scheduling.models import (
    Appointment,
    AppointmentChange,
    BookingRequest,
    GroupSession,
    MissedSession,
    Modality,
    OutsideCalendar,
    Service,
    TimeOff,
    WaitlistEntry,
    WaitlistOffer,
)
from sessions.models import HelpRequest

DAY = timedelta(days=1)
MONDAY = datetime(2027, 3, 22, tzinfo=UTC)
"""Clocks change in this week: in Europe on Sunday."""
ADVENT = datetime(2026, 11, 30, 10, 2, tzinfo=UTC)
"""A Monday five weeks after the clocks changed, from which four weeks lead into the holidays."""


@pytest.mark.django_db
@pytest.mark.parametrize("hours", range(3, 7 * 24, 41))
def test_it_opens_at_any_hour_of_the_week(hours: int) -> None:
    at = MONDAY + timedelta(hours=hours, minutes=17)
    seed(at=at)
    starts_at = ensure_session_soon(at=at)
    assert at < starts_at <= at + timedelta(minutes=9)
    assert WaitlistOffer.objects.live(at=at).count() == 1
    assert BookingRequest.objects.live(at=at).count() == 1
    away = TimeOff.objects.get()
    assert Appointment.objects.live().overlapping(away.starts_at, away.ends_at).exists()


@pytest.mark.django_db
def test_it_shows_what_scheduling_can_do() -> None:
    now = timezone.now()
    seed(at=now)
    assert {service.modality for service in Service.objects.all()} == set(Modality)
    assert MissedSession.objects.filter(waived_at=None).count() == 2
    assert MissedSession.objects.exclude(waived_at=None).count() == 1
    assert AppointmentChange.objects.filter(appointment__series__isnull=False).count() == 1
    assert {group.taken for group in GroupSession.objects.with_seats()} == {0, 1, 2}
    assert WaitlistEntry.objects.open().count() == 2
    assert {offer.state for offer in WaitlistOffer.objects.all()} == {"lapsed", "declined", "open"}
    assert not OutsideCalendar.objects.due(at=now).exists(), "read as late as any other"
    maya = User.objects.get(email="maya@home.example")
    assert about_care_of(maya, all_deeds=False).exists()
    question = HelpRequest.objects.open().get()
    check = question.person.cares_as_patient.get().device_checks.latest("at")
    assert now - check.at < DAY, "who asks for help has just tried their devices"
    assert audit.verify().fault is None


@pytest.mark.django_db
@pytest.mark.parametrize("day", range(7))
def test_elena_works_today_and_sees_people_on_other_days_too(day: int) -> None:
    at = ADVENT + day * DAY
    seed(at=at)
    elena = User.objects.get(email="elena@practice.example")
    today = at.astimezone(elena.tz).weekday()
    assert elena.weekly_hours.filter(weekday=today, modality="").exists()
    held = Appointment.objects.for_person(elena).past(at=at)
    assert {one.starts_at.astimezone(elena.tz).weekday() for one in held} > {today}
    ana = User.objects.get(email="ana@home.example")
    since = Appointment.objects.for_person(ana).past(at=at - DAY).filter(missed=None, group=None)
    hours = [one.starts_at.astimezone(elena.tz).hour for one in since]
    assert hours.count(14) >= len(hours) - 1, "the clocks changed in these weeks, the hour did not"
    groups = GroupSession.objects.all()
    assert groups.count() == 4
    holidays = ["2026-12-24", "2026-12-31"]
    assert not groups.filter(starts_at__date__in=holidays).exists(), "not on a holiday evening"
