"""Letters after a session: how was it, something waits for you, would you like a next time.

They say nothing of what people meet for. Each is written into the outbox in the transaction of what
it follows, under a key of its own, so that a session ended twice is told once.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from notices.actions import enqueue, restore, withdraw
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import TherapistProfile
from scheduling.models import Appointment
from sessions.models import HelpRequest, Session, SessionFeedback, SummaryVersion
from sessions.patience import is_known

ASK_UNTIL = timedelta(days=3)
"""Asked about a session any later, few remember it."""
NUDGE_AFTER = timedelta(days=2)
NUDGE_UNTIL = timedelta(days=7)


def tell_ended(session: Session, *, at: datetime) -> None:
    """After the session: the request for feedback now, the nudge to book in two days."""
    patient = session.care.patient
    enqueue(
        key=f"feedback_request:{session.pk}",
        kind="feedback_request",
        recipient=patient,
        about=session.pk,
        due_at=at,
        expires_at=at + ASK_UNTIL,
    )
    enqueue(
        key=f"next_booking:{session.pk}",
        kind="next_booking",
        recipient=patient,
        about=session.pk,
        due_at=at + NUDGE_AFTER,
        expires_at=at + NUDGE_UNTIL,
    )


def withdraw_ended(session: Session) -> None:
    """The patient did not come after all: neither asked nor nudged."""
    for name in ("feedback_request", "next_booking"):
        withdraw(key=f"{name}:{session.pk}")


def restore_ended(session: Session) -> None:
    """They did come: what was taken back goes out, while it is of use."""
    for name in ("feedback_request", "next_booking"):
        restore(key=f"{name}:{session.pk}")


def tell_waited_for(session: Session) -> None:
    """The therapist isn't in the room, and somebody waits. Once for each session."""
    enqueue(
        key=f"somebody_waits:{session.pk}",
        kind="somebody_waits",
        recipient=session.care.therapist,
        about=session.pk,
        expires_at=session.appointment.ends_at,
    )


def tell_summary(version: SummaryVersion) -> None:
    """A summary was sent, or sent again after a correction."""
    enqueue(
        key=f"summary_arrived:{version.pk}",
        kind="summary_arrived",
        recipient=version.care.patient,
        about=version.pk,
    )


def tell_help_answered(asked: HelpRequest) -> None:
    """The practice has answered a technical question."""
    enqueue(
        key=f"help_answered:{asked.pk}",
        kind="help_answered",
        recipient=asked.person,
        about=asked.pk,
    )


@kind("help_answered")
def help_answered(notice: Notice) -> Letter | None:
    """A link to the page with the answer; the answer itself stays behind the sign-in."""
    if not HelpRequest.objects.answered().filter(pk=notice.about).exists():
        return None
    path = reverse("sessions:help", args=[notice.about])
    return Letter(context={"link": settings.SITE_URL + path})


@kind("feedback_request")
def feedback_request(notice: Notice) -> Letter | None:
    """Not sent when the patient has answered or skipped it already."""
    session = _session(notice)
    if session is None or SessionFeedback.objects.filter(session=session).exists():
        return None
    return _letter(session, "sessions:feedback")


@kind("somebody_waits")
def somebody_waits(notice: Notice) -> Letter | None:
    """Not sent when the therapist has come meanwhile, has let them in or has said something."""
    session = _session(notice)
    if session is None or session.is_admitted or session.is_ended:
        return None
    if not session.appointment.is_live or is_known(session, at=timezone.now()):
        return None
    path = reverse("sessions:room", args=[session.appointment_id])
    return Letter(
        context={
            "appointment": session.appointment,
            "since": session.waiting.arrived_at,
            "link": settings.SITE_URL + path,
        }
    )


@kind("summary_arrived")
def summary_arrived(notice: Notice) -> Letter | None:
    """Not sent when a newer version has been sent since: that one tells it."""
    version = SummaryVersion.objects.filter(pk=notice.about).select_related("summary").first()
    if version is None or version.summary.latest != version:
        return None
    return _letter(version.summary.session, "sessions:summary")


@kind("next_booking")
def next_booking(notice: Notice) -> Letter | None:
    """Not sent when a next session is booked, with whomever, when the work together has ended, or
    while the therapist can't be booked."""
    session = _session(notice)
    if session is None or not session.care.is_open:
        return None
    patient, therapist = session.care.patient, session.care.therapist
    ahead = Appointment.objects.for_person(patient).upcoming(at=timezone.now())
    if ahead.exclude(pk=session.appointment_id).exists():
        return None
    listed = TherapistProfile.objects.listed(on=timezone.localdate())
    profile = listed.filter(user=therapist).first()
    if profile is None:
        return None
    path = reverse("scheduling:therapist", args=[profile.slug])
    return Letter(context={"therapist": therapist, "link": settings.SITE_URL + path})


def _session(notice: Notice) -> Session | None:
    rows = Session.objects.select_related("care__patient", "care__therapist", "appointment")
    return rows.filter(pk=notice.about).first()


def _letter(session: Session, page: str) -> Letter:
    path = reverse(page, args=[session.appointment_id])
    return Letter(
        context={
            "appointment": session.appointment,
            "therapist": session.care.therapist,
            "link": settings.SITE_URL + path,
        }
    )
