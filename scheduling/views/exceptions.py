"""Changes to a therapist's usual week: extra hours, time off, holidays."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.access import person, therapist_required
from people.errors import Refused
from people.models import User
from scheduling import actions, leave, public_holidays, undo
from scheduling.hours_forms import ExtraHoursForm, HolidaysForm, TimeOffForm
from scheduling.models import Appointment, GroupSession, TherapistRules, TimeOff, WeeklyHours
from scheduling.slots import DAY
from scheduling.views.hours import parse_date_or_none
from scheduling.weeks import Stretch

NEXT_HOLIDAYS = 8
A_YEAR = 366 * DAY


@dataclass(frozen=True, slots=True)
class Holiday:
    """One public holiday that is kept: what would be open, and what is open all the same."""

    day: date
    name: str
    usual: list[Stretch]
    extra: list[WeeklyHours]


@therapist_required
@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Everything that differs from the usual week, from now on."""
    return _show(request, person(request))


@therapist_required
@require_POST
def add_extra_hours(request: HttpRequest) -> HttpResponse:
    """Open on one day besides the weekly hours."""
    therapist = person(request)
    form = ExtraHoursForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["day"]
        try:
            actions.add_extra_hours(
                actor=therapist, day=day, stretch=form.stretch(), today=timezone.localdate()
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                _("You are open on %(day)s as well.") % {"day": date_format(day, "l j F")},
            )
            return redirect("scheduling:changes")
    return _show(request, therapist, extra_form=form, status=400)


@therapist_required
@require_POST
def remove_extra_hours(request: HttpRequest, pk: Any) -> HttpResponse:
    """Not open then after all."""
    therapist = person(request)
    row = WeeklyHours.objects.of(therapist).on_one_day().filter(pk=pk).first()
    if row is None or row.since is None:
        raise Http404
    actions.remove_extra_hours(actor=therapist, row=row)
    undo.offer(
        request,
        _("The extra hours on %(day)s are removed.") % {"day": date_format(row.since, "l j F")},
        url=reverse("scheduling:add_extra_hours"),
        fields=[
            ("day", row.since.isoformat()),
            ("opens", f"{row.opens:%H:%M}"),
            ("closes", f"{row.closes:%H:%M}"),
            ("modality", row.modality),
        ],
    )
    return redirect("scheduling:changes")


@therapist_required
@require_POST
def add_time_off(request: HttpRequest) -> HttpResponse:
    """Offer nothing for a while. What is booked then is shown next."""
    therapist = person(request)
    form = TimeOffForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        try:
            off = actions.add_time_off(
                actor=therapist, starts_at=form.starts_at(), ends_at=form.ends_at(), at=now
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _after_adding(request, off, at=now)
    return _show(request, therapist, time_off_form=form, status=400)


@therapist_required
@require_POST
def remove_time_off(request: HttpRequest, pk: Any) -> HttpResponse:
    """Offer this time again."""
    therapist = person(request)
    off = TimeOff.objects.filter(therapist=therapist, pk=pk).first()
    if off is None:
        raise Http404
    actions.remove_time_off(actor=therapist, time_off=off)
    undo.offer(
        request,
        _("This time is offered again."),
        url=reverse("scheduling:add_time_off"),
        fields=_as_typed(off),
    )
    return redirect("scheduling:changes")


@therapist_required
@require_POST
def keep_holidays(request: HttpRequest) -> HttpResponse:
    """Choose whose public holidays are kept."""
    therapist = person(request)
    country, region = request.POST.get("country", ""), request.POST.get("region", "")
    if region not in dict(public_holidays.regions(country)):
        region = ""  # of the country chosen before
    try:
        actions.keep_holidays(actor=therapist, country=country, subdivision=region)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved. Booked sessions stay as they are."))
    return redirect(reverse("scheduling:changes") + "#holidays")


@therapist_required
@require_POST
def work_on_holiday(request: HttpRequest) -> HttpResponse:
    """Open on a public holiday with the hours of that weekday."""
    day = parse_date_or_none(request.POST.get("day", ""))
    if day is None:
        raise Http404
    try:
        actions.work_on_holiday(actor=person(request), day=day, today=timezone.localdate())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("You are open on %(day)s.") % {"day": date_format(day, "l j F")}
        )
    return redirect(reverse("scheduling:changes") + "#holidays")


def _show(
    request: HttpRequest,
    therapist: User,
    *,
    extra_form: ExtraHoursForm | None = None,
    time_off_form: TimeOffForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    extra = list(WeeklyHours.objects.of(therapist).on_one_day().filter(since__gte=today))
    extra.sort(key=lambda row: (row.since or today, row.opens))
    rules = TherapistRules.objects.filter(therapist=therapist).first() or TherapistRules()
    # A country that was only chosen shows its regions, for those with JavaScript.
    country = request.GET.get("country", rules.holidays_country)
    context = {
        "therapist": therapist,
        "tab": "changes",
        "extra": extra,
        "extra_form": extra_form or ExtraHoursForm(),
        "time_off": _counted(therapist, at=now),
        "time_off_form": time_off_form or TimeOffForm(),
        "rules": rules,
        "holidays_form": HolidaysForm(
            initial={"country": country, "region": rules.holidays_subdivision},
            country=country,
            language=get_language() or "en",
        ),
        "holidays": _holidays(therapist, rules, extra, today),
        "undo": undo.take(request),
    }
    return render(request, "scheduling/hours/changes.html", context, status=status)


def _counted(therapist: User, *, at: datetime) -> list[tuple[TimeOff, int]]:
    """The time off ahead, each with the number of sessions and groups in it. Two queries."""
    ahead = list(TimeOff.objects.filter(therapist=therapist).ahead(at=at))
    if not ahead:
        return []
    until = max(off.ends_at for off in ahead)
    alone = Appointment.objects.live().filter(therapist=therapist, group=None, starts_at__gt=at)
    groups = GroupSession.objects.upcoming(at=at).filter(therapist=therapist)
    taken = [
        rows.overlapping(at, until).order_by().values_list("starts_at", "ends_at")
        for rows in (alone, groups)
    ]
    spans = list(taken[0].union(taken[1], all=True))
    return [
        (off, sum(start < off.ends_at and off.starts_at < end for start, end in spans))
        for off in ahead
    ]


def _holidays(
    therapist: User, rules: TherapistRules, extra: list[WeeklyHours], today: date
) -> list[Holiday]:
    kept = public_holidays.between(
        rules.holidays_country, rules.holidays_subdivision, today, today + A_YEAR
    )[:NEXT_HOLIDAYS]
    regular = list(WeeklyHours.objects.of(therapist).regular()) if kept else []
    return [
        Holiday(
            day,
            name,
            sorted(
                row.stretch
                for row in regular
                if row.weekday == day.weekday() and row.dates.hold(day)
            ),
            [row for row in extra if row.since == day],
        )
        for day, name in kept
    ]


def _after_adding(request: HttpRequest, off: TimeOff, *, at: datetime) -> HttpResponse:
    count = len(leave.sessions_in(off, at=at)) + len(leave.groups_in(off, at=at))
    if not count:
        messages.success(request, _("Your time off is saved. No session lies in it."))
        return redirect("scheduling:changes")
    messages.warning(
        request,
        ngettext(
            "Your time off is saved and nothing new is offered then. %(count)d session is booked "
            "in it: move it, cancel it, or leave it as it is.",
            "Your time off is saved and nothing new is offered then. %(count)d sessions are booked "
            "in it: move them, cancel them, or leave them as they are.",
            count,
        )
        % {"count": count},
    )
    return redirect("scheduling:leave", pk=off.pk)


def _as_typed(off: TimeOff) -> list[tuple[str, str]]:
    begins, ends = timezone.localtime(off.starts_at), timezone.localtime(off.ends_at)
    return [
        ("first_day", begins.date().isoformat()),
        ("first_time", f"{begins:%H:%M}"),
        ("last_day", ends.date().isoformat()),
        ("last_time", f"{ends:%H:%M}"),
    ]
