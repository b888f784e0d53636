"""What still waits to be written or answered, for the homes."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from people.models import Suspension, User
from scheduling.models import MissedKind, Modality
from sessions.models import Attendance, Outcome, PhoneCall, PhoneMove, Session

ASK_FOR = timedelta(days=7)
"""How long a home offers to say how a session was. Then it lets it be."""


def both_came(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Those in whose room the patient and the therapist both were, and those on the phone or at
    the practice that nobody marked as missed: there is no room that could tell. Where calls
    were written down, one of them reached the patient; where none was, the therapist was not
    suspended, and so on hold, at that time.
    """
    in_room = Attendance.objects.filter(session=OuterRef("pk"))
    came = Q(Exists(in_room.filter(person=OuterRef("care__patient")))) & Q(
        Exists(in_room.filter(person=OuterRef("care__therapist")))
    )
    moved = PhoneMove.objects.standing().filter(session=OuterRef("pk"))
    calls = PhoneCall.objects.filter(session=OuterRef("pk"))
    on_hold = Suspension.objects.filter(
        Q(lifted_at=None) | Q(lifted_at__gt=OuterRef("appointment__starts_at")),
        user=OuterRef("care__therapist"),
        suspended_at__lt=OuterRef("appointment__ends_at"),
    )
    elsewhere = (
        (Q(appointment__modality__in=Modality.elsewhere()) | Q(Exists(moved)))
        & Q(appointment__cancelled_at=None, appointment__missed=None)
        & (~Exists(calls) & ~Exists(on_hold) | Exists(calls.exclude(outcome=Outcome.NOT_REACHED)))
    )
    return sessions.filter(came | elsewhere)


def without_no_shows(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Those whose therapist has not written down that the patient did not come."""
    return sessions.exclude(appointment__missed__kind=MissedKind.NO_SHOW)


def held(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Those that took place: both came, and it has ended."""
    return both_came(sessions).filter(end__isnull=False)


def sessions_to_write(therapist: User) -> QuerySet[Session]:
    """Held sessions of this therapist without a note, the oldest first."""
    return (
        held(Session.objects.filter(care__therapist=therapist, progress_note=None))
        .select_related("care__patient", "appointment")
        .order_by("appointment__starts_at")
    )


def awaiting_feedback(patient: User, *, at: datetime) -> QuerySet[Session]:
    """This patient's last sessions that were neither rated nor skipped, newest first.

    Those that are over but not closed yet are among them.
    """
    lately = Session.objects.filter(
        care__patient=patient,
        feedback=None,
        appointment__cancelled_at=None,
        appointment__ends_at__gt=at - ASK_FOR,
    ).filter(Q(end__isnull=False) | Q(appointment__ends_at__lte=at))
    return (
        without_no_shows(both_came(lately))
        .select_related("care__therapist", "appointment")
        .order_by("-appointment__starts_at")
    )
