"""One's own sessions, and one of them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from intake.readiness import steps
from people import access
from people.access import Action, party_required, person
from people.models import Practice, User
from scheduling import actions, letters, meeting, rules
from scheduling.actions.missed import can_unmark
from scheduling.free import Asking, Wish
from scheduling.ics import Method, calendar_file
from scheduling.models import Appointment, GroupSession, MissedSession, Modality
from scheduling.series.link import repeat_after
from scheduling.standing import Standing, standing_of
from scheduling.views import diary

PAST_SHOWN = 20


@require_GET
@party_required
def index(request: HttpRequest) -> HttpResponse:
    """A patient's sessions ahead and behind; a therapist's calendar."""
    viewer = person(request)
    if viewer.is_therapist:
        return diary.show(request, viewer)
    now = timezone.now()
    own = Appointment.objects.for_person(viewer).with_people()
    standing = standing_of(viewer, at=now)
    asked = (one.service.modality for one in standing.requests)
    upcoming = list(own.upcoming(at=now))
    context = {
        "upcoming": upcoming,
        "away": _away(upcoming, standing),
        "past": own.past(at=now)[:PAST_SHOWN],
        "cancelled": own.exclude(cancelled_at=None).filter(starts_at__gt=now),
        "standing": standing,
        "some_in_person": Modality.IN_PERSON in asked
        or own.filter(modality=Modality.IN_PERSON).exists(),
    }
    return render(request, "scheduling/appointments.html", context)


@require_GET
@login_required
def appointment(request: HttpRequest, pk: Any) -> HttpResponse:
    """One session: when, with whom, and what can be done about it."""
    found = get_appointment(request, pk, Action.SEE_APPOINTMENT)
    viewer, now, practice = person(request), timezone.now(), Practice.current()
    is_party = viewer.pk in (found.patient_id, found.therapist_id)
    is_away = viewer.is_patient and not found.therapist.is_active
    can_change = is_party and found.care.is_open and found.is_live and not found.has_begun(at=now)
    opens_at = found.opens_at(early_minutes=practice.join_early_minutes)
    missed = MissedSession.objects.filter(appointment=found).first()
    is_over = found.is_over(at=now) or (
        opens_at <= now and Appointment.objects.past(at=now).filter(pk=found.pk).exists()
    )
    is_on = is_party and not is_away and found.is_live and opens_at <= now and not is_over
    context = {
        "appointment": found,
        "missed": missed,
        "can_mark": missed is None
        and found.is_live
        and found.has_begun(at=now)
        and access.allows(viewer, Action.MARK_MISSED, found.care),
        "can_unmark": missed is not None
        and can_unmark(missed, at=now)
        and access.allows(viewer, Action.MARK_MISSED, found.care),
        "can_waive": missed is not None
        and missed.waived_at is None
        and access.allows(viewer, Action.WAIVE_MISSED, found.care),
        "other": found.other(viewer) if is_party else None,
        "is_away": is_away,
        "is_ahead": found.is_live and not is_over and not found.has_begun(at=now),
        "is_over": is_over,
        "may_write": found.is_live
        and is_over
        and access.allows(viewer, Action.WRITE_NOTE, found.care),
        "is_to_prepare": viewer.is_patient and is_party and _is_to_prepare(found),
        "can_cancel": can_change,
        "can_move": can_change and rules.can_move(found, by=viewer, practice=practice, at=now),
        "rule": rules.begun()
        if found.has_begun(at=now)
        else rules.in_words(found, by=viewer, practice=practice, at=now),
        "again": _again(found, viewer, at=now),
        "how": meeting.in_words(found, reader=viewer, practice=practice) if is_party else "",
        "opens_at": opens_at,
        "room_is_open": is_on and found.has_room,
        "call_is_on": is_on and found.modality == Modality.PHONE,
        "promises": letters.promised(found) if viewer.is_patient else [],
        "changes": found.changes.select_related("by"),
        "repeat": repeat_after(found, reader=viewer, at=now) if is_party and not is_away else "",
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


def _away(upcoming: list[Appointment], standing: Standing) -> list[User]:
    """The suspended therapists whom they have a session with or wait for, each once."""
    whom = [one.therapist for one in upcoming]
    whom += [entry.care.therapist for entry in standing.entries]
    return list({each.pk: each for each in whom if not each.is_active}.values())


def _is_to_prepare(found: Appointment) -> bool:
    """Whether it is the first session of its care and something is left to prepare for it."""
    before = Appointment.objects.live().filter(care=found.care_id, missed=None)
    if before.filter(starts_at__lt=found.starts_at).exists():
        return False
    return not all(step.done for step in steps(found.care))


def _again(found: Appointment, viewer: User, *, at: datetime) -> str:
    """``hold`` or ``seat`` when a patient can have again what was cancelled, or nothing."""
    if found.is_live or found.has_begun(at=at) or viewer.pk != found.patient_id:
        return ""
    if found.group_id is not None:
        return "seat" if GroupSession.objects.upcoming(at=at).filter(pk=found.group_id) else ""
    wish = Wish(
        therapist=found.therapist_id,
        wanted=found.service.wanted,
        starts_at=found.starts_at,
        asking=Asking(patient=viewer),
    )
    mine = actions.services_between(patient=viewer, therapist=found.therapist)
    is_mine = mine.filter(pk=found.service_id).exists()
    return "hold" if is_mine and wish.is_free(at=at) else ""


def get_appointment(request: HttpRequest, pk: Any, action: Action) -> Appointment:
    """The session if this person may do that with it, else 404, or 403 if they may see it."""
    return access.get_or_404(person(request), action, Appointment.objects.with_people(), pk=pk)
