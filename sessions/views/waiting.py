"""While somebody waits: what they are told, and what the therapist may say to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people import access
from people.access import Action
from people.errors import Refused
from scheduling.models import Appointment
from sessions import actions
from sessions.forms.waiting import AskToWaitForm
from sessions.models import Session, WaitingWord
from sessions.patience import stage, stage_of
from sessions.room.doorbell import ring


@access.patient_required
@require_GET
def lead(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The sentences over the waiting room, again; nothing (204) while they are the same."""
    viewer = access.person(request)
    rows = Appointment.objects.with_people()
    booked = access.get_or_404(viewer, Action.JOIN_ROOM, rows, pk=appointment)
    session = Session.objects.filter(appointment=booked).first()
    told = waiting_lead(booked, session, at=timezone.now())
    if request.GET.get("seen") == told["stage"]:
        return HttpResponse(status=204)
    return render(request, "sessions/_waiting_lead.html", told)


def waiting_lead(booked: Appointment, session: Session | None, *, at: datetime) -> dict[str, Any]:
    """What templates/sessions/_waiting_lead.html says."""
    begun = stage(starts_at=booked.starts_at, is_known=False, at=at)
    return {
        "appointment": booked,
        "other": booked.therapist,
        "stage": begun if session is None else stage_of(session, at=at),
    }


@access.therapist_required
def ask_to_wait(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Ask for patience: in a dialog of the room, or on a page of its own."""
    viewer = access.person(request)
    rows = Appointment.objects.with_people()
    booked = access.get_or_404(viewer, Action.ADMIT, rows, pk=appointment)
    form = AskToWaitForm(request.POST or None)
    context: dict[str, Any] = {"appointment": booked, "other": booked.patient}
    in_room = "HX-Request" in request.headers
    if request.method == "POST" and form.is_valid():
        session = actions.session_of(booked)
        try:
            actions.ask_to_wait(actor=viewer, session=session, words=form.words, at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            ring(session.pk)
            if not in_room:
                messages.success(request, _("Said. They read it at once."))
                return redirect("home:home")
            form = AskToWaitForm()
            # The dialog has done its work: its answer offers to close it, under the finger.
            context["just_said"] = True
    said = WaitingWord.objects.filter(session__appointment=booked).first()
    context |= {"form": form, "said": said}
    if in_room:
        return render(request, "sessions/_ask_to_wait.html", context)
    return render(request, "sessions/ask_to_wait.html", context)
