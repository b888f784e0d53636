"""Times and appointments of the sample practice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.demo.seed.services import FIRST, USUAL
from people.models import Care, User
from scheduling.models import Appointment, GroupSession, Service


def next_at(weekday: int, hour: int, minute: int, zone: ZoneInfo, *, after: datetime) -> datetime:
    """The first instant after `after` at this wall-clock time of this weekday in this zone."""
    local = after.astimezone(zone)
    ahead = (weekday - local.weekday()) % 7
    candidate = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    candidate += timedelta(days=ahead)
    return candidate if candidate > after else candidate + timedelta(days=7)


def appoint(
    care: Care, *, starts_at: datetime, booked_at: datetime, first: bool, usual: str = USUAL
) -> Appointment:
    """A row of history: an appointment as it stands in the calendar, without any notice."""
    service = Service.objects.get(name=FIRST if first else usual)
    return Appointment.objects.create(
        care=care,
        therapist=care.therapist,
        patient=care.patient,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + service.length,
        modality=service.modality,
        buffer_after=service.buffer_after,
        booked_at=booked_at,
        booked_by=care.patient,
    )


def is_free(person: User, *, starts_at: datetime, minutes: int = 60) -> bool:
    """Whether no session and no group of theirs touches this hour."""
    ends_at = starts_at + timedelta(minutes=minutes)
    sessions = Appointment.objects.live().for_person(person).overlapping(starts_at, ends_at)
    groups = GroupSession.objects.live().filter(therapist=person).overlapping(starts_at, ends_at)
    return not (sessions.exists() or groups.exists())


def free_from(person: User, starts_at: datetime) -> datetime:
    """This time, or the first one so many hours later that is free."""
    while not is_free(person, starts_at=starts_at):
        starts_at += timedelta(hours=1)
    return starts_at
