"""A therapist's weeks: the usual one, others from a date on, and copies of one."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import person, therapist_required
from people.errors import Refused
from people.models import User
from scheduling import actions, undo, weekly
from scheduling.actions.hours import shape_of, weeks_of
from scheduling.hours_forms import DatesForm, WeekOfForm
from scheduling.models import Modality, Service, TherapistRules
from scheduling.slots import DAY
from scheduling.weeks import Dates, Week

WEEK = timedelta(weeks=1)


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """The week that holds now as rows of times. Buttons add and remove rows; only "Save" writes."""
    therapist = person(request)
    now = _now(weeks_of(therapist))
    if request.method != "POST":
        return _show(request, therapist, now.dates, weekly.from_stretches(now.stretches))
    days = weekly.from_typed(request.POST)
    dates = _dates_of(request.POST) if "since" in request.POST else now.dates
    if _rearranged(request, days):
        return _show(request, therapist, dates, days)
    if any(day.errors for day in days):
        return _show(request, therapist, dates, days, status=400)
    try:
        actions.set_hours(actor=therapist, stretches=weekly.stretches_of(days), dates=dates)
    except Refused as refusal:
        return _show(request, therapist, dates, days, refusal=refusal.message, status=400)
    messages.success(request, _("Your weekly hours are saved. Booked sessions stay as they are."))
    return redirect("scheduling:hours")


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest) -> HttpResponse:
    """Other hours from a date on: a new week, one that was planned (``?since=…``), or a copy of
    the week in which a day lies (``?copy=…``)."""
    therapist = person(request)
    if request.method != "POST":
        return _begin_week(request, therapist)
    days = weekly.from_typed(request.POST)
    form = DatesForm(request.POST)
    was = (
        _dates_of(request.POST, "was_since", "was_until") if request.POST.get("was_since") else None
    )
    if _rearranged(request, days):
        form = DatesForm(initial={name: request.POST.get(name, "") for name in ("since", "until")})
        return _show_week(request, therapist, form, days, was=was)
    if not form.is_valid() or any(day.errors for day in days):
        return _show_week(request, therapist, form, days, was=was, status=400)
    try:
        _save_week(therapist, form.dates(), was, days)
    except Refused as refusal:
        return _show_week(
            request, therapist, form, days, was=was, refusal=refusal.message, status=400
        )
    messages.success(request, _("These hours are planned. Booked sessions stay as they are."))
    return redirect("scheduling:hours")


@therapist_required
@require_POST
def drop_week(request: HttpRequest) -> HttpResponse:
    """Take a planned week back; the one before it goes on."""
    therapist = person(request)
    dates = _dates_of(request.POST)
    planned = next((week for week in weeks_of(therapist) if week.dates == dates), None)
    if planned is None:
        raise Http404
    try:
        actions.drop_week(actor=therapist, dates=dates)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        undo.offer(
            request,
            _("These hours are removed; the ones before them go on."),
            url=reverse("scheduling:week"),
            fields=_as_typed(planned),
        )
    return redirect("scheduling:hours")


def _begin_week(request: HttpRequest, therapist: User) -> HttpResponse:
    planned = weeks_of(therapist)
    if "since" in request.GET:
        since = parse_date_or_none(request.GET["since"])
        found = next((week for week in planned if since and week.dates.since == since), None)
        if found is None:
            raise Http404
        form = DatesForm(initial={"since": found.dates.since, "until": found.dates.until})
        days = weekly.from_stretches(found.stretches)
        return _show_week(request, therapist, form, days, was=found.dates)
    next_monday = _monday(timezone.localdate()) + WEEK
    if "copy" in request.GET:
        asked = WeekOfForm(request.GET)
        if not asked.is_valid():
            days = weekly.from_stretches(_now(planned).stretches)
            return _show_week(request, therapist, DatesForm(), days, copy_form=asked, status=400)
        monday = _monday(asked.cleaned_data["copy"])
        begins = max(monday + WEEK, next_monday)
        form = DatesForm(initial={"since": begins, "until": begins + 6 * DAY})
        days = weekly.from_stretches(shape_of(therapist, monday))
        return _show_week(request, therapist, form, days, copied=monday, copy_form=asked)
    form = DatesForm(initial={"since": next_monday})
    return _show_week(request, therapist, form, weekly.from_stretches(_now(planned).stretches))


def _save_week(
    therapist: User, dates: Dates, was: Dates | None, days: list[weekly.DayRows]
) -> None:
    stretches = weekly.stretches_of(days)
    if was is None:
        actions.set_hours(actor=therapist, stretches=stretches, dates=dates)
    else:
        actions.change_week(actor=therapist, was=was, dates=dates, stretches=stretches)


def _show(
    request: HttpRequest,
    therapist: User,
    dates: Dates,
    days: list[weekly.DayRows],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        **_about_rows(therapist, days, refusal),
        "dates": dates,
        "planned": [
            week for week in weeks_of(therapist) if week.dates.since and week.dates.since > today
        ],
        "has_hours": any(day.rows for day in days),
        "tab": "hours",
        "paused": TherapistRules.objects.filter(therapist=therapist)
        .exclude(paused_at=None)
        .first(),
        "undo": undo.take(request),
    }
    return render(request, "scheduling/hours/usual.html", context, status=status)


def _show_week(
    request: HttpRequest,
    therapist: User,
    form: DatesForm,
    days: list[weekly.DayRows],
    *,
    was: Dates | None = None,
    copied: date | None = None,
    copy_form: WeekOfForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **_about_rows(therapist, days, refusal),
        "form": form,
        "was": was,
        "copied": copied,
        "copy_form": copy_form or WeekOfForm(initial={"copy": timezone.localdate()}),
    }
    return render(request, "scheduling/hours/week.html", context, status=status)


def _about_rows(therapist: User, days: list[weekly.DayRows], refusal: str) -> dict[str, object]:
    offered = Service.objects.offered().by(therapist).order_by().values_list("modality", flat=True)
    ways = set(offered) | {row.modality for day in days for row in day.rows if row.modality}
    return {
        "therapist": therapist,
        "days": days,
        "has_errors": any(day.errors for day in days),
        "refusal": refusal,
        # One way of meeting needs no choosing.
        "modalities": [way for way in Modality.choices if way[0] in ways] if len(ways) > 1 else [],
    }


def _rearranged(request: HttpRequest, days: list[weekly.DayRows]) -> bool:
    """Whether a button was pressed that only adds, removes or copies rows; done if so."""
    if "add" in request.POST:
        weekly.add_row(days, request.POST["add"])
    elif "remove" in request.POST:
        weekly.remove_row(days, request.POST["remove"])
    elif "copy_monday" in request.POST:
        weekly.copy_monday(days)
    else:
        return False
    weekly.unjudged(days)
    return True


def _now(planned: list[Week]) -> Week:
    """The week that holds today."""
    today = timezone.localdate()
    return next(week for week in planned if week.dates.hold(today))


def _dates_of(typed: QueryDict, since: str = "since", until: str = "until") -> Dates:
    return Dates(parse_date_or_none(typed.get(since, "")), parse_date_or_none(typed.get(until, "")))


def parse_date_or_none(text: str) -> date | None:
    """The day, or None for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _as_typed(planned: Week) -> list[tuple[str, str]]:
    """A week as its form would send it."""
    typed = [
        ("since", planned.dates.since.isoformat() if planned.dates.since else ""),
        ("until", planned.dates.until.isoformat() if planned.dates.until else ""),
    ]
    for stretch in planned.stretches:
        typed += [
            (f"opens-{stretch.weekday}", f"{stretch.opens:%H:%M}"),
            (f"closes-{stretch.weekday}", f"{stretch.closes:%H:%M}"),
            (f"modality-{stretch.weekday}", stretch.modality),
        ]
    return typed
