"""A time that was asked for: its page, and the answers to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import access
from people.access import Action, person, therapist_required
from people.errors import Refused
from people.models import Practice
from scheduling import actions, agenda
from scheduling.asking_forms import DeclineForm
from scheduling.free import Asking, Slot, Wish
from scheduling.models import BookingRequest, DeclineReason, Modality

ANSWERED_SHOWN = 20


@require_GET
@therapist_required
def index(request: HttpRequest) -> HttpResponse:
    """What is open, the soonest to run out first, and what was answered lately."""
    own = BookingRequest.objects.filter(care__therapist=person(request)).with_people()
    open_ = own.live(at=timezone.now())
    context = {
        "open": open_.order_by("lapses_at"),
        "answered": own.exclude(pk__in=open_.values("pk")).order_by("-requested_at")[
            :ANSWERED_SHOWN
        ],
        "some_in_person": own.filter(service__modality=Modality.IN_PERSON).exists(),
        "practice": Practice.current(),
    }
    return render(request, "scheduling/requests.html", context)


@require_GET
@login_required
def page(request: HttpRequest, pk: Any) -> HttpResponse:
    """One request: what was asked, what came of it, and what can be done now."""
    return _show(request, _get(request, Action.SEE_APPOINTMENT, pk))


@require_POST
@login_required
def accept(request: HttpRequest, pk: Any) -> HttpResponse:
    """The therapist says yes."""
    found = _get(request, Action.ANSWER_REQUEST, pk)
    try:
        appointment = actions.accept_request(
            actor=person(request), request=found, at=timezone.now()
        )
    except Refused as refusal:
        return _show(request, _get(request, Action.ANSWER_REQUEST, pk), refusal=refusal)
    messages.success(
        request,
        _("The session is booked. We have told %(name)s.") % {"name": found.care.patient.known_as},
    )
    return redirect("scheduling:appointment", pk=appointment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decline(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ask why, saying what each reason does, then decline."""
    found = _get(request, Action.ANSWER_REQUEST, pk)
    if not found.is_live(at=timezone.now()):
        return redirect("scheduling:request", pk=found.pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_request(
                actor=person(request),
                request=found,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except Refused as refusal:
            return _show(request, _get(request, Action.ANSWER_REQUEST, pk), refusal=refusal)
        messages.success(
            request,
            _("Declined. We have told %(name)s kindly.") % {"name": found.care.patient.known_as},
        )
        return redirect("scheduling:requests")
    context = {"asked": found, "other": found.care.patient, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "scheduling/request_decline.html", context, status=status)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """The patient takes it back."""
    found = _get(request, Action.ASK_FOR_TIME, pk)
    try:
        actions.withdraw_request(actor=person(request), request=found, at=timezone.now())
    except Refused as refusal:
        return _show(request, _get(request, Action.ASK_FOR_TIME, pk), refusal=refusal)
    messages.success(request, _("You have taken your request back. The time is free again."))
    return redirect("scheduling:request", pk=found.pk)


def _get(request: HttpRequest, action: Action, pk: Any) -> BookingRequest:
    return access.get_or_404(person(request), action, BookingRequest.objects.with_people(), pk=pk)


def _show(
    request: HttpRequest, found: BookingRequest, *, refusal: Refused | None = None
) -> HttpResponse:
    viewer, now = person(request), timezone.now()
    is_party = viewer.pk in (found.care.patient_id, found.care.therapist_id)
    is_live = found.is_live(at=now)
    context = {
        "asked": found,
        # Between the end of its time and the worker it counts as lapsed already.
        "state": "lapsed" if found.is_open and not is_live else found.state,
        "other": found.care.other(viewer) if is_party else None,
        "is_live": is_live,
        "can_answer": is_live and access.allows(viewer, Action.ANSWER_REQUEST, found.care),
        "can_withdraw": is_live and access.allows(viewer, Action.ASK_FOR_TIME, found.care),
        "is_new": not actions.is_acquainted(
            patient=found.care.patient, therapist=found.care.therapist
        ),
        "days": agenda.days(_others(found, viewer.pk), agenda.reader_zone()),
        "refusal": str(refusal.message) if refusal else "",
    }
    status = 409 if refusal else 200
    return render(request, "scheduling/request.html", context, status=status)


def _others(found: BookingRequest, viewer: Any) -> list[Slot]:
    """Free times instead, for the patient whose time alone did not suit or was not answered."""
    instead = found.state == "lapsed" or (
        found.state == "declined" and found.decline_reason == DeclineReason.TIME
    )
    if viewer != found.care.patient_id or not instead or not found.care.is_open:
        return []
    wish = Wish(
        therapist=found.care.therapist_id,
        wanted=found.service.wanted,
        starts_at=found.starts_at,
        asking=Asking(patient=found.care.patient),
    )
    return wish.alternatives(at=timezone.now())
