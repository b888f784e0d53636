"""What a therapist's page offers: kinds of session, free times that suit, seats in groups."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Practice, TherapistProfile, User
from scheduling import actions, agenda, meeting
from scheduling.approval import can_be_asked_for
from scheduling.forms import ChoiceOfTime, TimesForm
from scheduling.free import Asking, Slot, free_times, horizon
from scheduling.models import GroupSession, Hold, Service
from scheduling.slots import Span

NEAREST = 6
GROUPS_SHOWN = 12
TOKEN = "hold"  # noqa: S105 (the name of a session key)


@dataclass(frozen=True, slots=True)
class Seats:
    """An upcoming group session, as somebody sees it who thinks about a seat in it."""

    group: GroupSession
    is_open: bool
    """Whether a seat can still be taken, as far as the notice goes."""


def held_by(request: HttpRequest) -> Hold | None:
    """What this browser holds or held last, with its therapist and service."""
    token = request.session.get(TOKEN, "")
    holds = Hold.objects.select_related("therapist__therapist_profile", "service")
    return holds.filter(token=token).first() if token else None


def kinds(therapist: User, patient: User | None) -> tuple[list[Service], list[Service]]:
    """What this person may book one to one, the most fitting first; and which groups."""
    everything = list(actions.everything_between(patient=patient, therapist=therapist))
    return (
        [service for service in everything if not service.is_group],
        [service for service in everything if service.is_group],
    )


def chosen_service(request: HttpRequest, services: list[Service]) -> Service | None:
    """The one the address names, else the first."""
    asked = request.POST.get("service") or request.GET.get("service", "")
    named = [service for service in services if str(service.pk) == asked]
    return next(iter(named or services), None)


def offered(
    request: HttpRequest,
    profile: TherapistProfile,
    service: Service,
    *,
    patient: User | None,
    practice: Practice,
    asks_first: bool,
    at: datetime,
) -> dict[str, Any]:
    """The free times that suit, by day; and if the one that was chosen went meanwhile, which are
    nearest to it. Where the therapist `asks_first`, those there is time to ask for."""
    form = TimesForm(request.GET)
    if not form.is_valid():
        form = TimesForm({})
        form.is_valid()
    times = free_times(
        therapists=[profile.user_id],
        wanted=service.wanted,
        window=Span(at, at + horizon(service.wanted, practice)),
        at=at,
        asking=Asking(patient=patient),
        practice=practice,
    )[profile.user_id]
    if asks_first:
        times = [
            slot
            for slot in times
            if can_be_asked_for(slot.starts_at, wanted=service.wanted, at=at, practice=practice)
        ]
    fitting = [slot for slot in times if form.fits(slot.starts_at)]
    chosen = _chosen(request)
    found = some_fortnights(fitting, _enough_for(chosen, fitting, shown_fortnights(request)))
    return {
        "times_form": form,
        "how": meeting.offered(service.modality, therapist=profile.user, practice=practice),
        "ahead_days": horizon(service.wanted, practice).days,
        "next_time": fitting[0] if fitting else None,
        "next_of_all": times[0] if times else None,
        "is_filtered": form.asks_for_times,
        **found,
        **_gone(chosen, times),
    }


def groups_of(
    therapist: User, groups: list[Service], *, practice: Practice, at: datetime
) -> list[Seats]:
    """The next sessions of these groups. One query, none where there are no groups."""
    if not groups:
        return []
    upcoming = GroupSession.objects.upcoming(at=at).with_seats()
    return [
        Seats(
            group,
            is_open=at < actions.seats_until(group, practice=practice),
        )
        for group in upcoming.filter(therapist=therapist, service__in=groups)[:GROUPS_SHOWN]
    ]


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


def nearest(times: list[Slot], moment: datetime) -> list[Slot]:
    """The free times nearest to one that isn't, in order."""
    by_distance = sorted(times, key=lambda slot: abs(slot.starts_at - moment))
    return sorted(by_distance[:NEAREST])


def _chosen(request: HttpRequest) -> datetime | None:
    form = ChoiceOfTime({"starts_at": request.GET.get("time", "")})
    return form.cleaned_data["starts_at"] if form.is_valid() else None


def _enough_for(chosen: datetime | None, times: list[Slot], asked: int) -> int:
    """As many fortnights as are asked for, and those it takes to show what is chosen."""
    if chosen is None or not any(slot.starts_at == chosen for slot in times):
        return asked
    return max(asked, (chosen - times[0].starts_at).days // agenda.FORTNIGHT + 1)


def _gone(chosen: datetime | None, times: list[Slot]) -> dict[str, Any]:
    if chosen is None or any(slot.starts_at == chosen for slot in times):
        return {}
    words = _("%(moment)s is not free any more.") % {
        "moment": agenda.moment_in_words(timezone.localtime(chosen))
    }
    near = nearest(times, chosen)
    if near:
        words = f"{words} {_('These are the nearest free times.')}"
    return {"refusal": words, "alternatives": agenda.days(near, agenda.reader_zone())}
