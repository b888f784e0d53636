"""Sessions that nobody ended are closed by the clock."""

from datetime import datetime

from django.db import transaction

from privacy import audit
from sessions.actions.opening import OPEN_AFTER_END, door
from sessions.models import SeatSignal, Session, SessionEnd
from sessions.signals import session_ended
from sessions.writing import both_came


def close_finished(*, at: datetime) -> int:
    """End the sessions whose time has been over for half an hour and to which both came.

    Nobody who still talks is interrupted: while somebody is in the room it stays open. The end is
    kept as when the last of them was heard of. Answers how many were closed.
    """
    waiting = both_came(Session.objects.filter(end=None)).filter(
        appointment__cancelled_at=None, appointment__ends_at__lte=at - OPEN_AFTER_END
    )
    return sum(_close(session, at=at) for session in waiting.select_related("appointment__care"))


def _close(session: Session, *, at: datetime) -> bool:
    if door(session.appointment, at=at) != "late":
        return False
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        last_heard = max(
            seen for seen in session.attendances.values_list("last_seen_at", flat=True)
        )
        end, is_new = SessionEnd.objects.get_or_create(
            session=session, defaults={"by": None, "at": last_heard}
        )
        if is_new:
            session.end = end
            SeatSignal.objects.filter(seat__session=session).delete()
            session_ended.send(Session, session=session, actor=None)
            audit.record("session.close", actor=None, row=session, care=session.care)
    return is_new
