"""One's own sessions, and one of them."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from people import access
from people.access import Action, party_required, person
from people.models import Practice, User
from scheduling import agenda, letters, meeting, rules
from scheduling.ics import Method, calendar_file
from scheduling.models import Appointment
from scheduling.slots import day_span

PAST_SHOWN = 20


@require_GET
@party_required
def index(request: HttpRequest) -> HttpResponse:
    """A patient's sessions ahead and behind; a therapist's week."""
    viewer = person(request)
    if viewer.is_therapist:
        return render(request, "scheduling/week.html", _week(request, viewer))
    now = timezone.now()
    own = Appointment.objects.for_person(viewer).with_people()
    context = {
        "upcoming": own.upcoming(at=now),
        "past": own.past(at=now)[:PAST_SHOWN],
        "cancelled": own.exclude(cancelled_at=None).filter(starts_at__gt=now),
    }
    return render(request, "scheduling/appointments.html", context)


@require_GET
@login_required
def appointment(request: HttpRequest, pk: Any) -> HttpResponse:
    """One session: when, with whom, and what can be done about it."""
    found = get_appointment(request, pk, Action.SEE_APPOINTMENT)
    viewer, now, practice = person(request), timezone.now(), Practice.current()
    is_party = viewer.pk in (found.patient_id, found.therapist_id)
    can_change = is_party and found.care.is_open and found.is_live and not found.has_begun(at=now)
    opens_at = found.opens_at(early_minutes=practice.join_early_minutes)
    context = {
        "appointment": found,
        "other": found.other(viewer) if is_party else None,
        "is_ahead": found.is_live and not found.has_begun(at=now),
        "is_over": found.is_over(at=now),
        "can_cancel": can_change,
        "can_move": can_change and rules.can_move(found, by=viewer, practice=practice, at=now),
        "rule": rules.begun()
        if found.has_begun(at=now)
        else rules.in_words(found, by=viewer, practice=practice, at=now),
        "how": meeting.in_words(found, reader=viewer, practice=practice) if is_party else "",
        "opens_at": opens_at,
        "room_is_open": is_party
        and found.is_live
        and found.has_room
        and opens_at <= now < found.ends_at,
        "changes": found.changes.select_related("by"),
    }
    return render(request, "scheduling/appointment.html", context)


@require_GET
@login_required
def calendar(request: HttpRequest, pk: Any) -> HttpResponse:
    """The session as a file for one's own calendar."""
    found = get_appointment(request, pk, Action.SEE_APPOINTMENT)
    method = Method.PUBLISH if found.is_live else Method.CANCEL
    written = calendar_file(letters.entry(found, attendee=person(request)), method)
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="session.ics"'},
    )


def get_appointment(request: HttpRequest, pk: Any, action: Action) -> Appointment:
    """The session if this person may do that with it, else 404, or 403 if they may see it."""
    return access.get_or_404(person(request), action, Appointment.objects.with_people(), pk=pk)


def _week(request: HttpRequest, therapist: User) -> dict[str, Any]:
    zone = agenda.reader_zone()
    today = timezone.localdate()
    monday = _monday(request.GET.get("week", ""), today)
    span = day_span(monday, 7, zone)
    booked = Appointment.objects.live().filter(therapist=therapist).with_people()
    by_day: dict[date, list[Appointment]] = {monday + timedelta(days=n): [] for n in range(7)}
    for row in booked.filter(starts_at__gte=span.start, starts_at__lt=span.end):
        by_day[row.starts_at.astimezone(zone).date()].append(row)
    return {
        "days": list(by_day.items()),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "earlier": monday - timedelta(days=7),
        "later": monday + timedelta(days=7),
        "is_this_week": monday <= today < monday + timedelta(days=7),
        "today": today,
        "now": timezone.now(),
        "count": sum(map(len, by_day.values())),
    }


def _monday(asked: str, today: date) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    # Far-off weeks hold nothing, and their neighbours can't always be counted.
    if abs(day.year - today.year) > 50:
        day = today
    return day - timedelta(days=day.weekday())
