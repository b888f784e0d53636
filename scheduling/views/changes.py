"""Move or cancel a session."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import Action, person
from people.errors import Refused
from people.models import Practice, User
from scheduling import actions, agenda, rules
from scheduling.actions.change import moving
from scheduling.errors import JustTaken
from scheduling.forms import CancelForm, ChoiceOfTime
from scheduling.free import Slot, free_times, horizon
from scheduling.models import Appointment
from scheduling.slots import DAY, Span
from scheduling.views.appointments import get_appointment
from scheduling.views.choosing import shown_fortnights, some_fortnights

NEAR = 3 * DAY


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    """Choose another time."""
    appointment = get_appointment(request, pk, Action.CHANGE_APPOINTMENT)
    if request.method != "POST":
        return _show_move(request, appointment)
    form = ChoiceOfTime(request.POST)
    if not form.is_valid():
        first = _("Choose one of the times first.")
        return _show_move(request, appointment, refusal=first, status=400)
    try:
        actions.move(
            actor=person(request),
            appointment=appointment,
            starts_at=form.cleaned_data["starts_at"],
            at=timezone.now(),
        )
    except JustTaken as refusal:
        return _show_move(
            request,
            appointment,
            refusal=str(refusal.message),
            alternatives=refusal.alternatives,
            status=409,
        )
    except Refused as refusal:
        return _show_move(request, appointment, refusal=str(refusal.message), status=409)
    other = appointment.other(person(request))
    messages.success(
        request, _("Your session is moved. We have told %(name)s.") % {"name": other.known_as}
    )
    return redirect("scheduling:appointment", pk=appointment.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask once more, with the rule, then cancel."""
    appointment = get_appointment(request, pk, Action.CHANGE_APPOINTMENT)
    viewer, practice, now = person(request), Practice.current(), timezone.now()
    is_late = rules.cancels_late(appointment, by=viewer, practice=practice, at=now)
    form = CancelForm(request.POST or None, reasons=rules.reasons_for(viewer, late=is_late))
    refusal = _why_not_cancel(appointment, viewer, practice)
    if request.method == "POST" and form.is_valid() and not refusal:
        try:
            actions.cancel(
                actor=viewer,
                appointment=appointment,
                reason=form.cleaned_data["reason"],
                at=now,
                late="late" in request.POST,
            )
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _cancelled(appointment, viewer, late=is_late))
            return redirect("scheduling:appointment", pk=appointment.pk)
    context = {
        "appointment": appointment,
        "other": appointment.other(viewer),
        "form": form,
        "refusal": refusal,
        "is_late": is_late,
        "is_ahead": appointment.is_live and not appointment.has_begun(at=now),
        "can_move": rules.can_move(appointment, by=viewer, practice=practice, at=now),
        "late_rule": rules.free_until(practice),
        "late_means": rules.what_late_means(appointment),
        "rule": rules.in_words(appointment, by=viewer, practice=practice, at=now),
    }
    answered = request.method == "POST"
    status = 409 if answered and refusal else 400 if answered else 200
    return render(request, "scheduling/cancel.html", context, status=status)


def _cancelled(appointment: Appointment, viewer: User, *, late: bool) -> str:
    name = {"name": appointment.other(viewer).known_as}
    if late:
        told = _("Your session is cancelled. We have told %(name)s, and that it was late.")
        return told % name
    return _("Your session is cancelled. We have told %(name)s.") % name


def _why_not_cancel(appointment: Appointment, viewer: User, practice: Practice) -> str:
    """What stands in the way now, or nothing. That it is late doesn't."""
    try:
        rules.require_cancellable(
            appointment, by=viewer, practice=practice, at=timezone.now(), late=True
        )
    except Refused as refusal:
        return str(refusal.message)
    return ""


def _why_not_move(appointment: Appointment, viewer: User) -> str:
    """The rule that stands in the way now, or nothing."""
    try:
        rules.require_movable(
            appointment, by=viewer, practice=Practice.current(), at=timezone.now()
        )
    except Refused as refusal:
        return str(refusal.message)
    return ""


def _show_move(
    request: HttpRequest,
    appointment: Appointment,
    *,
    refusal: str = "",
    alternatives: list[Slot] | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer, now, practice = person(request), timezone.now(), Practice.current()
    too_late = _why_not_move(appointment, viewer)
    other = appointment.other(viewer)
    context: dict[str, Any] = {
        "appointment": appointment,
        "other": other,
        "whose": other,
        "refusal": too_late or refusal,
        "is_too_late": bool(too_late),
        "alternatives": agenda.days(alternatives or [], agenda.reader_zone()),
        "difference": agenda.clock_difference(other.tz, at=appointment.starts_at),
        "can_cancel": appointment.is_live and not appointment.has_begun(at=now),
        "rule": rules.in_words(appointment, by=viewer, practice=practice, at=now),
    }
    if not too_late:
        times = free_times(
            therapists=[appointment.therapist_id],
            wanted=appointment.wanted,
            window=Span(now, now + horizon(appointment.wanted, practice)),
            at=now,
            asking=moving(appointment, actor=viewer),
            practice=practice,
        )[appointment.therapist_id]
        others = [slot for slot in times if slot.starts_at != appointment.starts_at]
        context |= _from_its_week_on(request, appointment, others)
    return render(request, "scheduling/move.html", context, status=status)


def _from_its_week_on(
    request: HttpRequest, appointment: Appointment, times: list[Slot]
) -> dict[str, Any]:
    """Who moves a session mostly looks near it: begin there, and say where the sooner times are."""
    near = [slot for slot in times if slot.starts_at > appointment.starts_at - NEAR]
    begins_later = bool(near) and len(near) < len(times) and "sooner" not in request.GET
    shown = some_fortnights(near if begins_later else times, shown_fortnights(request))
    return {**shown, "begins_later": begins_later}
