"""Find a therapist, and a therapist's own page with the next free times."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from people.errors import Refused
from people.models import Practice, TagKind, TherapistProfile, User
from scheduling import agenda
from scheduling.actions import services_between
from scheduling.approval import asks_first
from scheduling.errors import JustTaken
from scheduling.forms import FindForm, ZoneForm
from scheduling.free import Asking, Slot, free_times, horizon
from scheduling.models import Service
from scheduling.slots import Span

SEARCHED = timedelta(days=28)
ON_A_CARD = 3
ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Card:
    """A therapist in the directory with the first times that suit."""

    profile: TherapistProfile
    times: list[Slot]


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """Therapists who fit, the soonest free first. Filters are plain query parameters."""
    form = FindForm(request.GET)
    if not form.is_valid():
        return redirect("scheduling:directory")
    profiles = list(_matching(form))
    times = _next_times(request, profiles)
    cards = [
        Card(profile, [slot for slot in times[profile.user_id] if form.fits(slot.starts_at)])
        for profile in profiles
    ]
    if form.asks_for_times:
        cards = [card for card in cards if card.times]
    cards.sort(key=_soonest_first)
    context = {
        "form": form,
        "cards": [Card(card.profile, _one_a_day(card.times)) for card in cards],
        "is_filtered": any(form.cleaned_data.values()),
        "zone_form": ZoneForm(initial={"zone": agenda.reader_zone().key}),
    }
    return render(request, "scheduling/directory.html", context)


@require_GET
def therapist(request: HttpRequest, slug: str) -> HttpResponse:
    """One therapist, with the free times of one kind of session."""
    profile = get_listed(slug)
    return show_therapist(request, profile)


@require_POST
def choose_zone(request: HttpRequest) -> HttpResponse:
    """A visitor reads times in the zone they say, until they say another or sign in."""
    came_from = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        came_from = "/therapists/"
    response = redirect(came_from)
    form = ZoneForm(request.POST)
    if form.is_valid():
        for name, value in (("tz", form.cleaned_data["zone"]), ("tz_chosen", "yes")):
            response.set_cookie(
                name,
                value,
                max_age=ONE_YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
    return response


def get_listed(slug: str) -> TherapistProfile:
    """The public profile of that name, or 404."""
    listed = TherapistProfile.objects.listed(on=timezone.localdate()).with_people()
    return get_object_or_404(listed, slug=slug)


def show_therapist(
    request: HttpRequest,
    profile: TherapistProfile,
    *,
    refusal: str = "",
    alternatives: list[Slot] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, also when a time could not be held: then with what is free instead on top."""
    patient = patient_of(request)
    now, zone = timezone.now(), agenda.reader_zone()
    services = services_for(profile.user, patient)
    service = chosen_service(request, services)
    context: dict[str, Any] = {
        "profile": profile,
        "person": profile.user,
        "services": services,
        "service": service,
        "refusal": refusal,
        "alternatives": agenda.days(alternatives or [], zone),
        "difference": agenda.clock_difference(profile.user.tz, at=now),
        "zone_form": ZoneForm(initial={"zone": zone.key}),
        "chosen": request.GET.get("time", ""),
        "can_book": patient is not None or not request.user.is_authenticated,
        "licensed": profile.licence_holds(on=timezone.localdate()),
        "asks_first": asks_first(therapist=profile.user, patient=patient),
    }
    if service is not None:
        practice = Practice.current()
        count = shown_fortnights(request)
        times = free_times(
            therapists=[profile.user_id],
            wanted=service.wanted,
            window=Span(now, now + horizon(service.wanted, practice)),
            at=now,
            asking=Asking(patient=patient),
            practice=practice,
        )[profile.user_id]
        context |= some_fortnights(times, count)
    return render(request, "scheduling/therapist.html", context, status=status)


def some_fortnights(times: list[Slot], count: int) -> dict[str, Any]:
    """The times of the first `count` fortnights, counted from the first free one, by day."""
    if not times:
        return {"days": [], "more": None}
    zone = agenda.reader_zone()
    window = agenda.fortnights(count, at=times[0].starts_at, zone=zone)
    shown = [slot for slot in times if slot.starts_at < window.end]
    return {
        "days": agenda.days(shown, zone),
        "more": count + 1 if len(shown) < len(times) else None,
    }


def shown_fortnights(request: HttpRequest) -> int:
    """How many fortnights of times the address asks for; one unless it says more."""
    asked = request.GET.get("fortnights", "")
    return min(int(asked), 30) if asked.isdecimal() and asked != "0" else 1


def services_for(therapist: User, patient: User | None) -> list[Service]:
    """What this person may book with this therapist, the most fitting first."""
    return list(services_between(patient=patient, therapist=therapist))


def chosen_service(request: HttpRequest, services: list[Service]) -> Service | None:
    """The one the address names, else the first."""
    asked = request.POST.get("service") or request.GET.get("service", "")
    named = [service for service in services if str(service.pk) == asked]
    return next(iter(named or services), None)


def patient_of(request: HttpRequest) -> User | None:
    """The viewer, if they are a patient."""
    return request.user if isinstance(request.user, User) and request.user.is_patient else None


def show_refusal(request: HttpRequest, profile: TherapistProfile, refusal: Refused) -> HttpResponse:
    """The therapist's page, saying what happened and what is free instead."""
    return show_therapist(
        request,
        profile,
        refusal=str(refusal.message),
        alternatives=refusal.alternatives if isinstance(refusal, JustTaken) else [],
        status=409,
    )


def _matching(form: FindForm) -> QuerySet[TherapistProfile]:
    profiles = TherapistProfile.objects.listed(on=timezone.localdate()).with_people()
    for kind in TagKind:
        code = form.cleaned_data[kind.value]
        if code:
            profiles = profiles.filter(tags__kind=kind, tags__code=code)
    return profiles


def _next_times(request: HttpRequest, profiles: list[TherapistProfile]) -> dict[Any, list[Slot]]:
    therapists = [profile.user_id for profile in profiles]
    service = Service.objects.suiting(acquainted=False).first()
    if service is None:
        return {therapist: [] for therapist in therapists}
    now = timezone.now()
    return free_times(
        therapists=therapists,
        wanted=service.wanted,
        window=Span(now, now + SEARCHED),
        at=now,
        asking=Asking(patient=patient_of(request)),
    )


def _one_a_day(times: list[Slot]) -> list[Slot]:
    """The first time of each of the next few days: more of a choice than one full morning."""
    firsts: dict[date, Slot] = {}
    for slot in times:
        firsts.setdefault(timezone.localtime(slot.starts_at).date(), slot)
    return list(firsts.values())[:ON_A_CARD]


def _soonest_first(card: Card) -> tuple[bool, Any, str]:
    soonest = card.times[0].starts_at if card.times else None
    return (soonest is None, soonest, card.profile.user.full_name)
