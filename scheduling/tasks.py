"""What the worker does for scheduling. Reminders are notices, so the outbox sends them."""

from celery import shared_task
from django.utils import timezone

from scheduling import actions


@shared_task
def clear_expired_holds() -> int:
    """Tidy up holds that ended long ago; they stopped counting by themselves."""
    return actions.clear_expired_holds(at=timezone.now())
