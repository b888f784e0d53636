"""The story so far, beside the picture: what was written, what was told, how scores moved."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from intake.results import courses, story
from people import access
from people.access import Action
from people.handovers import line
from people.models import Care, User
from scheduling.models import Appointment
from sessions.models import ProgressNote, Summary

NOTES_SHOWN = 5


@require_GET
@access.therapist_required
def story_so_far(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Summary, notes, history and measures of this patient, each audited as what it is."""
    viewer = access.person(request)
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(viewer, Action.READ_ANSWERS, meetings, pk=appointment)
    told = story(meeting.care)
    if told is not None and told.response.care_id != meeting.care_id:
        earlier = told.response.care
        access.require(viewer, Action.READ_ANSWERS, earlier)
        access.note_reading(viewer, Action.READ_ANSWERS, row=told.response, care=earlier)
    context = {
        "appointment": meeting,
        "care": meeting.care,
        "patient": meeting.patient,
        "summary": _summary(viewer, meeting),
        "notes": _notes(viewer, meeting.care),
        "story": told,
        "line": line(viewer, Action.READ_ANSWERS, meeting.care),
        "courses": courses(meeting.care),
    }
    return render(request, "sessions/_story.html", context)


def _summary(viewer: User, meeting: Appointment) -> Summary | None:
    """The last one that was sent for an earlier session."""
    if not access.allows(viewer, Action.READ_SUMMARY, meeting.care):
        return None
    last = (
        Summary.objects.sent()
        .filter(session__care=meeting.care)
        .exclude(session__appointment=meeting)
        .select_related("session__appointment")
        .prefetch_related("versions")
        .order_by("-session__appointment__starts_at")
        .first()
    )
    if last is not None:
        access.note_reading(viewer, Action.READ_SUMMARY, row=last, care=meeting.care)
    return last


def _notes(viewer: User, care: Care) -> list[ProgressNote]:
    """The last ones, by their headings: what is in them is read on their own pages."""
    if not access.allows(viewer, Action.READ_NOTE, care):
        return []
    notes = ProgressNote.objects.filter(session__care=care).readable_by(viewer).with_session()
    return list(notes.order_by("-session__appointment__starts_at")[:NOTES_SHOWN])
