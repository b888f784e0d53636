"""What there is to do after a session, for pages of other apps."""

from typing import Any

from django import template

from scheduling.models import Appointment
from sessions.views.after import after

register = template.Library()


@register.inclusion_tag("sessions/notes/_after.html")
def after_session(meeting: Appointment) -> dict[str, Any]:
    """Note, summary and feedback, with the ways to them. For the session's therapist alone."""
    return {"after": after(meeting)}
