"""Tomorrow, in an hour."""

from datetime import datetime, timedelta

from notices.actions import enqueue
from notices.kinds import Letter, kind
from notices.models import Notice
from scheduling.letters.words import about, appointment_of, key
from scheduling.models import Appointment

# Kind of reminder: how long before the session it is due, and when it has become too late.
REMINDERS = {
    "reminder_day": (timedelta(hours=24), timedelta(hours=3)),
    "reminder_hour": (timedelta(hours=1), timedelta()),
}


@kind("reminder_day")
def reminder_day(notice: Notice) -> Letter | None:
    return _letter(notice)


@kind("reminder_hour")
def reminder_hour(notice: Notice) -> Letter | None:
    return _letter(notice)


def remind(appointment: Appointment, *, at: datetime) -> None:
    """The patient is reminded; a therapist sees the day's sessions on their first page. What
    would be due at once is left out: the booking's own letter has just said it."""
    for name, (before, too_late) in REMINDERS.items():
        due_at = appointment.starts_at - before
        if due_at > at:
            enqueue(
                key=key(name, appointment, appointment.patient),
                kind=name,
                recipient=appointment.patient,
                about=appointment.pk,
                context={"sequence": appointment.sequence},
                due_at=due_at,
                expires_at=appointment.starts_at - too_late,
            )


def _letter(notice: Notice) -> Letter | None:
    found = appointment_of(notice)
    return Letter(context=about(*found)) if found is not None else None
