"""The session that can be joined at once: Maya's with Elena, a few minutes after the start."""

from datetime import datetime, timedelta

from config.demo.seed.calendar import appoint, is_free
from people.models import Care
from scheduling import letters
from scheduling.models import Appointment
from sessions.models import SessionEnd

PATIENT, THERAPIST = "maya@home.example", "elena@practice.example"
GRID = timedelta(minutes=5)


def _free_what_is_over(care: Care, *, at: datetime) -> None:
    """A session that was ended, or begun and left, keeps the time it took and frees the rest."""
    taken = Appointment.objects.live().filter(care=care, ends_at__gt=at)
    for appointment in taken.filter(starts_at__lt=at + timedelta(minutes=10)):
        end = SessionEnd.objects.filter(session__appointment=appointment).first()
        appointment.ends_at = end.at if end else at
        appointment.starts_at = min(
            appointment.starts_at, appointment.ends_at - timedelta(minutes=1)
        )
        appointment.save(update_fields=["starts_at", "ends_at"])


def soon_after(at: datetime) -> datetime:
    """The next full five minutes, at least three minutes away."""
    earliest = at + timedelta(minutes=3)
    past = timedelta(
        minutes=earliest.minute % 5, seconds=earliest.second, microseconds=earliest.microsecond
    )
    return earliest - past + (GRID if past else timedelta(0))


def ensure(*, at: datetime) -> datetime:
    """Answers when it starts; makes one unless one is about to start or has just begun."""
    care = Care.objects.open().get(patient__email=PATIENT, therapist__email=THERAPIST)
    near = (
        Appointment.objects.live()
        .filter(care=care, starts_at__gt=at - timedelta(minutes=20), session__end=None)
        .filter(starts_at__lt=at + timedelta(minutes=10))
        .first()
    )
    if near is not None:
        return near.starts_at
    _free_what_is_over(care, at=at)
    starts_at = soon_after(at)
    while not (
        is_free(care.patient, starts_at=starts_at) and is_free(care.therapist, starts_at=starts_at)
    ):
        starts_at += GRID
    session = appoint(care, starts_at=starts_at, booked_at=at - timedelta(days=6), first=False)
    # Its last reminder waits to be sent: she reads it as soon as the worker is there.
    letters.remind([session], at=starts_at - timedelta(hours=2))
    return starts_at
