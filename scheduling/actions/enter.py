"""Write a session into the calendar. Part of a verb's transaction, after its checks."""

from datetime import datetime
from typing import Any

from people.models import Care, User
from privacy import audit
from scheduling import letters
from scheduling.models import Appointment, Service
from scheduling.signals import appointment_booked


def enter(
    *,
    care: Care,
    service: Service,
    starts_at: datetime,
    at: datetime,
    by: User,
    told: bool = True,
    **more: Any,
) -> Appointment:
    """The session itself, its letters, the news of it and its audit entry.

    The caller holds the locks, has found the time free and collects audit entries with
    `audit.at_the_end()`. `more` are further columns. Without `told` the caller writes
    the letters: one about a whole series, and its reminders.
    """
    appointment = Appointment.objects.create(
        care=care,
        therapist=care.therapist,
        patient=care.patient,
        service=service,
        starts_at=starts_at,
        ends_at=more.pop("ends_at", starts_at + service.length),
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        modality=service.modality,
        booked_at=at,
        booked_by=by,
        **more,
    )
    if told:
        letters.tell_booked(appointment, at=at)
    appointment_booked.send(Appointment, appointment=appointment, actor=by)
    audit.record("appointment.book", actor=by, row=appointment, care=care)
    return appointment
