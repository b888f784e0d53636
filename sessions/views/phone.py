"""A session on the phone: booked so, or moved there from the room. One page for both people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from scheduling.models import Appointment
from sessions import actions
from sessions.actions import calling
from sessions.forms.phone import OutcomeForm, OwnNumberForm
from sessions.models import CallNumber, Outcome, PhoneCall, PhoneMove
from sessions.patience import TELL_AFTER
from sessions.room.doorbell import ring


def _appointment(user: User, action: Action, pk: UUID) -> Appointment:
    return access.get_or_404(user, action, Appointment.objects.with_people(), pk=pk)


@access.party_required
@require_safe
def phone(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Who calls whom and when, and how it stands. Its middle asks for itself again."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.JOIN_ROOM, appointment)
    elsewhere = _leads_elsewhere(booked, at=timezone.now())
    is_part = "HX-Request" in request.headers
    if elsewhere:
        if is_part:
            return HttpResponse(status=204, headers={"HX-Redirect": elsewhere})
        return redirect(elsewhere)
    context = _context(booked, viewer, at=timezone.now())
    if is_part and request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "sessions/_phone.html" if is_part else "sessions/phone.html", context)


def _leads_elsewhere(booked: Appointment, *, at: datetime) -> str:
    """Where to go instead when the session has ended, is on hold, or is in its room (again)."""
    state = actions.door(booked, at=at)
    if state == "ended":
        return reverse("sessions:after", args=[booked.pk])
    if state != "away" and not calling.is_by_phone(booked):
        return reverse("sessions:room", args=[booked.pk])
    if state in {"cancelled", "away"}:
        return reverse("scheduling:appointment", args=[booked.pk])
    return ""


def _context(booked: Appointment, viewer: User, *, at: datetime) -> dict[str, Any]:
    of_session = {"session__appointment": booked}
    given = CallNumber.objects.filter(**of_session).first()
    calls = list(PhoneCall.objects.filter(**of_session))
    running = next((call for call in calls if call.ended_at is None), None)
    move = PhoneMove.objects.standing().filter(**of_session).first()
    facts = {
        "has_begun": booked.has_begun(at=at),
        "is_calling_time": calling.is_calling_time(booked, at=at),
        "is_late": not calls and at >= (move.at if move else booked.starts_at) + TELL_AFTER,
        "is_over": booked.is_over(at=at),
    }
    return {
        "appointment": booked,
        "care": booked.care,
        "other": booked.other(viewer),
        "leads": viewer.is_therapist,
        "move": move,
        "opens_at": actions.hours(booked).opens_at,
        "ending": calling.ending_of(calling.number_of(booked)),
        "given": given if given and given.given_by_id == booked.patient_id else None,
        "calls": calls,
        "running": running,
        "outcomes": Outcome,
        # What a page has seen; no digit of a number is part of an address.
        "seen": "-".join(
            [
                *(str(int(fact)) for fact in facts.values()),
                str(len(calls)),
                str(int(running is not None)),
                str(int(given.at.timestamp()) if given else 0),
            ]
        ),
        **facts,
    }


@access.therapist_required
@require_POST
def number(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Show the patient's number to their therapist, in the session's time; that is audited."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.ADMIT, appointment)
    elsewhere = _leads_elsewhere(booked, at=timezone.now())
    if elsewhere:
        return redirect(elsewhere)
    shown = ""
    try:
        shown = calling.show_number(actor=viewer, appointment=booked, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    context = {**_context(booked, viewer, at=timezone.now()), "number": shown, "is_shown": True}
    is_part = "HX-Request" in request.headers
    return render(request, "sessions/_phone.html" if is_part else "sessions/phone.html", context)


@access.therapist_required
@require_POST
def move(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """From the room to the phone."""
    return _led(request, appointment, calling.move_to_phone)


@access.therapist_required
@require_POST
def back(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """From the phone back into the room."""
    return _led(request, appointment, calling.back_to_room)


@access.therapist_required
@require_POST
def call(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The therapist calls now."""
    return _led(request, appointment, calling.begin_call)


@access.therapist_required
@require_POST
def outcome(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The call is over."""
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return redirect("sessions:phone", appointment=appointment)
    chosen = Outcome(form.cleaned_data["outcome"])
    return _led(request, appointment, calling.end_call, outcome=chosen)


@access.therapist_required
@require_POST
def end(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """End the session, however its calls went."""
    return _led(request, appointment, actions.end_session)


def _led(
    request: HttpRequest, appointment: UUID, verb: Callable[..., object], **wishes: object
) -> HttpResponse:
    """Do what only the therapist does, tell the sockets, and show how it stands."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.ADMIT, appointment)
    session = actions.session_of(booked)
    try:
        verb(actor=viewer, session=session, at=timezone.now(), **wishes)
    except Refused as refused:
        messages.error(request, str(refused))
    ring(session.pk)
    return redirect("sessions:phone", appointment=booked.pk)


@access.patient_required
def own_number(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The patient corrects the number for this session."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.JOIN_ROOM, appointment)
    if actions.door(booked, at=timezone.now()) == "away":
        return redirect("scheduling:appointment", pk=booked.pk)
    form = OwnNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            calling.give_number(
                actor=viewer,
                appointment=booked,
                phone=form.cleaned_data["phone"],
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. You are called on that number."))
            return redirect("sessions:room", appointment=booked.pk)
    context = {
        "appointment": booked,
        "other": booked.therapist,
        "form": form,
        "ending": calling.ending_of(calling.number_of(booked)),
    }
    return render(request, "sessions/own_number.html", context)
