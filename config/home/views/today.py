"""The therapist's day: sessions in order, who is ready, what needs a look, what is unsigned."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.home.bookable import bookable
from config.home.came_back import came_back
from config.home.greeting import greeting
from goals.models import Goal
from intake.models import RiskAlert
from intake.readiness import Step, agreements_to_sign
from people import access
from people.models import Practice, User
from scheduling.models import Appointment, BookingRequest
from sessions import preparation
from sessions.actions.opening import door
from sessions.models import ProgressNote, WaitingEntry
from sessions.writing import sessions_to_write

CAME_BACK_WITHIN = timedelta(days=14)
NEAR = timedelta(hours=3)
"""What begins or has ended within this time belongs to the day, though midnight lies between. A
talk may go on after its time."""
LATE = timedelta(days=1)
"""What others cancelled so shortly before it stays on the day as such: nobody waits for it."""


@dataclass(frozen=True)
class Line:
    """One session of the day. `presence` is the patient's, when they wait. One that was cancelled
    late is neither over nor open."""

    appointment: Appointment
    left: list[Step]
    needs_look: bool
    waiting: WaitingEntry | None
    presence: str
    is_admitted: bool
    is_over: bool
    is_open: bool = False
    is_by_phone: bool = False
    devices: str = ""
    """How their newest device check ended, in words."""


def home(request: HttpRequest) -> HttpResponse:
    """Today."""
    person, now = access.person(request), timezone.now()
    alerts = list(RiskAlert.objects.open_for(person))
    lines = sessions_of_the_day(person, at=now, alerts=alerts)
    live = [line.appointment for line in lines if line.appointment.is_live]
    asked = BookingRequest.objects.live(at=now).filter(care__therapist=person).with_people()
    return render(
        request,
        "home/today.html",
        {
            "greeting": greeting(person, at=now),
            "now": now,
            "alerts": alerts,
            "bookable": bookable(person, on=timezone.localdate(now)),
            "lines": lines,
            "of_today": sum(_is_of(appointment, day=now) for appointment in live),
            "next_day": _first_after_today(person, at=now) if not live else None,
            "drafts": ProgressNote.objects.unsigned_by(person),
            "unwritten": sessions_to_write(person),
            "agreements": agreements_to_sign(person),
            "asked": asked,
            "goals_waiting": Goal.objects.waiting_for(person).select_related("care__patient"),
            "returned": came_back(person, since=now - CAME_BACK_WITHIN),
        },
    )


@access.therapist_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The list of the day's sessions alone: the page asks again for who is waiting."""
    person, now = access.person(request), timezone.now()
    lines = sessions_of_the_day(person, at=now, alerts=list(RiskAlert.objects.open_for(person)))
    return render(request, "home/_sessions.html", {"lines": lines, "now": now})


def sessions_of_the_day(person: User, *, at: datetime, alerts: list[RiskAlert]) -> list[Line]:
    """Today's sessions in the reader's zone, in order, in a fixed number of queries. Midnight
    parts nobody from a session that is on, about to begin or just over."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = at - NEAR, max(midnight + timedelta(days=1), at + NEAR)
    appointments = list(
        Appointment.objects.filter(
            Q(cancelled_at=None)
            | Q(cancelled_at__gt=F("starts_at") - LATE) & ~Q(cancelled_by=person)
        )
        .for_person(person)
        .overlapping(min(midnight, since), until)
        .filter(Q(starts_at__gte=midnight) | Q(ends_at__gt=since))
        .with_people()
        .select_related("session__waiting", "session__admission", "session__end")
        .numbered()
        .order_by("starts_at")
    )
    appointments = [one for one in appointments if not _is_outdated(one, appointments)]
    steps = preparation.steps_for(a.care for a in appointments)
    worrying = {alert.care_id for alert in alerts}
    early = Practice.current().join_early_minutes
    lines = [_line(a, steps=steps, worrying=worrying, at=at) for a in appointments]
    # Asking at a door costs queries, and only at one whose time has come is there anything to ask.
    return [
        _at_the_door(line, at=at)
        if line.appointment.is_live
        and not line.is_over
        and line.appointment.opens_at(early_minutes=early) <= at
        else line
        for line in lines
    ]


def _is_outdated(cancelled: Appointment, others: list[Appointment]) -> bool:
    """Whether the same two have another session in its time, or had one until later."""
    return cancelled.cancelled_at is not None and any(
        other.care_id == cancelled.care_id
        and other.starts_at < cancelled.ends_at
        and cancelled.starts_at < other.ends_at
        and (other.cancelled_at is None or other.cancelled_at > cancelled.cancelled_at)
        for other in others
    )


def _is_of(appointment: Appointment, *, day: datetime) -> bool:
    return timezone.localdate(appointment.starts_at) == timezone.localdate(day)


def _at_the_door(line: Line, *, at: datetime) -> Line:
    state = door(line.appointment, at=at)
    return replace(line, is_open=state == "open", is_by_phone=state == "by-phone")


def _line(
    appointment: Appointment, *, steps: dict[UUID, list[Step]], worrying: set[UUID], at: datetime
) -> Line:
    session: Any = getattr(appointment, "session", None)
    waiting: WaitingEntry | None = getattr(session, "waiting", None)
    return Line(
        appointment=appointment,
        left=[step for step in steps[appointment.care_id] if not step.done],
        devices=next(
            (str(step.waiting) for step in steps[appointment.care_id] if step.code == "devices"), ""
        ),
        needs_look=appointment.care_id in worrying,
        waiting=waiting,
        presence=waiting.presence(at=at) if waiting else "",
        is_admitted=hasattr(session, "admission"),
        is_over=appointment.is_over(at=at) or hasattr(session, "end"),
    )


def _first_after_today(person: User, *, at: datetime) -> Appointment | None:
    return Appointment.objects.next_for(person, at=at)
