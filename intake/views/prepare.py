"""The checklist before the first session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.models import RiskAlert
from intake.readiness import next_label, steps
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
        "help_due": RiskAlert.objects.open().filter(care=mine, seen_help_at=None).exists(),
    }
    return render(request, "intake/prepare.html", context)
