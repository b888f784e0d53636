"""The therapist's calendar: a week or a day of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from people.models import User
from scheduling import agenda, diary
from scheduling.models import AppointmentChange
from scheduling.slots import DAY
from scheduling.week import minute_of

UNDO_WITHIN = timedelta(minutes=15)
"""How long after a move the calendar still offers to take it back."""
WEEK = 7


@dataclass(frozen=True)
class Shown:
    """Which days: a week from its Monday, or one day."""

    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + (self.days - 1) * DAY

    @property
    def earlier(self) -> date:
        return self.first - self.days * DAY

    @property
    def later(self) -> date:
        return self.first + self.days * DAY

    @property
    def view(self) -> str:
        """The name of the parameter that asks for it."""
        return "day" if self.days == 1 else "week"

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


def show(request: HttpRequest, therapist: User) -> HttpResponse:
    """`?week=` any day of it, or `?day=`; else this week. `?hours=all` shows the night,
    `?days=all` in the list also the days of this week that are over.
    """
    now, today, zone = timezone.now(), timezone.localdate(), agenda.reader_zone()
    shown = _shown(request, today)
    all_hours = request.GET.get("hours") == "all"
    kept = diary.read(
        therapist, first=shown.first, days=shown.days, zone=zone, at=now, all_hours=all_hours
    )
    context: dict[str, Any] = {
        "diary": kept,
        "shown": shown,
        "today": today,
        "now": now,
        "now_minute": minute_of(now, zone),
        "is_now": shown.has(today),
        "from_today": shown.view == "week"
        and shown.has(today)
        and request.GET.get("days") != "all",
        "all_hours": all_hours,
        "moved": _just_moved(request, therapist, at=now),
    }
    return render(request, "scheduling/week.html", context)


def address(moment: datetime, *, view: str, **more: object) -> str:
    """The calendar at that moment, in the reader's zone."""
    day = timezone.localtime(moment).date()
    asked = {"day" if view == "day" else "week": day.isoformat()} | more
    return reverse("scheduling:appointments", query=asked)


def _shown(request: HttpRequest, today: date) -> Shown:
    if "day" in request.GET:
        return Shown(_day(request.GET["day"], today), 1)
    day = _day(request.GET.get("week", ""), today)
    return Shown(day - day.weekday() * DAY, WEEK)


def _day(asked: str, today: date) -> date:
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today
    # Far-off days hold nothing, and their neighbours can't always be counted.
    return today if abs(day.year - today.year) > 50 else day


def _just_moved(request: HttpRequest, therapist: User, *, at: datetime) -> AppointmentChange | None:
    """The move that led here, while it can still be taken back."""
    try:
        asked = UUID(request.GET.get("moved", ""))
    except ValueError:
        return None
    change = (
        AppointmentChange.objects.filter(pk=asked, by=therapist, at__gt=at - UNDO_WITHIN)
        .select_related("appointment__patient")
        .first()
    )
    if change is None or change.appointment.starts_at != change.starts_at:
        return None
    return change
