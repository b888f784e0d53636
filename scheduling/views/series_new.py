"""Repeat a session: the rhythm, then every date with a choice where one isn't free, then booked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.access import Action, get_care_or_404, person
from people.errors import Refused
from people.models import Care, User
from scheduling import actions, agenda, meeting
from scheduling.actions.series import repeatable
from scheduling.models import Hold, Modality, Service
from scheduling.recurrence import Rule, instant
from scheduling.series import words
from scheduling.series.forms import SeriesForm, read_picks
from scheduling.series.plan import Plan, Step, propose, too_close
from scheduling.views.choosing import TOKEN, held_by


@dataclass(frozen=True, slots=True)
class Line:
    """One session of a plan as its page shows it."""

    step: Step
    why: str
    needs_choice: bool


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, care: Any) -> HttpResponse:
    """What can be asked by its address is asked by GET; only the booking itself is a POST."""
    viewer = person(request)
    relation = get_care_or_404(viewer, Action.BOOK, care)
    services = repeatable(actor=viewer, care=relation)
    typed = request.POST if request.method == "POST" else request.GET
    is_therapist = viewer.pk == relation.therapist_id
    if not services or not (is_therapist or typed.get("first_on")):
        return _choose_first(request, relation, can_repeat=bool(services))
    asked = "every" in typed and "change" not in typed
    chosen = _chosen(typed, services)
    form = SeriesForm(
        typed if asked else None,
        initial=_initial(typed, chosen),
        services=services,
        zone=meeting.zone(chosen.modality, own=relation.therapist.tz),
        is_fixed=not is_therapist,
    )
    if not asked or not form.is_valid():
        return _show_form(request, form, relation, chosen, services, status=400 if asked else 200)
    service, rule = form.cleaned_data["service"], form.rule()
    if request.method == "POST":
        return _book(request, form, relation, service, rule)
    return _show_plan(request, form, relation, service, rule)


def lines(plan: Plan, *, reader: User, care: Care, asked: bool) -> list[Line]:
    """The sessions of a plan in words. Once they were `asked` for, missing choices are pointed at;
    so are times chosen twice."""
    twice = too_close(plan.taking, plan.wanted)
    return [
        Line(
            step=step,
            why=words.why(
                step.reason,
                reader_is_therapist=reader.pk == care.therapist_id,
                therapist=care.therapist.known_as,
            )
            if step.reason is not None
            else "",
            needs_choice=asked and (not step.decided or step.key in twice),
        )
        for step in plan.steps
    ]


def people_and_times(reader: User, care: Care) -> dict[str, Any]:
    """With whom, and whose clock."""
    other = care.patient if reader.pk == care.therapist_id else care.therapist
    return {
        "care": care,
        "other": other,
        "whose": other,
        "is_therapist": reader.pk == care.therapist_id,
        "difference": agenda.clock_difference(other.tz, at=timezone.now()),
    }


def _chosen(typed: QueryDict, services: list[Service]) -> Service:
    named = [service for service in services if str(service.pk) == typed.get("service", "")]
    return (named or services)[0]


def _initial(typed: QueryDict, chosen: Service) -> dict[str, Any]:
    return {
        "service": chosen.pk,
        "first_on": typed.get("first_on", ""),
        "at": typed.get("at", ""),
        **{name: typed[name] for name in ("every", "ends", "count", "until") if name in typed},
    }


def _choose_first(request: HttpRequest, care: Care, *, can_repeat: bool) -> HttpResponse:
    """A series begins with a time that somebody has chosen."""
    if can_repeat:
        messages.info(request, _("Choose the first time. Then you can repeat it."))
    else:
        messages.info(
            request,
            _("Sessions can’t be repeated here yet. Ask %(name)s about a series when you meet.")
            % {"name": care.therapist.known_as},
        )
    if person(request).pk == care.therapist_id:
        return redirect("scheduling:appointments")
    return redirect("scheduling:therapist", slug=care.therapist.therapist_profile.slug)


def _first(form: SeriesForm) -> datetime | None:
    """The chosen first time, for who can't change it here any more."""
    try:
        day = parse_date(str(form["first_on"].value() or ""))
        clock = parse_time(str(form["at"].value() or ""))
    except ValueError:
        return None
    return instant(day, clock, form.zone) if day and clock else None


def _hold(request: HttpRequest, care: Care) -> Hold | None:
    """What this browser holds of this therapist's time; it doesn't stand in its own way."""
    held = held_by(request)
    return held if held is not None and held.therapist_id == care.therapist_id else None


def _book(
    request: HttpRequest, form: SeriesForm, care: Care, service: Service, rule: Rule
) -> HttpResponse:
    viewer, hold = person(request), _hold(request, care)
    plan = propose(
        actor=viewer,
        care=care,
        service=service,
        rule=rule,
        at=timezone.now(),
        picks=read_picks(request.POST),
        hold=hold,
    )
    if "insist" in request.POST:
        plan.insist()
        return _show_plan(request, form, care, service, rule, plan=plan)
    if plan.undecided:
        return _show_plan(request, form, care, service, rule, plan=plan, refusal=_undecided(plan))
    try:
        series = actions.book_series(
            actor=viewer,
            care=care,
            service=service,
            rule=rule,
            starts={date.fromisoformat(key): start for key, start in plan.taking.items()},
            at=timezone.now(),
            hold=hold,
        )
    except Refused as refusal:
        return _show_plan(request, form, care, service, rule, refusal=str(refusal.message))
    request.session.pop(TOKEN, None)
    count = len(plan.taking)
    messages.success(
        request,
        ngettext(
            "%(count)d session is booked. We have sent one e-mail about it.",
            "%(count)d sessions are booked. We have sent one e-mail about all of them.",
            count,
        )
        % {"count": count},
    )
    return redirect("scheduling:series", pk=series.pk)


def _undecided(plan: Plan) -> str:
    gone = any(step.is_gone for step in plan.steps)
    if gone:
        return _("Nothing is booked yet: a time was taken meanwhile. Please choose once more.")
    return ngettext(
        "Nothing is booked yet: %(count)d session still needs your choice.",
        "Nothing is booked yet: %(count)d sessions still need your choice.",
        len(plan.undecided),
    ) % {"count": len(plan.undecided)}


def _show_form(
    request: HttpRequest,
    form: SeriesForm,
    care: Care,
    chosen: Service,
    services: list[Service],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "first": _first(form),
        "modality": chosen.modality,
        "some_in_person": any(one.modality == Modality.IN_PERSON for one in services),
        **people_and_times(person(request), care),
    }
    return render(request, "scheduling/series_new.html", context, status=status)


def _show_plan(
    request: HttpRequest,
    form: SeriesForm,
    care: Care,
    service: Service,
    rule: Rule,
    *,
    plan: Plan | None = None,
    refusal: str = "",
) -> HttpResponse:
    viewer = person(request)
    if plan is None:
        plan = propose(
            actor=viewer,
            care=care,
            service=service,
            rule=rule,
            at=timezone.now(),
            picks=read_picks(request.POST),
            hold=_hold(request, care),
        )
    carried = [(name, form.data.get(name, "")) for name in form.fields]
    context = {
        "plan": plan,
        "lines": lines(plan, reader=viewer, care=care, asked=bool(refusal)),
        "service": service,
        "rhythm": words.rhythm(rule, zone=meeting.zone(service.modality, own=agenda.reader_zone())),
        "refusal": refusal,
        "can_insist": any(step.insists for step in plan.undecided),
        "carried": carried,
        "query": urlencode(carried),
        **people_and_times(viewer, care),
    }
    return render(request, "scheduling/series_plan.html", context, status=409 if refusal else 200)
