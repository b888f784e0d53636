"""The patient's home: the next session first, then what is left to prepare."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.home.greeting import greeting
from goals.models import Goal
from intake.readiness import next_label, took_consent_back
from people import access
from people.access import Action
from people.models import Care, Practice, User
from resources.models import Homework
from scheduling import meeting, rules
from scheduling.models import Appointment, Modality
from scheduling.standing import standing_of
from sessions import preparation
from sessions.actions.opening import door
from sessions.models import Summary
from sessions.writing import awaiting_feedback

HAND_OVER_IS_NEWS = timedelta(days=30)


def home(request: HttpRequest) -> HttpResponse:
    """Everything a patient came for, on one page."""
    person, now = access.person(request), timezone.now()
    upcoming = next_session(person, at=now)
    care: Care | None = upcoming["care"]
    steps = preparation.steps(care) if care and care.is_open else []
    next_step = next((step for step in steps if not step.done), None)
    known = access.cares(person, Action.READ_GOALS)
    own = [each for each in known if each.is_open]
    goals = list(Goal.objects.agreed().filter(care__in=own).with_words())
    for goal in goals[:1]:
        access.note_reading(person, Action.READ_GOALS, row=goal.care, care=goal.care)
    return render(
        request,
        "home/patient.html",
        {
            **upcoming,
            "standing": standing_of(person, at=now),
            "greeting": greeting(person, at=now),
            "came_from": _came_from(care, known, at=now),
            "steps": steps,
            "next_step": next_step,
            "next_label": next_label(next_step),
            "done": sum(step.done for step in steps),
            "left": sum(not step.done for step in steps),
            "goals": goals,
            "goals_waiting": Goal.objects.waiting_for(person).select_related("care__therapist"),
            "homework": Homework.objects.todo_for(person)[:3],
            "summary": Summary.objects.latest_for(person),
            "feedback_for": awaiting_feedback(person, at=now).first(),
        },
    )


@access.patient_required
def next_card(request: HttpRequest) -> HttpResponse:
    """The card of the next session alone: the page asks again, so that Join appears by itself."""
    person, now = access.person(request), timezone.now()
    return render(request, "home/_next_session.html", next_session(person, at=now))


def next_session(person: User, *, at: datetime) -> dict[str, Any]:
    """The session that is on or comes next, and whether its room is open; its care, or else the
    one that there is."""
    ahead = Appointment.objects.for_person(person).upcoming(at=at).with_people().numbered()[:3]
    doors = ((candidate, door(candidate, at=at)) for candidate in ahead)
    found = next((each for each in doors if each[1] not in {"ended", "late", "cancelled"}), None)
    if found is None:
        return {"appointment": None, "care": _latest_care(person)}
    appointment, state = found
    practice = Practice.current()
    opens_at = appointment.opens_at(early_minutes=practice.join_early_minutes)
    return {
        "appointment": appointment,
        "care": appointment.care,
        "is_open": state == "open",
        "took_back": state == "no-consent"
        or (state == "early" and took_consent_back(appointment.care)),
        "is_by_phone": state == "by-phone" or appointment.modality == Modality.PHONE,
        "how": meeting.in_words(appointment, reader=person, practice=practice),
        "opens_at": opens_at,
        "is_near": opens_at - at < timedelta(days=1),
        "can_move": rules.can_move(appointment, by=person, practice=practice, at=at),
        "can_cancel": not appointment.has_begun(at=at),
    }


def _came_from(care: Care | None, known: list[Care], *, at: datetime) -> Care | None:
    """The care before this one, told for as long as the hand-over is news."""
    if care is None or not care.is_open or at - care.opened_at > HAND_OVER_IS_NEWS:
        return None
    return next((each for each in known if each.pk == care.handed_over_from_id), None)


def _latest_care(person: User) -> Care | None:
    """The open care if there is one, else the last that there was."""
    cares = access.cares(person, Action.SEE_CARE)
    return next((care for care in cares if care.is_open), cares[0] if cares else None)
