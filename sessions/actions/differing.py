"""The words that two people compared were not the same: somebody may be in between."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from people import access
from people.access import Action
from people.models import User
from privacy import audit
from sessions.models import Session


def record_differing(*, actor: User, session: Session, at: datetime) -> None:
    """Put on record who said so, for the practice to look into; nothing of what was said is in it.

    Raises `PermissionDenied` for whoever may not be in the room, and before the patient is let in:
    there are no words to compare.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    if not session.is_admitted:
        raise PermissionDenied
    audit.record("session.differ", actor=actor, row=session, care=session.care)
