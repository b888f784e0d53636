"""Verbs of the end of a session: agree on the next time, or book it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.actions import book_for
from scheduling.models import Appointment, Service
from sessions import next_times
from sessions.actions.opening import session_of
from sessions.models import NextTime


def agree_next_time(
    *, actor: User, meeting: Appointment, following: Appointment, at: datetime
) -> NextTime:
    """Keep that both of them said yes to this next appointment. The latest counts.

    Raises `Refused` when it is none of theirs, was cancelled or lies behind.
    """
    access.require(actor, Action.ADMIT, meeting.care)
    if not next_times.following(meeting, at=at).filter(pk=following.pk).exists():
        raise Refused(_("That session is no longer ahead of you. Choose the next time once more."))
    with transaction.atomic():
        session = session_of(meeting)
        session.lock()
        agreed, _created = NextTime.objects.update_or_create(
            session=session,
            defaults={"appointment": following, "agreed_at": at, "agreed_by": actor},
        )
        audit.record("session.agree_next", actor=actor, row=agreed, care=meeting.care)
    return agreed


def book_next_time(
    *, actor: User, meeting: Appointment, service: Service, starts_at: datetime, at: datetime
) -> NextTime:
    """Book the next session for both, who have just agreed on it. Raises as `book_for` does, and
    then nothing is booked."""
    access.require(actor, Action.ADMIT, meeting.care)
    with transaction.atomic(), audit.at_the_end():
        booked = book_for(
            actor=actor, care=meeting.care, service=service, starts_at=starts_at, at=at
        )
        return agree_next_time(actor=actor, meeting=meeting, following=booked, at=at)
