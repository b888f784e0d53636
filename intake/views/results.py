"""What the therapist reads: measures over time, and the story the patient told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.results import courses, story
from people import access
from people.access import Action
from people.handovers import line


@access.therapist_required
def measures(request: HttpRequest, care: UUID) -> HttpResponse:
    """Each measure's course, drawn and as a table."""
    theirs = access.get_care_or_404(request.user, Action.READ_ANSWERS, care)
    context = {
        "care": theirs,
        "patient": theirs.patient,
        "courses": courses(theirs),
        "before": line(request.user, Action.READ_ANSWERS, theirs).before,
    }
    return render(request, "intake/measures.html", context)


@access.therapist_required
def history(request: HttpRequest, care: UUID) -> HttpResponse:
    """The story as it was last told, finished or not, page by page."""
    theirs = access.get_care_or_404(request.user, Action.READ_ANSWERS, care)
    told = story(theirs)
    told_before = told.response.care if told and told.response.care_id != theirs.pk else None
    if told and told_before:
        viewer = access.require(request.user, Action.READ_ANSWERS, told_before)
        access.note_reading(viewer, Action.READ_ANSWERS, row=told.response, care=told_before)
    context = {
        "care": theirs,
        "patient": theirs.patient,
        "response": told.response if told else None,
        "told_before": told_before,
        "parts": told.parts if told else (),
    }
    return render(request, "intake/history.html", context)
