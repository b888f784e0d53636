"""Waiting for a time: join, see one's place, leave; for therapists, who waits."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import access
from people.access import Action, party_required, person
from people.errors import Refused
from people.models import Care, Practice, TherapistProfile, User
from scheduling import actions
from scheduling.actions.waitlist import can_return
from scheduling.asking_forms import WaitForm
from scheduling.models import Appointment, Service, WaitlistEntry, WaitlistOffer
from scheduling.views import choosing, finding

CHOICE = "waiting"
"""The key of the session under which a visitor's choice outlives signing up."""

CLOSED_SHOWN = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which days and times suit. Signed out, the choice is kept while one signs up or in."""
    profile = finding.get_listed(slug)
    patient = finding.patient_of(request)
    services, _groups = choosing.kinds(profile.user, patient)
    if not _can_wait(request, profile, patient) or not services:
        return _explain(request, profile, services)
    if request.method == "POST":
        form = WaitForm(request.POST, services=services)
        if not form.is_valid():
            return _show(request, profile, form, status=400)
        if patient is None:
            request.session[CHOICE] = _kept(profile, form)
            return redirect("scheduling:join_waitlist", slug=slug)
        return _join(request, profile, patient, form)
    entry = _entry_of(patient, profile.user)
    choice = request.session.get(CHOICE, {})
    is_kept = choice.get("therapist") == slug
    if patient is None and is_kept and "change" not in request.GET:
        return render(request, "scheduling/waitlist_account.html", _about(profile))
    initial = choice if is_kept else _wishes(entry)
    return _show(request, profile, WaitForm(services=services, initial=initial), entry=entry)


@require_GET
@party_required
def index(request: HttpRequest) -> HttpResponse:
    """A patient's places in line; who waits for a therapist."""
    viewer, now = person(request), timezone.now()
    entries = WaitlistEntry.objects.with_people().prefetch_related(
        Prefetch("offers", WaitlistOffer.objects.order_by("-offered_at"))
    )
    if viewer.is_therapist:
        own = entries.filter(care__therapist=viewer)
        context: dict[str, Any] = {
            "waiting": own.open(),
            "closed": own.exclude(closed_at=None).order_by("-closed_at")[:CLOSED_SHOWN],
        }
        return render(request, "scheduling/waitlist_therapist.html", context)
    own = entries.filter(care__patient=viewer)
    left = own.exclude(closed_at=None).order_by("-closed_at")[:CLOSED_SHOWN]
    context = {
        "waiting": with_next_sessions(own.open().placed(), viewer),
        "left": [entry for entry in left if can_return(entry, at=now)],
        "now": now,
        "practice": Practice.current(),
    }
    return render(request, "scheduling/waitlist.html", context)


@require_POST
@login_required
def leave(request: HttpRequest, pk: Any) -> HttpResponse:
    """Off the list at one press. The page that follows has the way back."""
    entry = _get(request, pk)
    actions.leave_waitlist(actor=person(request), entry=entry, at=timezone.now())
    return redirect("scheduling:waitlist")


@require_POST
@login_required
def come_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """Undo leaving."""
    entry = _get(request, pk)
    try:
        actions.return_to_waitlist(actor=person(request), entry=entry, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("You are back in your old place."))
    return redirect("scheduling:waitlist")


def with_next_sessions(entries: Any, patient: User) -> list[WaitlistEntry]:
    """Each with `booked`: a session that was booked since they wait; do they still want another?"""
    ahead = list(Appointment.objects.for_person(patient).upcoming(at=timezone.now()))
    found = list(entries)
    for entry in found:
        since = (
            appointment
            for appointment in ahead
            if appointment.care_id == entry.care_id and appointment.booked_at >= entry.joined_at
        )
        entry.booked = next(since, None)
    return found


def _get(request: HttpRequest, pk: Any) -> WaitlistEntry:
    entries = WaitlistEntry.objects.with_people()
    return access.get_or_404(person(request), Action.ASK_FOR_TIME, entries, pk=pk)


def _can_wait(request: HttpRequest, profile: TherapistProfile, patient: User | None) -> bool:
    """Somebody who works here can't; a new person only where new people are taken."""
    if patient is None and request.user.is_authenticated:
        return False
    return profile.accepting_new_patients or (
        patient is not None
        and Care.objects.open().filter(patient=patient, therapist=profile.user).exists()
    )


def _explain(
    request: HttpRequest, profile: TherapistProfile, services: list[Service]
) -> HttpResponse:
    context = {
        **_about(profile),
        "works_here": request.user.is_authenticated and finding.patient_of(request) is None,
        "services": services,
    }
    return render(request, "scheduling/waitlist_closed.html", context)


def _join(
    request: HttpRequest, profile: TherapistProfile, patient: User, form: WaitForm
) -> HttpResponse:
    try:
        actions.join_waitlist(
            actor=patient,
            therapist=profile.user,
            service=form.cleaned_data["service"],
            suits=form.cleaned_data["suits"],
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            at=timezone.now(),
        )
    except Refused as refusal:
        return _show(request, profile, form, refusal=str(refusal.message), status=409)
    request.session.pop(CHOICE, None)
    messages.success(
        request,
        _("You are on the waitlist of %(name)s. We write to you as soon as a time suits.")
        % {"name": profile.user.known_as},
    )
    return redirect("scheduling:waitlist")


def _kept(profile: TherapistProfile, form: WaitForm) -> dict[str, Any]:
    chosen = form.cleaned_data
    return {
        "therapist": profile.slug,
        "service": str(chosen["service"].pk),
        "suits": chosen["suits"],
        "since": chosen["since"].isoformat() if chosen["since"] else None,
        "until": chosen["until"].isoformat() if chosen["until"] else None,
    }


def _entry_of(patient: User | None, therapist: User) -> WaitlistEntry | None:
    if patient is None:
        return None
    return (
        WaitlistEntry.objects.open()
        .filter(care__patient=patient, care__therapist=therapist)
        .first()
    )


def _wishes(entry: WaitlistEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "service": entry.service_id,
        "suits": entry.suits,
        "since": entry.since,
        "until": entry.until,
    }


def _about(profile: TherapistProfile) -> dict[str, Any]:
    return {"profile": profile, "person": profile.user}


def _show(
    request: HttpRequest,
    profile: TherapistProfile,
    form: WaitForm,
    *,
    entry: WaitlistEntry | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **_about(profile),
        "form": form,
        "entry": entry,
        "refusal": refusal,
        "practice": Practice.current(),
        "is_patient": finding.patient_of(request) is not None,
        "is_kept": request.session.get(CHOICE, {}).get("therapist") == profile.slug,
    }
    return render(request, "scheduling/waitlist_join.html", context, status=status)
