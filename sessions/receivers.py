"""What follows when a session has ended, and when somebody is shut out of the practice."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from people.models import User
from people.signals import person_suspended
from sessions import letters
from sessions.models import Seat, Session
from sessions.room.doorbell import ring
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


@receiver(person_suspended)
def leave_every_room(*, user: User, **news: Any) -> None:
    """Their sockets close at once, and the other's page lets go of their picture and sound.

    Media go from browser to browser: that theirs was told to stop is not enough.
    """
    seats = Seat.objects.filter(person=user, replaced_at=None, left_at=None, session__end=None)
    rooms = set(seats.values_list("session", flat=True))
    seats.update(left_at=timezone.now())
    for room in rooms:
        ring(room)
