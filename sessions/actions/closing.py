"""Sessions that nobody ended are closed by the clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from privacy import audit
from scheduling.models import Appointment
from sessions.actions.opening import OPEN_AFTER_END, door, session_of
from sessions.actions.signalling import forget_letters
from sessions.models import Seat, Session, SessionEnd
from sessions.signals import session_ended
from sessions.writing import both_came

LOOKED_BACK = timedelta(days=7)
"""How far back a worker that was away looks for sessions that had no room."""
SEATS_KEPT = timedelta(days=1)
"""After the session's end or time, and since the seat was last heard of."""
MOST_CLEARED = 500
"""Seats in one go; the rest follows with the next."""


def close_finished(*, at: datetime) -> int:
    """End the sessions whose time has been over for half an hour and to which both came; for
    those that have no room, that nobody was marked as missing.

    Nobody who still talks is interrupted: while somebody is in the room it stays open. The end is
    kept as when the last of them was heard of. Answers how many were closed.
    """
    waiting = both_came(Session.objects.filter(end=None)).filter(
        appointment__cancelled_at=None, appointment__ends_at__lte=at - OPEN_AFTER_END
    )
    for appointment in _over_elsewhere(at=at):
        session_of(appointment)
    return sum(
        _close(session, at=at)
        for session in waiting.select_related("appointment__care", "appointment__therapist")
    )


def clear_seats(*, at: datetime) -> int:
    """Erase the seats of rooms that nobody can come back to. How many.

    While a session may go on, a replaced seat has to be known: a page that comes back with it must
    not take the seat of the page that followed. Afterwards a seat tells nothing that anybody
    needs; who was there, and when, is its attendance.
    """
    before = at - SEATS_KEPT
    over = Q(session__end__at__lt=before) | Q(session__appointment__ends_at__lt=before)
    erased = Seat.objects.filter(over, last_seen_at__lt=before)
    with transaction.atomic():
        pks = list(erased.values_list("pk", flat=True)[:MOST_CLEARED])
        seats = Seat.objects.filter(pk__in=pks)
        forget_letters(seats)
        count, _models = seats.delete()
    return count


def _over_elsewhere(*, at: datetime) -> QuerySet[Appointment]:
    """Sessions on the phone or at the practice that are over: no room has made them a row yet."""
    return (
        Appointment.objects.live()
        .elsewhere()
        .filter(
            session=None,
            missed=None,
            ends_at__gt=at - LOOKED_BACK,
            ends_at__lte=at - OPEN_AFTER_END,
        )
        .select_related("care")
    )


def _close(session: Session, *, at: datetime) -> bool:
    if door(session.appointment, at=at) not in {"late", "elsewhere", "by-phone"}:
        return False
    with transaction.atomic():
        session.lock()
        last_heard = max(
            session.attendances.values_list("last_seen_at", flat=True),
            default=session.appointment.ends_at,
        )
        end, is_new = SessionEnd.objects.get_or_create(
            session=session, defaults={"by": None, "at": last_heard}
        )
        if is_new:
            session.end = end
            forget_letters(Seat.objects.filter(session=session))
            session_ended.send(Session, session=session, actor=None)
            audit.record("session.close", actor=None, row=session, care=session.care)
    return is_new
