"""When the therapists of the sample practice work, and how they let themselves be booked."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.demo.cast import CLINICIANS, Clinician, Hours
from config.demo.seed.people import Cast
from config.demo.seed.soon import THERAPIST
from people.models import Care, User
from scheduling import actions
from scheduling.models import Asks, WeeklyHours
from scheduling.slots import day_span
from scheduling.weeks import Dates, Stretch

WEEK = timedelta(days=7)
SHORTER_IN_WEEKS, SHORTER_FOR_WEEKS = 4, 2
MONDAY_TO_WEDNESDAY, SATURDAY, SUNDAY = range(3), 5, 6


def seed(cast: Cast, *, at: datetime) -> None:
    """Everybody's usual week. Whose session can be joined at once works on that weekday."""
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            therapist=cast[clinician.email],
            weekday=weekday,
            opens=time.fromisoformat(hours.opens),
            closes=time.fromisoformat(hours.closes),
            modality=hours.modality,
        )
        for clinician in CLINICIANS
        for hours in clinician.hours
        for weekday in _weekdays(clinician, hours, at=at)
    )


def _weekdays(clinician: Clinician, hours: Hours, *, at: datetime) -> set[int]:
    """Today, besides, where any kind of session is held; then instead of what is held by phone."""
    if clinician.email != THERAPIST:
        return set(hours.weekdays)
    today = {at.astimezone(ZoneInfo(clinician.zone)).weekday()}
    return set(hours.weekdays) - today if hours.modality else today.union(hours.weekdays)


def seed_rules(cast: Cast, *, at: datetime) -> None:
    """Limits, holidays and what is different in the weeks to come. What is booked stays."""
    for clinician in CLINICIANS:
        therapist = cast[clinician.email]
        actions.keep_holidays(
            actor=therapist, country=clinician.country, subdivision=clinician.subdivision
        )
    elena, karim = cast["elena@practice.example"], cast["karim@practice.example"]
    actions.set_therapist_rules(actor=elena, daily_cap=6, weekly_cap=20, asks_first=Asks.NOBODY)
    actions.set_therapist_rules(actor=karim, daily_cap=5, weekly_cap=None, asks_first=Asks.NEW)
    actions.pause_bookings(actor=cast["mateus@practice.example"], at=at - timedelta(days=3))
    _other_weeks(elena, at=at)
    _leave(karim, cast, at=at)


def _other_weeks(therapist: User, *, at: datetime) -> None:
    """Shorter weeks in a month, and a morning at a weekend besides."""
    today = at.astimezone(therapist.tz).date()
    monday = today - timedelta(days=today.weekday())
    shorter = monday + SHORTER_IN_WEEKS * WEEK
    actions.set_hours(
        actor=therapist,
        stretches=[Stretch(weekday, time(10), time(15)) for weekday in MONDAY_TO_WEDNESDAY],
        dates=Dates(shorter, shorter + SHORTER_FOR_WEEKS * WEEK - timedelta(days=1)),
    )
    weekend = (day for day in (SATURDAY, SUNDAY) if day != today.weekday())
    extra = monday + 2 * WEEK + timedelta(days=next(weekend))
    morning = Stretch(extra.weekday(), time(10), time(13))
    actions.add_extra_hours(actor=therapist, day=extra, stretch=morning, today=today)


def _leave(therapist: User, cast: Cast, *, at: datetime) -> None:
    """A week away, in which somebody has a session of their series."""
    care = Care.objects.open().get(therapist=therapist, patient=cast["lucie@home.example"])
    hit = care.appointments.live().filter(series__isnull=False).order_by("starts_at")[2]
    day = hit.starts_at.astimezone(therapist.tz).date()
    away = day_span(day - timedelta(days=day.weekday()), 7, therapist.tz)
    actions.add_time_off(actor=therapist, starts_at=away.start, ends_at=away.end, at=at)
