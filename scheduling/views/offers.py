"""A time from the waitlist: see it, take it or let it go. Looking changes nothing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import access
from people.access import Action, patient_required, person
from people.errors import Refused
from people.models import Practice
from scheduling import actions, agenda
from scheduling.actions.offers import digest
from scheduling.approval import asks_first
from scheduling.errors import JustTaken
from scheduling.free import Slot
from scheduling.models import Appointment, WaitlistOffer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. It works until it has been answered, for whom it was written."""
    offer = _get(request, token_hash=digest(token))
    if offer.state != "open":
        return _show(request, offer, status=410)
    return _answer(request, offer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@patient_required
def offer(request: HttpRequest, pk: Any) -> HttpResponse:
    """The same from one's own pages."""
    return _answer(request, _get(request, pk=pk))


def _get(request: HttpRequest, **lookup: Any) -> WaitlistOffer:
    offers = WaitlistOffer.objects.with_people()
    found = access.get_or_404(person(request), Action.SEE_APPOINTMENT, offers, **lookup)
    if found.care.patient_id != person(request).pk:
        raise Http404
    return found


def _answer(request: HttpRequest, found: WaitlistOffer) -> HttpResponse:
    if request.method != "POST":
        return _show(request, found)
    if request.POST.get("answer") == "take":
        return _take(request, found)
    if request.POST.get("answer") == "decline":
        return _decline(request, found)
    return _show(request, found, status=400)


def _take(request: HttpRequest, found: WaitlistOffer) -> HttpResponse:
    try:
        taken = actions.take_offer(actor=person(request), offer=found, at=timezone.now())
    except JustTaken as refusal:
        return _show(request, found, refusal=refusal, alternatives=refusal.alternatives, status=409)
    except Refused as refusal:
        return _show(request, _get(request, pk=found.pk), refusal=refusal, status=409)
    if isinstance(taken, Appointment):
        messages.success(request, _("Your session is booked. We have sent you an e-mail about it."))
        return redirect("scheduling:appointment", pk=taken.pk)
    messages.success(
        request,
        _("We have asked %(name)s and keep this time for you.")
        % {"name": found.care.therapist.known_as},
    )
    return redirect("scheduling:request", pk=taken.pk)


def _decline(request: HttpRequest, found: WaitlistOffer) -> HttpResponse:
    try:
        actions.decline_offer(actor=person(request), offer=found, at=timezone.now())
    except Refused as refusal:
        return _show(request, _get(request, pk=found.pk), refusal=refusal, status=409)
    messages.success(
        request, _("We have passed this time on. You keep your place, and we write again.")
    )
    return redirect("scheduling:waitlist")


def _state(found: WaitlistOffer, *, at: datetime) -> str:
    """Its state in the page's words: one whose time has run out has lapsed, whether or not the
    worker has come by."""
    return found.state if found.state != "open" or found.is_live(at=at) else "lapsed"


def _show(
    request: HttpRequest,
    found: WaitlistOffer,
    *,
    refusal: Refused | None = None,
    alternatives: list[Slot] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, therapist = timezone.now(), found.care.therapist
    context = {
        "offer": found,
        "state": _state(found, at=now),
        "is_live": found.is_live(at=now) and found.care.is_open,
        "seconds_left": max(0, int((found.expires_at - now).total_seconds())),
        "person": therapist,
        "profile": therapist.therapist_profile,
        "asks_first": asks_first(therapist=therapist, patient=person(request)),
        "refusal": str(refusal.message) if refusal else "",
        "days": agenda.days(alternatives or [], agenda.reader_zone()),
        "practice": Practice.current(),
    }
    return render(request, "scheduling/offer.html", context, status=status)
