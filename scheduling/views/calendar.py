"""From the calendar: move a session, take that back, book for a patient."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import access
from people.access import Action, person, staff_required, therapist_required
from people.errors import Refused
from people.models import Care, User
from scheduling import actions, agenda, placing
from scheduling.calendar_forms import BookForForm, MomentForm
from scheduling.errors import BeyondHours, JustTaken
from scheduling.free import Slot, Wish
from scheduling.models import Appointment, AppointmentChange, Audience, Service
from scheduling.series.link import repeat_link
from scheduling.views import diary
from scheduling.views.appointments import get_appointment
from scheduling.week import comes_twice

PART = "X-Part"
"""The header with which the calendar's dialog asks for its content alone."""
GO = "X-Go"
"""The header that tells it where to go when all is done."""


@dataclass
class Verdict:
    """What is to be said of a time before a session is put there."""

    refusal: str = ""
    warning: str = ""
    alternatives: list[Slot] = field(default_factory=list)

    @property
    def days(self) -> list[agenda.Day]:
        return agenda.days(self.alternatives, agenda.reader_zone())


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    """Another day and time for a session: looked at with GET, done with POST."""
    appointment = get_appointment(request, pk, Action.CHANGE_APPOINTMENT)
    asked = request.POST if request.method == "POST" else request.GET
    local = timezone.localtime(appointment.starts_at)
    form = MomentForm(
        asked if "day" in asked else None, initial={"day": local.date(), "time": local.time()}
    )
    if not form.is_bound or not form.is_valid():
        return _show_move(request, appointment, form, None)
    if request.method != "POST":
        wish = _wish(appointment, form.starts_at)
        unchanged = form.starts_at == appointment.starts_at
        return _show_move(request, appointment, form, None if unchanged else _verdict(wish))
    try:
        actions.move(
            actor=person(request),
            appointment=appointment,
            starts_at=form.starts_at,
            at=timezone.now(),
            beyond_hours=form.beyond_hours,
        )
    except Refused as refusal:
        return _show_move(request, appointment, form, _told(refusal), status=409)
    change = appointment.changes.order_by("at").last()
    assert change is not None
    view = request.POST.get("view", "")
    calendar = diary.address(form.starts_at, view=view, moved=change.pk)
    if PART in request.headers:
        return HttpResponse(status=204, headers={GO: calendar})
    return redirect(calendar)


@therapist_required
@require_POST
def move_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """Undo a move."""
    change = access.get_or_404(
        person(request),
        Action.CHANGE_APPOINTMENT,
        AppointmentChange.objects.filter(by=person(request)).select_related(
            "appointment__care", "appointment__patient", "appointment__therapist"
        ),
        pk=pk,
    )
    shown = change.starts_at_before
    try:
        actions.move_back(actor=person(request), change=change, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        shown = change.starts_at
    else:
        messages.success(
            request,
            _("Moved back. We tell %(name)s.") % {"name": change.appointment.patient.known_as},
        )
    return redirect(diary.address(shown, view=request.POST.get("view", "")))


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_for(request: HttpRequest) -> HttpResponse:
    """Book for a patient. An address may name the care, the day and the time."""
    viewer = person(request)
    cares = sorted(
        access.cares(viewer, Action.BOOK_FOR), key=lambda care: care.patient.full_name.lower()
    )
    services = _services(viewer)
    if request.method != "POST":
        named = {name: request.GET.get(name, "") for name in ("care", "day", "time")}
        form = BookForForm(cares=cares, services=services, initial=named)
        return _show_booking(request, form, cares)
    form = BookForForm(request.POST, cares=cares, services=services)
    if not form.is_valid():
        return _show_booking(request, form, cares, status=400)
    care: Care = form.cleaned_data["care"]
    if "repeat" in request.POST and viewer.pk == care.therapist_id:
        service: Service = form.cleaned_data["service"]
        return redirect(repeat_link(care=care, service=service, starts_at=form.starts_at))
    try:
        booked = actions.book_for(
            actor=viewer,
            care=care,
            service=form.cleaned_data["service"],
            starts_at=form.starts_at,
            at=timezone.now(),
            beyond_hours=form.beyond_hours,
        )
    except Refused as refusal:
        return _show_booking(request, form, cares, verdict=_told(refusal), status=409)
    messages.success(
        request,
        _("Booked. %(name)s gets an e-mail that says so.") % {"name": care.patient.known_as},
    )
    if viewer.is_therapist:
        return redirect(diary.address(booked.starts_at, view=request.POST.get("view", "")))
    return redirect("scheduling:appointment", pk=booked.pk)


def _wish(appointment: Appointment, starts_at: datetime) -> Wish:
    return Wish(
        therapist=appointment.therapist_id,
        wanted=appointment.wanted,
        starts_at=starts_at,
        asking=placing.asking_for(appointment.patient, moving=appointment),
    )


def _verdict(wish: Wish) -> Verdict:
    """The same that the verb would say, without doing it."""
    now = timezone.now()
    try:
        if not placing.require_place(wish, beyond_hours=False, at=now):
            raise placing.taken(wish, at=now)
    except Refused as refusal:
        return _told(refusal)
    return Verdict()


def _told(refusal: Refused) -> Verdict:
    if isinstance(refusal, BeyondHours):
        return Verdict(warning=refusal.message)
    alternatives = refusal.alternatives if isinstance(refusal, JustTaken) else []
    return Verdict(refusal=refusal.message, alternatives=alternatives)


def _show_move(
    request: HttpRequest,
    appointment: Appointment,
    form: MomentForm,
    verdict: Verdict | None,
    *,
    status: int = 200,
) -> HttpResponse:
    starts_at = form.cleaned_data.get("starts_at") if form.is_bound else None
    context = {
        "appointment": appointment,
        "patient": appointment.patient,
        "form": form,
        "verdict": verdict,
        "starts_at": starts_at,
        "ends_at": starts_at and starts_at + appointment.length,
        "comes_twice": starts_at is not None and comes_twice(starts_at, agenda.reader_zone()),
        "has_begun": appointment.has_begun(at=timezone.now()) or not appointment.is_live,
        "view": (request.POST or request.GET).get("view", "week"),
    }
    if form.is_bound and form.errors:
        status = 400
    name = "calendar_move_part" if PART in request.headers else "calendar_move"
    return render(request, f"scheduling/{name}.html", context, status=status)


def _services(viewer: User) -> list[Service]:
    """What somebody who works here can book for others; what is for people in care comes first."""
    offered = Service.objects.offered().single()
    return sorted(
        offered.by(viewer) if viewer.is_therapist else offered,
        key=lambda service: (service.audience == Audience.NEW, service.minutes, service.name),
    )


def _show_booking(
    request: HttpRequest,
    form: BookForForm,
    cares: list[Care],
    *,
    verdict: Verdict | None = None,
    status: int = 200,
) -> HttpResponse:
    starts_at = form.cleaned_data.get("starts_at") if form.is_bound else None
    care = form.cleaned_data.get("care") if form.is_bound else None
    service = form.cleaned_data.get("service") if form.is_bound else None
    context = {
        "form": form,
        "cares": cares,
        "verdict": verdict,
        "starts_at": starts_at,
        "patient": care and care.patient,
        "service": service,
        "view": (request.POST or request.GET).get("view", "week"),
    }
    return render(request, "scheduling/book_for.html", context, status=status)
