"""Verbs of session feedback: give or change it, or skip it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.models import Appointment
from sessions.actions.opening import session_of
from sessions.feedback_trend import Ratings
from sessions.models import Session, SessionFeedback


def give_feedback(
    *, actor: User, appointment: Appointment, ratings: Ratings, comment: str, at: datetime
) -> SessionFeedback:
    """Keep what the patient thought of a session; any part may be left out, but not all.

    It can be changed for 24 hours, so that a number pressed in a hurry isn't the last word.
    Raises `Refused` before the session is over, after those hours, and when nothing was said.
    """
    access.require(actor, Action.GIVE_FEEDBACK, appointment.care)
    if ratings.mean is None and not comment.strip():
        raise Refused(
            _("Choose a number or write a few words. You can also skip this, that is fine.")
        )
    with transaction.atomic():
        feedback = _locked(appointment, at=at)
        if not feedback.is_changeable(at=at):
            raise Refused(
                _(
                    "Your answers can be changed for a day, and that day has passed. You can "
                    "always bring it up when you next meet."
                )
            )
        is_change = feedback.is_given
        feedback.heard, feedback.mattered = ratings.heard, ratings.mattered
        feedback.suited, feedback.overall = ratings.suited, ratings.overall
        feedback.comment = comment.strip()
        feedback.given_at = feedback.given_at or at
        feedback.changed_at = at if is_change else None
        feedback.save()
        verb = "feedback.change" if is_change else "feedback.give"
        audit.record(verb, actor=actor, row=feedback, care=appointment.care)
    return feedback


def skip_feedback(*, actor: User, appointment: Appointment, at: datetime) -> SessionFeedback:
    """The patient would rather not; nobody asks again. They may still give it later."""
    access.require(actor, Action.GIVE_FEEDBACK, appointment.care)
    with transaction.atomic():
        feedback = _locked(appointment, at=at)
        if not feedback.is_given:
            feedback.skipped_at = at
            feedback.save()
            audit.record("feedback.skip", actor=actor, row=feedback, care=appointment.care)
    return feedback


def is_over(appointment: Appointment, *, at: datetime) -> bool:
    """Whether there is a session to speak of: it was ended, or its time has passed."""
    return appointment.is_live and (
        appointment.is_over(at=at)
        or Session.objects.filter(appointment=appointment, end__isnull=False).exists()
    )


def _locked(appointment: Appointment, *, at: datetime) -> SessionFeedback:
    if not is_over(appointment, at=at):
        raise Refused(_("You can say how it was once the session is over."))
    session = session_of(appointment)
    session.lock()
    found = SessionFeedback.objects.select_for_update().filter(session=session).first()
    return found or SessionFeedback(session=session)
