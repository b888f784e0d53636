"""Find a therapist, and a therapist's own page with the next free times."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from people import access
from people.access import Action
from people.addresses import own_address
from people.errors import Refused
from people.models import Care, Practice, TagKind, TherapistProfile, User
from people.zones import current
from scheduling import agenda
from scheduling.approval import asks_first
from scheduling.errors import JustTaken
from scheduling.forms import FindForm, ZoneForm
from scheduling.free import Asking, Slot, free_times
from scheduling.models import Appointment, Service, TherapistRules
from scheduling.slots import Span
from scheduling.views import choosing

SEARCHED = timedelta(days=28)
ON_A_CARD = 3
ONE_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Card:
    """A therapist in the directory with the first times that suit."""

    profile: TherapistProfile
    times: list[Slot]

    @property
    def is_paused(self) -> bool:
        return _is_paused(self.profile.user)


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
        "suits": form.as_query,
        "zone_form": ZoneForm(initial={"zone": current(agenda.reader_zone().key)}),
    }
    return render(request, "scheduling/directory.html", context)


@require_GET
def therapist(request: HttpRequest, slug: str) -> HttpResponse:
    """One therapist, with the free times of one kind of session.

    Somebody in their care finds the way on here also while the public finds nothing.
    """
    profile = _listed().filter(slug=slug).first()
    if profile is not None:
        return show_therapist(request, profile)
    care = _care_with(patient_of(request), slug)
    return render(request, "scheduling/not_bookable.html", {"therapist": care.therapist})


@require_POST
def choose_zone(request: HttpRequest) -> HttpResponse:
    """A visitor reads times in the zone they say, until they say another or sign in."""
    came_from = request.POST.get("next", "")
    response = HttpResponseRedirect(own_address(request, came_from, otherwise="/therapists/"))
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
    return get_object_or_404(_listed(), slug=slug)


def _listed() -> QuerySet[TherapistProfile]:
    listed = TherapistProfile.objects.listed(on=timezone.localdate()).with_people()
    return listed.select_related("user__booking_rules")


def _care_with(patient: User | None, slug: str) -> Care:
    """The open care of this patient with the therapist of that name, or 404."""
    for care in access.cares(patient, Action.SEE_CARE) if patient else ():
        profile = getattr(care.therapist, "therapist_profile", None)
        if care.is_open and profile is not None and profile.slug == slug:
            return care
    raise Http404


def show_therapist(
    request: HttpRequest,
    profile: TherapistProfile,
    *,
    refusal: str = "",
    alternatives: list[Slot] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, also when a time could not be held: then with what is free instead on top."""
    patient, practice = patient_of(request), Practice.current()
    now, zone = timezone.now(), agenda.reader_zone()
    services, groups = choosing.kinds(profile.user, patient)
    service = choosing.chosen_service(request, services)
    context: dict[str, Any] = {
        "profile": profile,
        "person": profile.user,
        "whose": profile.user,
        "services": services,
        "service": service,
        "page": reverse("scheduling:therapist", args=[profile.slug]),
        "refusal": "",
        "difference": agenda.clock_difference(profile.user.tz, at=now),
        "zone_form": ZoneForm(initial={"zone": current(zone.key)}),
        "chosen": request.GET.get("time", ""),
        "can_book": patient is not None or not request.user.is_authenticated,
        "licensed": profile.licence_holds(on=timezone.localdate()),
        "asks_first": asks_first(therapist=profile.user, patient=patient),
        "holding": choosing.held_by(request),
        "now": now,
        "is_paused": _is_paused(profile.user),
        "groups": choosing.groups_of(profile.user, groups, practice=practice, at=now),
    }
    if service is not None:
        context |= choosing.offered(
            request,
            profile,
            service,
            patient=patient,
            practice=practice,
            asks_first=context["asks_first"],
            at=now,
        )
    if refusal:
        context |= {"refusal": refusal, "alternatives": agenda.days(alternatives or [], zone)}
    return render(request, "scheduling/therapist.html", context, status=status)


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


def _is_paused(therapist: User) -> bool:
    rules: TherapistRules | None = getattr(therapist, "booking_rules", None)
    return rules is not None and rules.paused_at is not None


def _matching(form: FindForm) -> QuerySet[TherapistProfile]:
    profiles = TherapistProfile.objects.listed(on=timezone.localdate()).with_people()
    profiles = profiles.select_related("user__booking_rules")
    for kind in TagKind:
        code = form.cleaned_data[kind.value]
        if code:
            profiles = profiles.filter(tags__kind=kind, tags__code=code)
    return profiles


def _next_times(request: HttpRequest, profiles: list[TherapistProfile]) -> dict[Any, list[Slot]]:
    """Of everybody, for the kind of session that this person would begin or go on with. As many
    searches as there are different kinds, whatever the number of therapists."""
    patient, practice, now = patient_of(request), Practice.current(), timezone.now()
    by_service: dict[Service, list[UUID]] = defaultdict(list)
    for therapist, service in _first_services(profiles, patient).items():
        by_service[service].append(therapist)
    found: dict[Any, list[Slot]] = {profile.user_id: [] for profile in profiles}
    for service, therapists in by_service.items():
        found |= free_times(
            therapists=therapists,
            wanted=service.wanted,
            window=Span(now, now + SEARCHED),
            at=now,
            asking=Asking(patient=patient),
            practice=practice,
        )
    return found


def _first_services(profiles: list[TherapistProfile], patient: User | None) -> dict[UUID, Service]:
    """By therapist, what comes first on their page."""
    met: set[UUID] = set()
    if patient is not None:
        held = Appointment.objects.alone().filter(patient=patient)
        met = set(held.order_by().values_list("therapist", flat=True))
    offered = list(Service.objects.offered().single().prefetch_related("offered_by"))
    first: dict[UUID, Service] = {}
    for profile in profiles:
        therapist = profile.user_id
        for service in offered:
            theirs = service.everybody_offers or profile.user in service.offered_by.all()
            if theirs and service.meant_for(acquainted=therapist in met):
                first[therapist] = service
                break
    return first


def _one_a_day(times: list[Slot]) -> list[Slot]:
    """The first time of each of the next few days: more of a choice than one full morning."""
    firsts: dict[date, Slot] = {}
    for slot in times:
        firsts.setdefault(timezone.localtime(slot.starts_at).date(), slot)
    return list(firsts.values())[:ON_A_CARD]


def _soonest_first(card: Card) -> tuple[bool, Any, str]:
    soonest = card.times[0].starts_at if card.times else None
    return (soonest is None, soonest, card.profile.user.full_name)
