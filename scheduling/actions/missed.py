"""Write down that a session did not take place because the patient was not there."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.locking import lock
from scheduling.models import Appointment, MissedKind, MissedReason, MissedSession
from scheduling.signals import appointment_missed, appointment_not_missed

TAKE_BACK_WITHIN = timedelta(hours=24)


def mark_missed(
    *, actor: User, appointment: Appointment, reason: str, at: datetime
) -> MissedSession:
    """The patient did not come. The therapist says so once the session has begun, with a reason.

    Nobody is asked then how the session was. Raises `Refused` before it begins, when it was
    cancelled, and when it is marked already.
    """
    access.require(actor, Action.MARK_MISSED, appointment.care)
    with transaction.atomic():
        lock(therapist=appointment.therapist)
        appointment.refresh_from_db()
        if not appointment.is_live:
            raise Refused(_("This session was cancelled, so nobody missed it."))
        if not appointment.has_begun(at=at):
            raise Refused(_("This session has not begun yet. You can mark it from its start on."))
        if MissedSession.objects.filter(appointment=appointment).exists():
            raise Refused(_("This session is marked already."))
        if reason not in MissedReason.values:
            raise Refused(_("Choose a reason, even if it is “not known”."))
        missed = MissedSession.objects.create(
            appointment=appointment,
            kind=MissedKind.NO_SHOW,
            reason=reason,
            marked_at=at,
            marked_by=actor,
        )
        appointment_missed.send(Appointment, appointment=appointment, actor=actor)
        audit.record("appointment.mark_missed", actor=actor, row=missed, care=missed.care)
    return missed


def unmark_missed(*, actor: User, missed: MissedSession, at: datetime) -> None:
    """A slip of the finger, taken back within a day: the patient was there after all.

    Raises `Refused` later, and for a late cancellation, which is a fact: both can be waived.
    """
    access.require(actor, Action.MARK_MISSED, missed.care)
    if not can_unmark(missed, at=at):
        raise Refused(
            _("That can be taken back for a day only. You can decide that it won’t count.")
        )
    appointment = missed.appointment
    with transaction.atomic():
        lock(therapist=appointment.therapist)
        deleted, _rows = MissedSession.objects.filter(pk=missed.pk).delete()
        if not deleted:
            return
        appointment_not_missed.send(Appointment, appointment=appointment, actor=actor)
        audit.record("appointment.unmark_missed", actor=actor, row=missed, care=missed.care)


def waive_missed(*, actor: User, missed: MissedSession, at: datetime) -> None:
    """It doesn't count. The therapist or an admin decides so; a second time changes nothing."""
    access.require(actor, Action.WAIVE_MISSED, missed.care)
    with transaction.atomic():
        waived = MissedSession.objects.filter(pk=missed.pk, waived_at=None)
        if waived.update(waived_at=at, waived_by=actor):
            audit.record("appointment.waive_missed", actor=actor, row=missed, care=missed.care)
    missed.refresh_from_db()


def can_unmark(missed: MissedSession, *, at: datetime) -> bool:
    """Whether it is a no-show that was marked less than a day ago."""
    return missed.kind == MissedKind.NO_SHOW and at < missed.marked_at + TAKE_BACK_WITHIN
