"""What there is to do after a session, as the pages about it show it at their side."""

from typing import Any

from scheduling.models import Appointment
from sessions.models import OpeningCheck, ProgressNote, SessionFeedback, Summary


def after(meeting: Appointment) -> dict[str, Any]:
    """Where opening check, note, summary and feedback of a session stand. For its therapist."""
    of_session = {"session__appointment": meeting}
    return {
        "appointment": meeting,
        "opening": OpeningCheck.objects.filter(**of_session).first(),
        "note": ProgressNote.objects.filter(**of_session).first(),
        "summary": Summary.objects.filter(**of_session).prefetch_related("versions").first(),
        "feedback": SessionFeedback.objects.given().filter(**of_session).first(),
    }
