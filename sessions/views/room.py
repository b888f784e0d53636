"""The room's page, and what surrounds the meeting in it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from intake import crisis
from intake.models import ContactCard, RiskAlert
from intake.readiness import consent_taken_back_at, took_consent_back
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Practice, User
from scheduling.models import Appointment, Modality
from sessions import actions
from sessions.actions.calling import ending_of, is_calling_time, number_of
from sessions.emergency import whereabouts
from sessions.forms.opening import OpeningCheckForm
from sessions.forms.waiting import AskToWaitForm
from sessions.models import KeptDrawing, KeptWriting, OpeningCheck, Session, Summary, Transcript
from sessions.next_times import following
from sessions.room.doorbell import ring
from sessions.views.ending import agreed_next, given_since
from sessions.views.waiting import waiting_lead


def _appointment(user: User, action: Action, pk: UUID) -> Appointment:
    return access.get_or_404(user, action, Appointment.objects.with_people(), pk=pk)


@access.member_required
@require_safe
def room(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Waiting and meeting: one page, so that the camera stays open when somebody is let in."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.JOIN_ROOM, appointment)
    now = timezone.now()
    door = actions.door(booked, at=now)
    if door in {"ended", "late"}:
        return redirect("sessions:after", appointment=booked.pk)
    if door == "by-phone" or (door != "away" and booked.modality == Modality.PHONE):
        return redirect("sessions:phone", appointment=booked.pk)
    if door in {"elsewhere", "away"}:
        # Its page says how they meet, or that they don't for now.
        return redirect("scheduling:appointment", pk=booked.pk)
    if door == "early" and took_consent_back(booked.care):
        # Not only once the room would open.
        door = "no-consent"
    context = {
        "appointment": booked,
        "care": booked.care,
        "other": booked.other(viewer),
        "leads": viewer.is_therapist,
        "hours": actions.hours(booked),
        "door": door,
        "has_begun": booked.has_begun(at=now),
        "has_relay": bool(settings.TURN_URLS),
    }
    if door == "no-consent":
        context["taken_back_at"] = consent_taken_back_at(booked.care)
    if door != "open":
        return render(request, "sessions/not_open.html", context)
    session = Session.objects.filter(appointment=booked).select_related("admission").first()
    is_in = viewer.is_therapist or (session is not None and session.is_admitted)
    context["ending"] = ending_of(number_of(booked))
    waits = {} if is_in else waiting_lead(booked, session, at=now)
    asks = {"ask_form": AskToWaitForm()} if viewer.is_therapist else {}
    page = "text" if booked.modality == Modality.TEXT else "room"
    return render(request, f"sessions/{page}.html", {**context, **waits, **asks, "is_in": is_in})


@access.therapist_required
@require_GET
def waiting_status(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """A fragment for the therapist's day: who waits since when, with the way to let them in."""
    booked = _appointment(access.person(request), Action.ADMIT, appointment)
    return render(request, "sessions/_waiting_status.html", waiting_context(booked))


def waiting_context(booked: Appointment) -> dict[str, object]:
    """What templates/sessions/_waiting_status.html shows of one appointment."""
    now = timezone.now()
    session = (
        Session.objects.filter(appointment=booked)
        .select_related("waiting", "admission", "end")
        .first()
    )
    entry = getattr(session, "waiting", None)
    return {
        "appointment": booked,
        "entry": entry,
        "presence": entry.presence(at=now) if entry else "",
        "is_admitted": session is not None and session.is_admitted,
        "door": actions.door(booked, at=now),
    }


@access.therapist_required
@require_POST
def admit(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Let the patient in from another page, and go there."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.ADMIT, appointment)
    session = actions.session_of(booked)
    try:
        actions.admit(actor=viewer, session=session, at=timezone.now())
    except Refused:
        # Nobody is there yet, or the session has ended: the room's page says so.
        return redirect("sessions:room", appointment=booked.pk)
    ring(session.pk)
    return redirect("sessions:room", appointment=booked.pk)


@access.therapist_required
@require_http_methods(["GET", "POST"])
def opening_check(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Asked at the start, kept with the session; once that is over, it is there to be read."""
    viewer = access.person(request)
    rows = Appointment.objects.with_people()
    booked = access.get_or_404(viewer, Action.READ_OPENING, rows, audited=False, pk=appointment)
    now = timezone.now()
    kept = OpeningCheck.objects.filter(session__appointment=booked).first()
    if request.method == "POST":
        access.require(viewer, Action.ADMIT, booked.care)
        form = OpeningCheckForm(request.POST, instance=kept, known={})
        if form.is_valid():
            kept = actions.record_opening_check(
                actor=viewer, session=actions.session_of(booked), opening=form.opening, at=now
            )
            form = OpeningCheckForm(instance=kept, known={})
    else:
        if kept is not None:
            access.note_reading(viewer, Action.READ_OPENING, row=kept, care=booked.care)
        known = {} if kept else _told_before(viewer, booked, at=now)
        form = OpeningCheckForm(instance=kept, known=known)
    is_on = actions.door(booked, at=now) not in {"ended", "late", "cancelled"}
    context = {
        "appointment": booked,
        "form": form,
        "kept": kept,
        "country": crisis.country(kept.country) if kept else None,
        # What was sent when it was just over is not lost.
        "writes": access.allows(viewer, Action.ADMIT, booked.care) and (is_on or form.is_bound),
    }
    fragment = "sessions/_opening_check.html"
    if request.headers.get("HX-Request"):
        return render(request, fragment, context)
    return render(request, "sessions/opening_check.html", {**context, "fragment": fragment})


def _told_before(viewer: User, booked: Appointment, *, at: datetime) -> dict[str, str]:
    """Where the patient will be and their number, around the session's time; a reading, audited."""
    if not (access.allows(viewer, Action.ADMIT, booked.care) and is_calling_time(booked, at=at)):
        return {}
    card = ContactCard.objects.filter(care=booked.care_id).first()
    told = {"location": card.location if card else "", "phone": number_of(booked)}
    known = {name: words for name, words in told.items() if words}
    if known:
        access.note_reading(viewer, Action.READ_CONTACT, row=booked, care=booked.care)
    return known


@access.therapist_required
@require_GET
def contact(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The number to call and the emergency card, in one action.

    The room's page asks for it `ahead` when it opens, so that it is at hand when the line is down,
    and afresh whenever it is opened. Each is a reading, and audited.
    """
    viewer = access.person(request)
    booked = _appointment(viewer, Action.JOIN_ROOM, appointment)
    access.require(viewer, Action.READ_CONTACT, booked.care)
    ahead = {"ahead": True} if "ahead" in request.GET else None
    access.note_reading(viewer, Action.READ_CONTACT, row=booked, care=booked.care, detail=ahead)
    card = ContactCard.objects.filter(care=booked.care).first()
    check = OpeningCheck.objects.filter(session__appointment=booked).first()
    context = {
        "care": booked.care,
        "patient": booked.patient,
        "number": number_of(booked),
        "card": card,
        "check": check,
        "where": whereabouts(check=check, card=card, practice=Practice.current()),
        "countries": crisis.countries().values(),
        "european": crisis.EUROPEAN_EMERGENCY,
        "alerts": RiskAlert.objects.open().filter(care=booked.care),
        "now": timezone.now(),
    }
    return render(request, "sessions/_contact.html", context)


@access.member_required
@require_safe
def after(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """After the session: thank you, what is left to do, what comes next."""
    viewer = access.person(request)
    booked = _appointment(viewer, Action.SEE_APPOINTMENT, appointment)
    get_object_or_404(Appointment.objects.for_person(viewer), pk=booked.pk)
    now = timezone.now()
    context = {
        "appointment": booked,
        "care": booked.care,
        "other": booked.other(viewer),
        "leads": viewer.is_therapist,
        "is_open": actions.door(booked, at=now) == "open",
        "is_kept": Transcript.objects.filter(session__appointment=booked).exists(),
        "has_kept": any(
            kind.objects.whole().filter(session__appointment=booked).exists()
            for kind in (KeptWriting, KeptDrawing)
        ),
        "has_opening": OpeningCheck.objects.filter(session__appointment=booked).exists(),
        "took_home": given_since(booked) if viewer.is_patient else [],
        "agreed": agreed_next(booked, at=now),
        "summary_sent": Summary.objects.sent().filter(session__appointment=booked).exists(),
        "upcoming": following(booked, at=now).first(),
    }
    return render(request, "sessions/after.html", context)
