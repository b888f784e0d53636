"""A therapist's own hours and time off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from people.access import person, therapist_required
from people.errors import Refused
from people.models import User
from scheduling import actions, weekly
from scheduling.forms import TimeOffForm
from scheduling.models import Appointment, TimeOff, WeeklyHours


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """The week as rows of times. Buttons add and remove rows; only "Save" writes."""
    therapist = person(request)
    if request.method != "POST":
        kept = WeeklyHours.objects.filter(therapist=therapist)
        return _show(request, therapist, weekly.from_rules([row.rule for row in kept]))
    days = weekly.from_typed(request.POST)
    if "add" in request.POST:
        weekly.add_row(days, request.POST["add"])
        return _show(request, therapist, _unjudged(days))
    if "remove" in request.POST:
        weekly.remove_row(days, request.POST["remove"])
        return _show(request, therapist, _unjudged(days))
    if any(day.errors for day in days):
        return _show(request, therapist, days, status=400)
    try:
        actions.set_hours(actor=therapist, rules=[rule for day in days for rule in day.rules])
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return _show(request, therapist, days, status=400)
    messages.success(request, _("Your weekly hours are saved. Booked sessions stay as they are."))
    return redirect("scheduling:hours")


@therapist_required
@require_POST
def add_time_off(request: HttpRequest) -> HttpResponse:
    """Offer nothing for a while."""
    therapist = person(request)
    form = TimeOffForm(request.POST)
    if form.is_valid():
        try:
            off = actions.add_time_off(
                actor=therapist,
                starts_at=form.starts_at(),
                ends_at=form.ends_at(),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            _tell_added(request, therapist, off)
            return redirect("scheduling:hours")
    kept = WeeklyHours.objects.filter(therapist=therapist)
    days = weekly.from_rules([row.rule for row in kept])
    return _show(request, therapist, days, time_off_form=form, status=400)


@therapist_required
@require_POST
def remove_time_off(request: HttpRequest, pk: Any) -> HttpResponse:
    """Offer this time again."""
    therapist = person(request)
    off = TimeOff.objects.filter(therapist=therapist, pk=pk).first()
    if off is None:
        raise Http404
    actions.remove_time_off(actor=therapist, time_off=off)
    messages.success(request, _("This time is offered again."))
    return redirect("scheduling:hours")


def _show(
    request: HttpRequest,
    therapist: User,
    days: list[weekly.DayRows],
    *,
    time_off_form: TimeOffForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "days": days,
        "has_errors": any(day.errors for day in days),
        "time_off": TimeOff.objects.filter(therapist=therapist).ahead(at=timezone.now()),
        "time_off_form": time_off_form or TimeOffForm(),
        "therapist": therapist,
    }
    return render(request, "scheduling/hours.html", context, status=status)


def _unjudged(days: list[weekly.DayRows]) -> list[weekly.DayRows]:
    """While rows are added and removed nothing is wrong yet."""
    for day in days:
        day.errors.clear()
    return days


def _tell_added(request: HttpRequest, therapist: User, off: TimeOff) -> None:
    booked = Appointment.objects.live().filter(therapist=therapist)
    count = booked.overlapping(off.starts_at, off.ends_at).count()
    if count:
        messages.warning(
            request,
            ngettext(
                "Your time off is saved. %(count)d booked session lies in it and stays booked "
                "until you move or cancel it in your calendar.",
                "Your time off is saved. %(count)d booked sessions lie in it and stay booked "
                "until you move or cancel them in your calendar.",
                count,
            )
            % {"count": count},
        )
    else:
        messages.success(request, _("Your time off is saved."))
