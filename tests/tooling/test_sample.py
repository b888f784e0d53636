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

MONDAY = datetime(2027, 3, 22, tzinfo=UTC)
"""Clocks change in this week: in Europe on Sunday."""


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
    assert audit.verify().fault is None
