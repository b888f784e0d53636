"""Ending a session for both."""

from datetime import datetime

from django.db import transaction

from people import access
from people.access import Action
from people.models import User
from privacy import audit
from sessions.actions.signalling import forget_letters
from sessions.models import Attendance, Seat, Session, SessionEnd
from sessions.signals import session_ended


def end_session(*, actor: User, session: Session, at: datetime) -> SessionEnd:
    """The room closes for both and forgets what was signalled. Twice is once."""
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        end, now = SessionEnd.objects.get_or_create(
            session=session, defaults={"by": actor, "at": at}
        )
        if now:
            forget_letters(Seat.objects.filter(session=session))
            Attendance.objects.filter(session=session, left_at=None).update(left_at=at)
            session_ended.send(Session, session=session, actor=actor)
            audit.record("session.end", actor=actor, row=session, care=session.care)
    return end
