"""What the therapist reads: measures over time, and the story the patient told."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.results import courses, story
from people import access
from people.access import Action


@access.therapist_required
def measures(request: HttpRequest, care: UUID) -> HttpResponse:
    """Each measure's course, drawn and as a table."""
    theirs = access.get_care_or_404(request.user, Action.READ_ANSWERS, care)
    context = {"care": theirs, "patient": theirs.patient, "courses": courses(theirs)}
    return render(request, "intake/measures.html", context)


@access.therapist_required
def history(request: HttpRequest, care: UUID) -> HttpResponse:
    """The story as it was last told, finished or not, page by page."""
    theirs = access.get_care_or_404(request.user, Action.READ_ANSWERS, care)
    told = story(theirs)
    context = {
        "care": theirs,
        "patient": theirs.patient,
        "response": told.response if told else None,
        "parts": told.parts if told else (),
    }
    return render(request, "intake/history.html", context)
