"""The therapist's patients, and one patient's page."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goals.models import Goal
from intake.models import ContactCard, DocumentKind, RiskAlert
from people import access
from people.access import Action
from people.handovers import line
from people.models import Care, User
from resources.models import Homework
from scheduling.models import Appointment, MissedSession, Service, ServiceInvitation
from sessions import preparation
from sessions.models import ProgressNote, SessionFeedback, Summary

MISSED_SHOWN = 4
CONSENT = DocumentKind.TELEHEALTH_CONSENT


@dataclass(frozen=True)
class Line:
    """One patient in the list: the next session, whether an answer needs a look, and whether their
    feedback is worth one."""

    care: Care
    next: Appointment | None
    needs_look: bool
    worth_a_look: bool


@access.therapist_required
def patients(request: HttpRequest) -> HttpResponse:
    """Open care first, in it what asks for a look, then by name; ended care below."""
    person, now = access.person(request), timezone.now()
    cares = sorted(
        access.cares(person, Action.READ_ANSWERS), key=lambda care: care.patient.full_name.lower()
    )
    upcoming: dict[UUID, Appointment] = {}
    for appointment in Appointment.objects.for_person(person).upcoming(at=now):
        upcoming.setdefault(appointment.care_id, appointment)
    worrying = {alert.care_id for alert in RiskAlert.objects.open_for(person)}
    falling = SessionFeedback.objects.trends_of(care for care in cares if care.is_open)
    lines = [
        Line(care, upcoming.get(care.pk), care.pk in worrying, care.pk in falling) for care in cares
    ]
    lines.sort(key=lambda line: (not line.needs_look, not line.worth_a_look))
    return render(
        request,
        "home/patients.html",
        {
            "open": [line for line in lines if line.care.is_open],
            "ended": [line for line in lines if not line.care.is_open],
        },
    )


@access.therapist_required
def patient(request: HttpRequest, care: UUID) -> HttpResponse:
    """The story so far on one page, the safety of the person on top when it matters."""
    viewer, now = access.person(request), timezone.now()
    relation = access.get_care_or_404(viewer, Action.READ_ANSWERS, care)
    access.note_reading(viewer, Action.READ_GOALS, row=relation, care=relation)
    hands = line(viewer, Action.READ_ANSWERS, relation)
    # What was left behind may have changed since: where there is a care after it, its card counts.
    contact = None if hands.onward else ContactCard.objects.filter(care=relation).first()
    if hands.onward is None:
        access.note_reading(viewer, Action.READ_CONTACT, row=relation, care=relation)
    falling = SessionFeedback.objects.trend_of(relation)
    if falling is not None:
        access.note_reading(viewer, Action.READ_FEEDBACK, row=relation, care=relation)
    meetings = Appointment.objects.filter(care=relation)
    steps = preparation.steps(relation)
    return render(
        request,
        "home/patient_page.html",
        {
            "care": relation,
            "patient": relation.patient,
            "is_own": relation.therapist_id == viewer.pk,
            "line": hands,
            "alerts": RiskAlert.objects.open().filter(care=relation),
            "falling_feedback": falling,
            "contact": contact,
            "steps": steps,
            "took_back": any(step.taken_back for step in steps if step.code == CONSENT),
            "next": meetings.upcoming(at=now).with_people().numbered().first(),
            "by_invitation": _by_invitation(viewer, relation),
            "held": meetings.past(at=now).filter(missed=None).count(),
            "missed": MissedSession.objects.filter(appointment__care=relation)
            .select_related("appointment")
            .order_by("-appointment__starts_at")[:MISSED_SHOWN],
            "goals": Goal.objects.agreed().filter(care=relation).with_words(),
            "goals_waiting": _waiting(viewer, relation),
            "notes": ProgressNote.objects.filter(session__care=relation)
            .readable_by(viewer)
            .with_session()
            .order_by("-session__appointment__starts_at")[:4],
            "summary": Summary.objects.sent()
            .filter(session__care=relation)
            .prefetch_related("versions")
            .order_by("-session__appointment__starts_at")
            .first(),
            "homework": Homework.objects.standing()
            .filter(care=relation, done_at=None)
            .for_therapist()[:4],
        },
    )


def _by_invitation(viewer: User, care: Care) -> list[tuple[Service, ServiceInvitation | None]]:
    """The services that this therapist can open to this patient, and whether they have."""
    if not access.allows(viewer, Action.INVITE_TO_SERVICE, care):
        return []
    open_to = ServiceInvitation.objects.filter(care=care, withdrawn_at=None)
    known = {invitation.service_id: invitation for invitation in open_to}
    return [
        (service, known.get(service.pk)) for service in Service.objects.by(viewer).by_invitation()
    ]


def _waiting(viewer: User, care: Care) -> int:
    return Goal.objects.waiting_for(viewer).filter(care=care).count()
