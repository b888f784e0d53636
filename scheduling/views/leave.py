"""The sessions in a time off: move, cancel or leave each, from one page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import person, therapist_required
from people.errors import Refused
from scheduling import actions, rules
from scheduling import leave as away
from scheduling.models import Appointment, TimeOff
from scheduling.templatetags.scheduling import short_day


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: Any) -> HttpResponse:
    """All of it is one form; a button says which session is meant, and what for. Reasons that were
    chosen for others come back with the page."""
    therapist = person(request)
    off = TimeOff.objects.filter(therapist=therapist, pk=pk).select_related("therapist").first()
    if off is None:
        raise Http404
    if request.method != "POST":
        return _show(request, off)
    session = _session(request, off)
    if session is None:
        return _show(
            request, off, refusal=_("That session is not in your time off any more."), status=409
        )
    try:
        told = _do(request, session)
    except Refused as refusal:
        return _show(request, off, refusal=refusal.message, about=session, status=409)
    messages.success(request, told)
    return redirect("scheduling:leave", pk=off.pk)


def _session(request: HttpRequest, off: TimeOff) -> Appointment | None:
    """The session that the pressed button names, if it lies in the time off."""
    asked = request.POST.get("move", "").partition("|")[0] or request.POST.get("cancel", "")
    lying = away.sessions_in(off, at=timezone.now())
    return next((session for session in lying if str(session.pk) == asked), None)


def _do(request: HttpRequest, session: Appointment) -> str:
    therapist, now, patient = person(request), timezone.now(), session.patient
    if "cancel" in request.POST:
        reason = request.POST.get(f"reason-{session.pk}", "")
        actions.cancel(actor=therapist, appointment=session, reason=reason, at=now)
        return _("The session with %(name)s is cancelled. We have told them.") % {
            "name": patient.full_name
        }
    starts_at = _instant(request.POST["move"].partition("|")[2])
    actions.move(actor=therapist, appointment=session, starts_at=starts_at, at=now)
    local = timezone.localtime(starts_at)
    return _("The session with %(name)s is moved to %(day)s, %(time)s. We have told them.") % {
        "name": patient.full_name,
        "day": short_day(starts_at),
        "time": f"{local:%H:%M}",
    }


def _instant(text: str) -> Any:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise Refused(_("Choose one of the times."))
    return found


def _show(
    request: HttpRequest,
    off: TimeOff,
    *,
    refusal: str = "",
    about: Appointment | None = None,
    status: int = 200,
) -> HttpResponse:
    found = away.hits(off, at=timezone.now())
    chosen: dict[UUID, str] = {
        hit.appointment.pk: request.POST.get(f"reason-{hit.appointment.pk}", "") for hit in found
    }
    context = {
        "off": off,
        "hits": [(hit, chosen[hit.appointment.pk]) for hit in found],
        "refusal": refusal,
        "about": about,
        "reasons": rules.reasons_for(off.therapist),
        "tab": "changes",
        "therapist": off.therapist,
    }
    return render(request, "scheduling/hours/leave.html", context, status=status)
