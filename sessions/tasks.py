"""What the worker does for sessions."""

from celery import shared_task
from django.utils import timezone

from privacy import audit
from sessions import letters, patience
from sessions.actions import closing
from sessions.actions.text import erase_left_over


@shared_task
def close_finished() -> int:
    """End the sessions that both attended and nobody ended, so that what follows them follows."""
    with audit.coming_from("worker"):
        now = timezone.now()
        closed = closing.close_finished(at=now)
        erase_left_over(at=now)
        closing.clear_seats(at=now)
        return closed


@shared_task
def tell_waited_for() -> int:
    """Write to therapists who aren't in the room minutes after the start while somebody waits."""
    sessions = patience.unnoticed(at=timezone.now())
    for session in sessions:
        letters.tell_waited_for(session)
    return len(sessions)
