"""What follows when a session has ended."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from people.models import User
from scheduling.models import Appointment
from scheduling.signals import appointment_missed, appointment_not_missed
from sessions import letters
from sessions.actions.text import settle
from sessions.models import Session
from sessions.signals import session_ended
from sessions.writing import both_came, without_no_shows


@receiver(session_ended)
def follow_up(*, session: Session, **news: Any) -> None:
    """Counted from the end as it is kept, which for a session the clock closes is in the past.

    Nobody is asked how it was who did not come.
    """
    came = without_no_shows(both_came(Session.objects.filter(pk=session.pk)))
    if not came.exists():
        return
    at: datetime = session.end.at if session.is_ended else timezone.now()
    letters.tell_ended(session, at=at)


@receiver(session_ended)
def keep_or_erase(*, session: Session, actor: User | None, **news: Any) -> None:
    """What was written in the session goes with it, unless both agreed to keep it."""
    settle(session=session, actor=actor, at=timezone.now())


@receiver(appointment_missed)
def ask_nothing(*, appointment: Appointment, **news: Any) -> None:
    """Whoever did not come is not asked how it was, nor nudged: the therapist gets in touch."""
    for session in Session.objects.filter(appointment=appointment):
        letters.withdraw_ended(session)


@receiver(appointment_not_missed)
def ask_after_all(*, appointment: Appointment, **news: Any) -> None:
    """The mark was a slip: what it stopped goes out, unless it is too late for it."""
    for session in Session.objects.filter(appointment=appointment, end__isnull=False):
        follow_up(session=session)
        letters.restore_ended(session)
