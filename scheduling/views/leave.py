"""The sessions in a time off: move, cancel or leave each, from one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from people.access import person, therapist_required
from people.errors import Refused
from scheduling import actions, agenda, meeting, rules
from scheduling import leave as away
from scheduling.models import Appointment, GroupSession, TimeOff
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
    meant = _meant(request, off)
    if meant is None:
        return _show(
            request, off, refusal=_("That session is not in your time off any more."), status=409
        )
    try:
        told = _do(request, meant)
    except Refused as refusal:
        return _show(request, off, refusal=refusal.message, about=meant, status=409)
    messages.success(request, told)
    return redirect("scheduling:leave", pk=off.pk)


def _meant(request: HttpRequest, off: TimeOff) -> Appointment | GroupSession | None:
    """What the pressed button names, if it lies in the time off."""
    now = timezone.now()
    asked = request.POST.get("move", "").partition("|")[0] or request.POST.get("cancel", "")
    sessions, groups = away.sessions_in(off, at=now), away.groups_in(off, at=now)
    lying: list[Appointment | GroupSession] = [*sessions, *groups]
    return next((row for row in lying if str(row.pk) == asked), None)


def _do(request: HttpRequest, meant: Appointment | GroupSession) -> str:
    therapist, now = person(request), timezone.now()
    reason = request.POST.get(f"reason-{meant.pk}", "")
    if isinstance(meant, GroupSession):
        told = actions.cancel_group(actor=therapist, group=meant, reason=reason, at=now)
        return ngettext(
            "The group does not meet. We have told %(count)d person.",
            "The group does not meet. We have told %(count)d people.",
            told,
        ) % {"count": told}
    name = meant.patient.full_name
    if "cancel" in request.POST:
        actions.cancel(actor=therapist, appointment=meant, reason=reason, at=now)
        return _("The session with %(name)s is cancelled. We have told them.") % {"name": name}
    starts_at = _instant(request.POST["move"].partition("|")[2])
    actions.move(actor=therapist, appointment=meant, starts_at=starts_at, at=now)
    with timezone.override(meeting.zone(meant.modality, own=agenda.reader_zone())):
        return _("The session with %(name)s is moved to %(day)s, %(time)s. We have told them.") % {
            "name": name,
            "day": short_day(starts_at),
            "time": f"{timezone.localtime(starts_at):%H:%M}",
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
    about: Appointment | GroupSession | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    found, groups = away.hits(off, at=now), away.groups_in(off, at=now)
    context = {
        "off": off,
        "hits": [(hit, _reason(request, hit.appointment)) for hit in found],
        "groups": [(group, _reason(request, group)) for group in groups],
        "left": len(found) + len(groups),
        "refusal": refusal,
        "about": about,
        "reasons": rules.reasons_for(off.therapist),
    }
    return render(request, "scheduling/hours/leave.html", context, status=status)


def _reason(request: HttpRequest, row: Appointment | GroupSession) -> str:
    """The reason that was chosen for it."""
    return request.POST.get(f"reason-{row.pk}", "")
