"""The checklist before the first session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.readiness import next_label, steps
from intake.views.helping import help_due
from people import access
from people.access import Action


@access.patient_required
def prepare(request: HttpRequest, care: UUID) -> HttpResponse:
    """What is left to prepare, one line each."""
    mine = access.get_care_or_404(request.user, Action.ANSWER, care)
    checklist = steps(mine)
    upcoming = next((step for step in checklist if not step.done), None)
    context = {
        "care": mine,
        "steps": checklist,
        "done": sum(step.done for step in checklist),
        "next": upcoming,
        "next_label": next_label(upcoming),
        "help_due": help_due(request, mine),
    }
    return render(request, "intake/prepare.html", context)
