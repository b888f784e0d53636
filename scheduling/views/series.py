"""A series with all its sessions, and what can be done with several of them at once."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from people import access
from people.access import Action, person
from people.errors import Refused
from people.models import Practice, User
from scheduling import actions, agenda, meeting, rules
from scheduling.actions.series_change import cancellable
from scheduling.forms import CancelForm
from scheduling.free import Slot
from scheduling.models import Appointment, Scope, Series
from scheduling.series import words
from scheduling.series.family import ahead, sessions_of, was_moved_alone
from scheduling.series.forms import MoveForm, read_picks
from scheduling.series.moving import clock_of, cut, plan_move, times_near
from scheduling.series.plan import Plan
from scheduling.views.appointments import get_appointment
from scheduling.views.series_new import lines, people_and_times


@require_GET
@login_required
def series(request: HttpRequest, pk: Any) -> HttpResponse:
    """Every session of it and what became of it, the parts it was cut into as one."""
    viewer, now = person(request), timezone.now()
    known = Series.objects.select_related("care__patient", "care__therapist", "service")
    found = access.get_or_404(viewer, Action.SEE_APPOINTMENT, known, pk=pk)
    family = found.family()
    sessions = sessions_of(family)
    upcoming = [one for one in sessions if one.is_live and not one.has_begun(at=now)]
    is_party = viewer.pk in (found.care.patient_id, found.care.therapist_id)
    zone = meeting.zone(found.service.modality, own=agenda.reader_zone())
    current = next((part for part in reversed(family) if part.count != 0), found)
    context = {
        "series": found,
        "rhythm": words.rhythm(current.rule, zone=zone),
        "rows": [
            {
                "appointment": one,
                "number": number,
                "is_past": one.is_over(at=now),
                "was_moved": was_moved_alone(one),
            }
            for number, one in enumerate(sessions, start=1)
        ],
        "next": upcoming[0] if upcoming else None,
        "can_change": bool(upcoming) and is_party and found.care.is_open,
        "count": len(sessions),
        "ahead": len(upcoming),
        "is_party": is_party,
        **people_and_times(viewer, found.care),
    }
    return render(request, "scheduling/series.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    """Choose when the series goes on, look at what that does to each session, then move them."""
    pivot, scope = _pivot(request, pk)
    viewer = person(request)
    typed = request.POST if request.method == "POST" else request.GET
    form = MoveForm(typed if "starts_at" in typed or "day" in typed else None, zone=clock_of(pivot))
    if not form.is_bound or not form.is_valid():
        return _choose_time(request, pivot, scope, form)
    to = form.moment()
    try:
        rules.require_movable(pivot, by=viewer, practice=Practice.current(), at=timezone.now())
        plan, _sight = plan_move(
            cut(pivot=pivot, to=to, at=timezone.now()),
            actor=viewer,
            at=timezone.now(),
            picks=read_picks(request.POST),
        )
    except Refused as refusal:
        return _choose_time(request, pivot, scope, form, refusal=str(refusal.message))
    if request.method != "POST":
        return _show_move(request, pivot, scope, to, plan)
    if "insist" in request.POST:
        plan.insist()
        return _show_move(request, pivot, scope, to, plan)
    if plan.undecided:
        left = _("Nothing is moved yet: choose for each session below that has no time.")
        return _show_move(request, pivot, scope, to, plan, refusal=left)
    try:
        moved = actions.move_series(
            actor=viewer,
            pivot=pivot,
            scope=scope,
            to=to,
            starts={UUID(key): start for key, start in plan.taking.items()},
            at=timezone.now(),
        )
    except Refused as refusal:
        return _show_move(request, pivot, scope, to, plan, refusal=str(refusal.message))
    _say(
        request,
        pivot,
        ngettext("%(count)d session is moved.", "%(count)d sessions are moved.", len(plan.taking)),
        len(plan.taking),
    )
    return redirect("scheduling:series", pk=moved.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask once more, with every session that goes and every one that stays, then cancel."""
    pivot, scope = _pivot(request, pk)
    viewer, now = person(request), timezone.now()
    form = CancelForm(request.POST or None, reasons=rules.reasons_for(viewer))
    going, late = cancellable(actor=viewer, pivot=pivot, scope=scope, at=now)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            gone = actions.cancel_series(
                actor=viewer,
                pivot=pivot,
                scope=scope,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except Refused as refused:
            refusal = str(refused.message)
        else:
            _say(
                request,
                pivot,
                ngettext(
                    "%(count)d session is cancelled.",
                    "%(count)d sessions are cancelled.",
                    len(gone),
                ),
                len(gone),
            )
            return redirect("scheduling:series", pk=pivot.series_id)
    context = {
        "appointment": pivot,
        "form": form,
        "scope": scope,
        "going": going,
        "late": late,
        "refusal": refusal,
        "scopes": _scopes(pivot, scope, "scheduling:cancel_series", "scheduling:cancel"),
        **people_and_times(viewer, pivot.care),
    }
    answered = request.method == "POST"
    status = 409 if refusal else 400 if answered else 200
    return render(request, "scheduling/series_cancel.html", context, status=status)


def _pivot(request: HttpRequest, pk: Any) -> tuple[Appointment, Scope]:
    """The session from which on something changes, and how far. For all that lie ahead, moving
    begins at the soonest that still goes by the rule and can be moved."""
    appointment = get_appointment(request, pk, Action.CHANGE_APPOINTMENT)
    found = appointment.series
    if found is None:
        raise Http404
    asked = request.POST.get("scope") or request.GET.get("scope")
    if asked != Scope.ALL:
        return appointment, Scope.FOLLOWING
    viewer, now, practice = person(request), timezone.now(), Practice.current()
    all_ahead = ahead(found.family(), pivot=appointment, scope=Scope.ALL, at=now)
    soonest = [
        one
        for one in all_ahead
        if not was_moved_alone(one) and rules.can_move(one, by=viewer, practice=practice, at=now)
    ]
    return (soonest or [appointment])[0], Scope.ALL


def _choose_time(
    request: HttpRequest,
    pivot: Appointment,
    scope: Scope,
    form: MoveForm,
    *,
    refusal: str = "",
) -> HttpResponse:
    viewer, now = person(request), timezone.now()
    can_move = rules.can_move(pivot, by=viewer, practice=Practice.current(), at=now)
    times = times_near(pivot, actor=viewer, at=now) if can_move else []
    slots = [Slot(start, start + pivot.length, pivot.therapist_id) for start in times]
    if not can_move and not refusal:
        refusal = _why_not_move(pivot, viewer, at=now)
    context = {
        "appointment": pivot,
        "scope": scope,
        "form": form,
        "can_move": can_move,
        "days": agenda.days(slots, agenda.reader_zone()),
        "refusal": refusal,
        "scopes": _scopes(pivot, scope, "scheduling:move_series", "scheduling:move"),
        **people_and_times(viewer, pivot.care),
    }
    wrong = form.is_bound and bool(form.errors)
    status = 409 if refusal and form.is_bound else 400 if wrong else 200
    return render(request, "scheduling/series_move.html", context, status=status)


def _why_not_move(pivot: Appointment, viewer: User, *, at: datetime) -> str:
    try:
        rules.require_movable(pivot, by=viewer, practice=Practice.current(), at=at)
    except Refused as refusal:
        return str(refusal.message)
    return ""


def _show_move(
    request: HttpRequest,
    pivot: Appointment,
    scope: Scope,
    to: datetime,
    plan: Plan,
    *,
    refusal: str = "",
) -> HttpResponse:
    viewer = person(request)
    context = {
        "appointment": pivot,
        "scope": scope,
        "to": to,
        "plan": plan,
        "lines": lines(plan, reader=viewer, care=pivot.care, asked=bool(refusal)),
        "rhythm": words.rhythm(
            plan.rule, zone=meeting.zone(pivot.modality, own=agenda.reader_zone())
        ),
        "refusal": refusal,
        "can_insist": any(step.insists for step in plan.undecided),
        **people_and_times(viewer, pivot.care),
    }
    return render(
        request, "scheduling/series_move_plan.html", context, status=409 if refusal else 200
    )


def _scopes(
    pivot: Appointment, chosen: Scope, together: str, alone: str
) -> list[dict[str, object]]:
    """The same for one, for this and the following, for all: as links."""
    address = reverse(together, args=[pivot.pk])
    return [
        {"label": _("This one"), "href": reverse(alone, args=[pivot.pk]), "is_chosen": False},
        *(
            {
                "label": label,
                "href": f"{address}?{urlencode({'scope': scope.value})}",
                "is_chosen": scope == chosen,
            }
            for scope, label in (
                (Scope.FOLLOWING, _("From here on")),
                (Scope.ALL, _("All coming")),
            )
        ),
    ]


def _say(request: HttpRequest, pivot: Appointment, sentence: str, count: int) -> None:
    other: User = pivot.other(person(request))
    told = _("We have told %(name)s in one e-mail.") % {"name": other.known_as}
    messages.success(request, f"{sentence % {'count': count}} {told}")
