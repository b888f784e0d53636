"""The way from one time to repeating it."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from people.models import Care, User
from scheduling import meeting
from scheduling.actions.series import repeatable
from scheduling.models import Appointment, Service
from scheduling.slots import DAY


def repeat_link(*, care: Care, service: Service, starts_at: datetime) -> str:
    """Where a series that begins at this time is made. The address carries the therapist's clock,
    in person the place's, because that is what the series keeps."""
    there = starts_at.astimezone(meeting.zone(service.modality, own=care.therapist.tz))
    first = {
        "service": service.pk,
        "first_on": there.date().isoformat(),
        "at": f"{there:%H:%M}",
    }
    return f"{reverse('scheduling:new_series', args=[care.pk])}?{urlencode(first)}"


def repeat_after(appointment: Appointment, *, reader: User, at: datetime) -> str:
    """The same for a session that is booked: from its next week on. Nothing for one that repeats
    already or that this person can't repeat."""
    care = appointment.care
    if (
        appointment.series_id is not None
        or appointment.group_id is not None
        or not care.is_open
        or reader.pk not in (care.patient_id, care.therapist_id)
        or appointment.service not in repeatable(actor=reader, care=care)
    ):
        return ""
    weeks = max(0, (at - appointment.starts_at) // (7 * DAY)) + 1
    zone = meeting.zone(appointment.service.modality, own=appointment.therapist.tz)
    there = appointment.starts_at.astimezone(zone)
    next_week = datetime.combine(there.date() + timedelta(weeks=weeks), there.time(), zone)
    return repeat_link(care=care, service=appointment.service, starts_at=next_week)
