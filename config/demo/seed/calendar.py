"""Services, hours and appointments of the sample practice."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from config.demo.cast import CLINICIANS
from config.demo.seed.people import Cast
from people.models import Care, User
from scheduling import actions
from scheduling.models import Appointment, Audience, Modality, Service, WeeklyHours
from scheduling.recurrence import Rhythm, Rule, occurrences

FIRST, USUAL, EXTENDED = "First consultation", "Session", "Long session"
BY_PHONE, GROUP = "A short call", "Skills for hard days"
GROUP_MEETS = 4


def seed_practice(cast: Cast) -> None:
    """What can be booked, and each therapist's weekly hours."""
    for name, minutes, audience in (
        (FIRST, 60, Audience.NEW),
        (USUAL, 50, Audience.EXISTING),
        (EXTENDED, 90, Audience.EXISTING),
    ):
        Service.objects.create(
            name=name, minutes=minutes, audience=audience, modality=Modality.VIDEO
        )
    Service.objects.create(
        name=BY_PHONE, minutes=30, audience=Audience.ANYONE, modality=Modality.PHONE
    )
    Service.objects.create(
        name=GROUP,
        minutes=90,
        audience=Audience.ANYONE,
        modality=Modality.IN_PERSON,
        seats=6,
        price=Decimal(25),
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            therapist=cast[clinician.email],
            weekday=weekday,
            opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes),
        )
        for clinician in CLINICIANS
        for weekdays, opens, closes in clinician.hours
        for weekday in weekdays
    )


def plan_group(cast: Cast, *, at: datetime) -> None:
    """Elena's group meets on the next Thursday evenings, after her hours."""
    therapist = cast["elena@practice.example"]
    first = next_at(3, 18, 30, therapist.tz, after=at + timedelta(days=1))
    there = first.astimezone(therapist.tz)
    rule = Rule(
        rhythm=Rhythm.WEEKLY,
        interval=1,
        first_on=there.date(),
        wall_time=there.time(),
        zone=therapist.tz,
        count=GROUP_MEETS,
    )
    service = Service.objects.get(name=GROUP)
    starts = [one.starts_at for one in occurrences(rule)]
    actions.plan_group(actor=therapist, service=service, starts=starts, seats=service.seats, at=at)


def next_at(weekday: int, hour: int, minute: int, zone: ZoneInfo, *, after: datetime) -> datetime:
    """The first instant after `after` at this wall-clock time of this weekday in this zone."""
    local = after.astimezone(zone)
    ahead = (weekday - local.weekday()) % 7
    candidate = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    candidate += timedelta(days=ahead)
    return candidate if candidate > after else candidate + timedelta(days=7)


def appoint(care: Care, *, starts_at: datetime, booked_at: datetime, first: bool) -> Appointment:
    """A row of history: an appointment as it stands in the calendar, without any notice."""
    service = Service.objects.get(name=FIRST if first else USUAL)
    return Appointment.objects.create(
        care=care,
        therapist=care.therapist,
        patient=care.patient,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + service.length,
        booked_at=booked_at,
        booked_by=care.patient,
    )


def is_free(person: User, *, starts_at: datetime, minutes: int = 60) -> bool:
    """Whether neither a live appointment of theirs touches this hour."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return not (
        Appointment.objects.live().for_person(person).overlapping(starts_at, ends_at).exists()
    )
