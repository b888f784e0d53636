"""What the worker does for the journal."""

from celery import shared_task
from django.utils import timezone

from privacy import audit
from resources.actions import purge_journal


@shared_task
def purge_deleted_pages() -> int:
    """Remove for good the journal pages that were deleted a day ago or longer."""
    with audit.coming_from("worker"):
        return purge_journal(at=timezone.now())
