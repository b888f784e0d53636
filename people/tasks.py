"""What the worker does for accounts."""

from celery import shared_task
from django.utils import timezone

from people import actions
from privacy import audit


@shared_task
def purge_unverified() -> int:
    """Remove accounts whose address nobody confirmed within a week."""
    with audit.coming_from("worker"):
        return actions.purge_unverified(at=timezone.now())
