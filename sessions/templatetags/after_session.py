"""What there is to do after a session, for pages of other apps."""

from typing import Any

from django import template

from scheduling.models import Appointment
from sessions.models import Summary
from sessions.views.after import after

register = template.Library()


@register.inclusion_tag("sessions/notes/_after.html")
def after_session(meeting: Appointment) -> dict[str, Any]:
    """Note, summary and feedback, with the ways to them. For the session's therapist alone."""
    return {"after": after(meeting)}


@register.inclusion_tag("sessions/summary/_to_read.html")
def summary_to_read(meeting: Appointment) -> dict[str, Any]:
    """The way to what was sent after this session, for its patient: homes show only the latest."""
    sent = Summary.objects.sent().filter(session__appointment=meeting)
    return {"appointment": meeting, "is_sent": sent.exists()}
