"""The words that two people compared were not the same: somebody may be in between."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from people import access
from people.access import Action
from people.models import User
from privacy import audit
from sessions.actions.seats import leave
from sessions.models import Seat, Session


def record_differing(*, actor: User, session: Session, at: datetime) -> None:
    """Stop the call: both leave, and no page that is there now may go on, even if it is away at
    the moment. Whoever asks for it anew takes another seat.

    Put on record who said so, for the practice to look into; nothing of what was said is in it.
    Raises `PermissionDenied` for whoever may not be in the room, and before the patient is let in:
    there are no words to compare.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    if not session.is_admitted:
        raise PermissionDenied
    with transaction.atomic(), audit.at_the_end():
        Session.objects.filter(pk=session.pk).update(differed_at=at)
        there = Seat.objects.filter(session=session, replaced_at=None, left_at=None)
        for seat in there.order_by("pk"):
            leave(seat=seat, at=at)
        audit.record("session.differ", actor=actor, row=session, care=session.care)
