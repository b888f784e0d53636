"""Groups: planned and called off by the therapist; a seat taken by a patient."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from people.access import person, therapist_required
from people.errors import Refused
from people.models import Practice, User
from scheduling import actions, agenda, meeting, rules
from scheduling.forms import CancelForm
from scheduling.group_forms import GroupForm
from scheduling.models import Appointment, GroupSession, Service
from scheduling.views import choosing
from scheduling.views.finding import get_listed, patient_of

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_GET
@therapist_required
def index(request: HttpRequest) -> HttpResponse:
    """The therapist's group sessions ahead, with how many seats are taken."""
    therapist, now = person(request), timezone.now()
    upcoming = GroupSession.objects.upcoming(at=now).filter(therapist=therapist).with_seats()
    groups = Service.objects.offered().by(therapist).groups()
    context = {"upcoming": upcoming, "can_plan": groups.exists()}
    return render(request, "scheduling/groups.html", context)


@require_http_methods(GET_OR_POST)
@therapist_required
def plan(request: HttpRequest) -> HttpResponse:
    """When a group meets: all of these times, or none if one is taken."""
    therapist = person(request)
    form = GroupForm(request.POST or None, therapist=therapist)
    if request.method == "POST" and form.is_valid():
        try:
            planned = actions.plan_group(
                actor=therapist,
                service=form.cleaned_data["service"],
                starts=form.starts,
                seats=form.wanted_seats,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            words = ngettext(
                "One group session is planned.",
                "%(count)d group sessions are planned.",
                len(planned),
            )
            messages.success(request, words % {"count": len(planned)})
            return redirect("scheduling:groups")
    status = 400 if request.method == "POST" else 200
    return render(request, "scheduling/group_plan.html", {"form": form}, status=status)


@require_http_methods(GET_OR_POST)
@therapist_required
def group(request: HttpRequest, pk: Any) -> HttpResponse:
    """One of the therapist's group sessions: who has a seat, and how to call it off."""
    therapist, now = person(request), timezone.now()
    own = GroupSession.objects.filter(therapist=therapist).with_seats()
    found = get_object_or_404(own, pk=pk)
    form = CancelForm(request.POST or None, reasons=rules.reasons_for(therapist))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.cancel_group(
                actor=therapist, group=found, reason=form.cleaned_data["reason"], at=now
            )
        except Refused as refused:
            refusal = str(refused.message)
        else:
            words = ngettext(
                "It is cancelled, and we have told %(count)d person.",
                "It is cancelled, and we have told %(count)d people.",
                told,
            )
            messages.success(request, words % {"count": told})
            return redirect("scheduling:groups")
    context = {
        "group": found,
        "seats": Appointment.objects.live().filter(group=found).with_people().order_by("booked_at"),
        "is_ahead": found.cancelled_at is None and not found.has_begun(at=now),
        "form": form,
        "refusal": refusal,
    }
    answered = request.method == "POST"
    status = 409 if refusal else 400 if answered else 200
    return render(request, "scheduling/group.html", context, status=status)


@require_http_methods(GET_OR_POST)
def seat(request: HttpRequest, pk: Any) -> HttpResponse:
    """What taking a seat means, and for a patient the button that does."""
    found = get_object_or_404(GroupSession.objects.with_seats(), pk=pk)
    profile = get_listed(found.therapist.therapist_profile.slug)
    patient, now, practice = patient_of(request), timezone.now(), Practice.current()
    held = _own_seat(found, patient)
    if held is not None:
        return redirect("scheduling:appointment", pk=held.pk)
    # A group that is by invitation is not there for others.
    _singles, groups = choosing.kinds(found.therapist, patient)
    if found.service not in groups:
        raise Http404
    refusal = ""
    if request.method == "POST" and patient is not None:
        try:
            taken = actions.take_seat(actor=patient, group=found, at=now)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("You have a seat. We have sent you an e-mail about it."))
            return redirect("scheduling:appointment", pk=taken.pk)
    context = {
        "group": found,
        "left": found.left,
        "is_open": found.cancelled_at is None
        and now < actions.seats_until(found, practice=practice),
        "person": found.therapist,
        "profile": profile,
        "difference": agenda.clock_difference(found.therapist.tz, at=found.starts_at),
        "how": meeting.offered(
            found.service.modality, therapist=found.therapist, practice=practice
        ),
        "rule": rules.for_patients(found.starts_at, practice=practice, at=now, moves=False),
        "is_patient": patient is not None,
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "scheduling/seat.html", context, status=status)


def _own_seat(found: GroupSession, patient: User | None) -> Appointment | None:
    if patient is None:
        return None
    return Appointment.objects.live().filter(group=found, patient=patient).first()
