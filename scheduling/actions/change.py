"""Move or cancel a session."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, Practice, User
from privacy import audit
from scheduling import letters, placing, rules
from scheduling.free import Asking, Wish
from scheduling.locking import is_free, just_taken, lock, told_kindly
from scheduling.models import (
    Appointment,
    AppointmentChange,
    CancelReason,
    MissedKind,
    MissedSession,
    Scope,
)
from scheduling.signals import appointment_cancelled, appointment_moved


def cancel(
    *, actor: User, appointment: Appointment, reason: str, at: datetime, late: bool = False
) -> None:
    """Cancel a session that lies ahead, until it begins.

    The therapist says why. A patient who cancels after the practice's window has to know that it
    counts as late: `late` says that they do, and without it `TooLate` explains. Then a
    `MissedSession` is kept. Raises `Refused` if it is cancelled already.
    """
    access.require(actor, Action.CHANGE_APPOINTMENT, appointment.care)
    with transaction.atomic():
        lock(therapist=appointment.therapist)
        appointment.refresh_from_db()
        practice = Practice.current()
        rules.require_cancellable(appointment, by=actor, practice=practice, at=at, late=late)
        is_late = rules.cancels_late(appointment, by=actor, practice=practice, at=at)
        if reason not in rules.reasons_for(actor, late=is_late):
            raise Refused(_("Say why you cancel, so that the other knows where they stand."))
        if is_late:
            _mark_late(appointment, by=actor, reason=CancelReason(reason), at=at)
        call_off(appointment, by=actor, reason=CancelReason(reason), at=at)
        audit.record(
            "appointment.cancel_late" if is_late else "appointment.cancel",
            actor=actor,
            row=appointment,
            care=appointment.care,
        )


def cancel_all_ahead(*, care: Care, actor: User, at: datetime) -> None:
    """The care ended: cancel what lies ahead of it. Part of that verb's transaction."""
    lock(therapist=care.therapist)
    ahead = list(care.appointments.live().filter(starts_at__gt=at).with_people())
    for appointment in ahead:
        call_off(appointment, by=actor, reason=CancelReason.CARE_ENDED, at=at)
    for appointment in ahead:
        audit.record("appointment.cancel", actor=actor, row=appointment, care=care)


def move(
    *,
    actor: User,
    appointment: Appointment,
    starts_at: datetime,
    at: datetime,
    beyond_hours: bool = False,
) -> Appointment:
    """Move a session to another free time of the same therapist, keeping its length.

    The patient may until the practice's window for moving closes and with its notice, to a time
    that is offered; the therapist may until it begins, to any free time of their hours, and outside
    them when they mean it (`beyond_hours`; else `BeyondHours`). Raises `TooLate`, or `JustTaken`
    with the next free times.
    """
    access.require(actor, Action.CHANGE_APPOINTMENT, appointment.care)
    wish = Wish(
        therapist=appointment.therapist_id,
        wanted=appointment.wanted,
        starts_at=starts_at,
        asking=moving(appointment, actor=actor),
    )
    moved, is_therapist = False, actor.pk == appointment.therapist_id
    with told_kindly(wish, at=at), transaction.atomic():
        lock(therapist=appointment.therapist, patient=appointment.patient)
        appointment.refresh_from_db()
        rules.require_movable(appointment, by=actor, practice=Practice.current(), at=at)
        if starts_at == appointment.starts_at:
            raise Refused(_("That is the time it has now. Choose another one."))
        if appointment.group_id is not None:
            raise Refused(_("This is a seat in a group, which can’t be moved alone."))
        if is_therapist:
            can_be_had = placing.require_place(wish, beyond_hours=beyond_hours, at=at)
        else:
            can_be_had = is_free(wish, at=at)
        if can_be_had:
            _put(appointment, starts_at=starts_at, by=actor, at=at)
            audit.record("appointment.move", actor=actor, row=appointment, care=appointment.care)
            moved = True
    if not moved:
        raise placing.taken(wish, at=at) if is_therapist else just_taken(wish, at=at)
    return appointment


def move_back(*, actor: User, change: AppointmentChange, at: datetime) -> Appointment:
    """Take back a move that one has just made: the session returns to where it was, also outside
    the hours. Raises `Refused` when it has changed since, or when the old time is gone."""
    access.require(actor, Action.CHANGE_APPOINTMENT, change.care)
    if change.by_id != actor.pk:
        raise PermissionDenied
    appointment = change.appointment
    with transaction.atomic():
        lock(therapist=appointment.therapist)
        last = appointment.changes.order_by("at").last()
        if last is None or last.pk != change.pk or change.scope != Scope.ONE:
            raise Refused(
                _("This session has changed since, so it was not moved back. Look at it once more.")
            )
        return move(
            actor=actor,
            appointment=appointment,
            starts_at=change.starts_at_before,
            at=at,
            beyond_hours=True,
        )


def moving(appointment: Appointment, *, actor: User) -> Asking:
    """What may be looked past when `actor` looks for another time for this session."""
    if actor.pk == appointment.therapist_id:
        return placing.asking_for(appointment.patient, moving=appointment)
    return Asking(patient=appointment.patient, moving=[appointment])


def _put(appointment: Appointment, *, starts_at: datetime, by: User, at: datetime) -> None:
    before, length = appointment.starts_at, appointment.length
    letters.withdraw_waiting(appointment)
    appointment.starts_at, appointment.ends_at = starts_at, starts_at + length
    appointment.sequence += 1
    appointment.save(update_fields=["starts_at", "ends_at", "sequence"])
    AppointmentChange.objects.create(
        appointment=appointment, by=by, at=at, starts_at_before=before, starts_at=starts_at
    )
    letters.tell_moved(appointment, at=at)
    appointment_moved.send(Appointment, appointment=appointment, actor=by)


def _mark_late(appointment: Appointment, *, by: User, reason: CancelReason, at: datetime) -> None:
    MissedSession.objects.create(
        appointment=appointment,
        kind=MissedKind.LATE,
        reason=rules.MISSED_FOR[reason],
        marked_at=at,
        marked_by=by,
    )


def call_off(appointment: Appointment, *, by: User, reason: CancelReason, at: datetime) -> None:
    """It does not take place: the row, its letters and the news. Part of a verb's transaction."""
    letters.withdraw_waiting(appointment)
    appointment.cancelled_at, appointment.cancelled_by = at, by
    appointment.cancel_reason = reason
    appointment.sequence += 1
    appointment.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason", "sequence"])
    letters.tell_cancelled(appointment, at=at)
    appointment_cancelled.send(Appointment, appointment=appointment, actor=by)
