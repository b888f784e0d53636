"""The calendars elsewhere that keep a therapist's times busy."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import person, therapist_required
from people.errors import Refused
from people.models import User
from scheduling import actions
from scheduling.models import OutsideCalendar
from scheduling.outside_forms import OutsideCalendarForm
from scheduling.views.feed import feed_words


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """What is read and how it goes; a form to have one more read; the feed of one's sessions."""
    therapist = person(request)
    if request.method != "POST":
        return _show(request, therapist, OutsideCalendarForm())
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="read_calendar")
    if too_many is not None:
        return too_many
    form = OutsideCalendarForm(request.POST)
    if form.is_valid():
        try:
            added = actions.add_calendar(
                actor=therapist,
                name=form.cleaned_data["name"],
                url=form.cleaned_data["url"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("url", refusal.message)
        else:
            messages.success(
                request,
                _("“%(name)s” is read from now on. Its times are not offered any more.")
                % {"name": added.name},
            )
            return redirect("scheduling:outside_calendars")
    return _show(request, therapist, form, status=400)


@therapist_required
@require_POST
def read_calendar(request: HttpRequest, pk: Any) -> HttpResponse:
    """Look at it again now."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="read_calendar")
    if too_many is not None:
        return too_many
    calendar = _own_or_404(request, pk)
    try:
        actions.read_now(actor=person(request), calendar=calendar, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("“%(name)s” has been read.") % {"name": calendar.name})
    return redirect("scheduling:outside_calendars")


@therapist_required
@require_POST
def remove_calendar(request: HttpRequest, pk: Any) -> HttpResponse:
    """Its times are offered again. The page shows a way back."""
    calendar = _own_or_404(request, pk)
    actions.remove_calendar(actor=person(request), calendar=calendar, at=timezone.now())
    messages.success(
        request,
        _("“%(name)s” is not read any more, and its times are free again.")
        % {"name": calendar.name},
    )
    return redirect("scheduling:outside_calendars")


@therapist_required
@require_POST
def restore_calendar(request: HttpRequest, pk: Any) -> HttpResponse:
    """It was a slip."""
    calendar = _own_or_404(request, pk)
    try:
        actions.restore_calendar(actor=person(request), calendar=calendar, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("“%(name)s” is back.") % {"name": calendar.name})
    return redirect("scheduling:outside_calendars")


def _own_or_404(request: HttpRequest, pk: Any) -> OutsideCalendar:
    own = OutsideCalendar.objects.filter(therapist=person(request), pk=pk)
    calendar = own.select_related("therapist").first()
    if calendar is None:
        raise Http404
    return calendar


def _show(
    request: HttpRequest, therapist: User, form: OutsideCalendarForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    own = OutsideCalendar.objects.filter(therapist=therapist)
    context = {
        "calendars": own.kept().with_busy_ahead(at=now),
        "removed": own.just_removed(at=now),
        "form": form,
        **feed_words(therapist),
    }
    return render(request, "scheduling/calendars.html", context, status=status)
