"""From a chosen time to a booked session, or to a request: hold, sign up or in, confirm."""

from collections.abc import Callable
from datetime import timedelta

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from people.errors import Refused
from people.models import Care, Practice, User
from scheduling import actions, agenda, rules
from scheduling.actions.series import repeatable
from scheduling.approval import answer_until, asks_first
from scheduling.errors import JustTaken
from scheduling.forms import HoldForm
from scheduling.free import Asking, Slot, Wish
from scheduling.models import Appointment, BookingRequest, Hold
from scheduling.series.link import repeat_link
from scheduling.views import finding
from scheduling.views.choosing import TOKEN, held_by

JUST = timedelta(hours=1)


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the chosen time for this browser and go on to the booking.

    Limited by address: otherwise one script could hold every time of the practice.
    """
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="hold")
    if too_many is not None:
        return too_many
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _choose_again(request, form)
    profile = finding.get_listed(form.cleaned_data["therapist"])
    try:
        held = actions.hold(
            actor=finding.patient_of(request),
            therapist=profile.user,
            service=form.cleaned_data["service"],
            starts_at=form.cleaned_data["starts_at"],
            at=timezone.now(),
            token=request.session.get(TOKEN, ""),
        )
    except Refused as refusal:
        return finding.show_refusal(request, profile, refusal)
    request.session[TOKEN] = held.token
    return redirect("scheduling:book")


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Give the time back and look for another."""
    held = held_by(request)
    if held is not None and not _is_named(request, held):
        return _show_instead(request)
    actions.release(token=request.session.pop(TOKEN, ""))
    if held is None:
        return redirect("scheduling:directory")
    return redirect("scheduling:therapist", slug=held.therapist.therapist_profile.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """What is held, and for whom it can be booked: signed out, a way to sign up or in first."""
    held = held_by(request)
    patient = finding.patient_of(request)
    if held is None:
        made = _just_made(patient) if patient is not None else {}
        return render(request, "scheduling/nothing_held.html", made)
    if request.method == "POST" and patient is not None:
        if not _is_named(request, held):
            return _show_instead(request)
        return _confirm(request, held, patient)
    if not held.is_live(at=timezone.now()):
        return _show(request, held, alternatives=_nearest(held, patient))
    return _show(request, held)


def _is_named(request: HttpRequest, held: Hold) -> bool:
    """Whether the page that was sent is about this hold. A browser holds one time, so that another
    tab may have chosen a different one since the page was written."""
    return request.POST.get("hold") == str(held.pk)


def _show_instead(request: HttpRequest) -> HttpResponse:
    """What is held now, after a page that showed another time: nobody books what they can't see."""
    messages.warning(
        request,
        _("You have since held another time. This is it: look at it once more before you go on."),
    )
    return redirect("scheduling:book")


def _just_made(patient: User) -> dict[str, Appointment | BookingRequest | None]:
    """What became of the time this person held, for whoever comes back or has another tab open."""
    now = timezone.now()
    own = Appointment.objects.upcoming(at=now).filter(patient=patient, booked_by=patient)
    sessions = own.filter(booked_at__gt=now - JUST).with_people()
    booked = sessions.order_by("-booked_at", "starts_at").first()
    requests = BookingRequest.objects.live(at=now).filter(care__patient=patient).with_people()
    asked = requests.filter(requested_at__gt=now - JUST).order_by("-requested_at").first()
    if booked and asked and asked.requested_at > booked.booked_at:
        booked = None
    return {"booked": booked, "asked": asked}


def _confirm(request: HttpRequest, held: Hold, patient: User) -> HttpResponse:
    asks = asks_first(therapist=held.therapist, patient=patient)
    verb: Callable[..., Appointment | BookingRequest] = actions.ask_for if asks else actions.book
    try:
        made = verb(
            actor=patient,
            therapist=held.therapist,
            service=held.service,
            starts_at=held.starts_at,
            at=timezone.now(),
            hold=held,
        )
    except JustTaken as refusal:
        return _show(request, held, refusal=str(refusal.message), alternatives=refusal.alternatives)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("scheduling:therapist", slug=held.therapist.therapist_profile.slug)
    request.session.pop(TOKEN, None)
    if isinstance(made, BookingRequest):
        messages.success(
            request,
            _("We have asked %(name)s and keep this time for you.")
            % {"name": held.therapist.known_as},
        )
        return redirect("scheduling:request", pk=made.pk)
    messages.success(request, _("Your session is booked. We have sent you an e-mail about it."))
    return redirect("scheduling:appointment", pk=made.pk)


def _show(
    request: HttpRequest,
    held: Hold,
    *,
    refusal: str = "",
    alternatives: list[Slot] | None = None,
) -> HttpResponse:
    now, patient, practice = timezone.now(), finding.patient_of(request), Practice.current()
    context = {
        "hold": held,
        "asks_first": asks_first(therapist=held.therapist, patient=patient),
        "answer_until": answer_until(
            starts_at=held.starts_at, wanted=held.service.wanted, at=now, practice=practice
        ),
        "seconds_left": held.seconds_left(at=now),
        "is_live": held.is_live(at=now) and not refusal,
        "person": held.therapist,
        "whose": held.therapist,
        "profile": held.therapist.therapist_profile,
        "service": held.service,
        "refusal": refusal,
        "days": agenda.days(alternatives or [], agenda.reader_zone()),
        "difference": agenda.clock_difference(held.therapist.tz, at=held.starts_at),
        "rule": rules.for_patients(held.starts_at, practice=practice, at=now),
        "is_patient": patient is not None,
        "is_new": not Care.objects.filter(patient=patient, therapist=held.therapist).exists(),
        "repeat": _repeat(held, patient),
        "again": any(slot.starts_at == held.starts_at for slot in alternatives or []),
    }
    return render(request, "scheduling/book.html", context, status=409 if refusal else 200)


def _repeat(held: Hold, patient: User | None) -> str:
    """Where this person can repeat the time they hold, or nothing."""
    if patient is None:
        return ""
    cares = Care.objects.open().filter(patient=patient, therapist=held.therapist)
    care = cares.select_related("patient", "therapist").first()
    if care is None or held.service not in repeatable(actor=patient, care=care):
        return ""
    return repeat_link(care=care, service=held.service, starts_at=held.starts_at)


def _nearest(held: Hold, patient: User | None) -> list[Slot]:
    wish = Wish(
        therapist=held.therapist_id,
        wanted=held.service.wanted,
        starts_at=held.starts_at,
        asking=Asking(patient=patient, hold=held),
    )
    return wish.alternatives(at=timezone.now())


def _choose_again(request: HttpRequest, form: HoldForm) -> HttpResponse:
    slug = form.cleaned_data.get("therapist")
    if not slug:
        return redirect("scheduling:directory")
    return finding.show_therapist(
        request,
        finding.get_listed(slug),
        refusal=_("Choose one of the times first."),
        status=400,
    )
