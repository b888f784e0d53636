"""The agenda: a session's, beside the picture or on its own page, and one's usual ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import access
from people.access import Action
from people.errors import Refused
from scheduling.models import Appointment
from sessions.actions.agenda import (
    change_agenda,
    change_usual_agenda,
    occasion_of,
    points_of,
    usual_points,
)
from sessions.agenda import Occasion, Points, next_point, on_list
from sessions.forms.agenda import PointForm

GET_OR_POST = ["GET", "POST"]
LIST = "sessions/agenda/_list.html"
SAVED = "sessions/agenda/_saved.html"


@require_http_methods(GET_OR_POST)
@access.therapist_required
def agenda(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The list of one session. Each press is saved at once; each typed word after a pause."""
    viewer = access.person(request)
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(
        viewer, Action.KEEP_AGENDA, meetings, audited=request.method == "GET", pk=appointment
    )
    press = _press(request, partial(change_agenda, actor=viewer, appointment=meeting))
    address = reverse("sessions:agenda", args=[meeting.pk])
    context = _context(points_of(meeting), press, address=address)
    context |= {"appointment": meeting, "ticks": True, "occasion": occasion_of(meeting)}
    return _answer(request, "sessions/agenda/page.html", context)


@require_http_methods(GET_OR_POST)
@access.therapist_required
def usual_agenda(request: HttpRequest, occasion: str) -> HttpResponse:
    """The list one begins with: on a first session, or on those that follow."""
    viewer = access.person(request)
    access.require(viewer, Action.KEEP_USUAL_AGENDA)
    if occasion not in Occasion.values:
        raise Http404
    kind = Occasion(occasion)
    press = _press(request, partial(change_usual_agenda, actor=viewer, occasion=kind))
    address = reverse("sessions:usual_agenda", args=[kind])
    context = _context(usual_points(viewer, kind), press, address=address)
    context |= {"occasion": kind, "occasions": Occasion}
    return _answer(request, "sessions/agenda/usual.html", context)


@dataclass(frozen=True, slots=True)
class _Press:
    """What was pressed on the page, and what became of it, in a sentence."""

    fields: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    refusal: str = ""


def _press(request: HttpRequest, change: Callable[..., object]) -> _Press:
    """Carry out what was posted by `change`, a verb that still lacks `changes` and `at`."""
    if request.method != "POST":
        return _Press()
    form = PointForm(request.POST)
    if not form.is_valid():
        return _Press(request.POST, refusal=str(next(iter(form.errors.values()))[0]))
    try:
        change(changes=form.changes, at=timezone.now())
    except Refused as refused:
        return _Press(request.POST, refusal=str(refused.message))
    return _Press(request.POST, said=_("Saved"))


def _context(points: Points, press: _Press, *, address: str) -> dict[str, Any]:
    listed, coming = on_list(points), next_point(points)
    change, key = press.fields.get("change", ""), press.fields.get("key", "")
    return {
        "address": address,
        "points": listed,
        "off": [point for point in points if point.is_off],
        "coming": coming.key if coming else "",
        "total": sum(point.minutes or 0 for point in listed),
        "said": press.said,
        "refusal": press.refusal,
        # The one that is being changed stays open when the list comes back.
        "open": key if change in {"earlier", "later"} else "",
        "typed": press.fields.get("title", "") if press.refusal and change == "add" else "",
        "now": timezone.now(),
        "changed": key,
        "is_typing": change == "reword",
    }


def _answer(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["refusal"] else 200
    if request.headers.get("HX-Request"):
        # htmx shows what comes with 200 only; a refusal is part of the list.
        return render(request, SAVED if context["is_typing"] else LIST, context)
    if request.method == "POST" and status == 200:
        return redirect(request.path)
    return render(request, page, context, status=status)
