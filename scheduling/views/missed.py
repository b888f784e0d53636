"""A session that the patient missed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import access
from people.access import Action, person, therapist_required
from people.errors import Refused
from scheduling import actions
from scheduling.calendar_forms import MissedForm
from scheduling.models import MissedSession
from scheduling.views.appointments import get_appointment


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, pk: Any) -> HttpResponse:
    """Say that the patient did not come, and why as far as one knows."""
    appointment = get_appointment(request, pk, Action.MARK_MISSED)
    form = MissedForm(request.POST if request.method == "POST" else None)
    refusal, status = "", 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.mark_missed(
                actor=person(request),
                appointment=appointment,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except Refused as refused:
            refusal, status = refused.message, 409
        else:
            messages.success(request, _("Marked. You can take it back for a day."))
            return redirect("scheduling:appointment", pk=appointment.pk)
    context = {"appointment": appointment, "form": form, "refusal": refusal}
    return render(request, "scheduling/missed.html", context, status=status)


@therapist_required
@require_POST
def unmark(request: HttpRequest, pk: Any) -> HttpResponse:
    """They were there after all."""
    missed = _get_missed(request, pk, Action.MARK_MISSED)
    try:
        actions.unmark_missed(actor=person(request), missed=missed, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Taken back: the session counts as held."))
    return redirect("scheduling:appointment", pk=pk)


@login_required
@require_POST
def waive(request: HttpRequest, pk: Any) -> HttpResponse:
    """It doesn't count."""
    missed = _get_missed(request, pk, Action.WAIVE_MISSED)
    actions.waive_missed(actor=person(request), missed=missed, at=timezone.now())
    messages.success(request, _("This one doesn’t count."))
    return redirect("scheduling:appointment", pk=pk)


def _get_missed(request: HttpRequest, pk: Any, action: Action) -> MissedSession:
    """By its appointment."""
    rows = MissedSession.objects.select_related("appointment__care", "appointment__therapist")
    return access.get_or_404(person(request), action, rows, appointment=pk)
