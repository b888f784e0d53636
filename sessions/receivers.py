"""What follows when a session has ended."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from sessions import letters
from sessions.models import Session
from sessions.signals import session_ended
from sessions.writing import both_came


@receiver(session_ended)
def follow_up(*, session: Session, **news: Any) -> None:
    """Counted from the end as it is kept, which for a session the clock closes is in the past.

    Nobody is asked how it was who did not come.
    """
    if not both_came(Session.objects.filter(pk=session.pk)).exists():
        return
    at: datetime = session.end.at if session.is_ended else timezone.now()
    letters.tell_ended(session, at=at)
