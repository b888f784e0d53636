"""What the worker does for the outbox."""

from celery import shared_task
from django.utils import timezone

from notices import actions
from notices.models import WorkerSign
from privacy import audit


@shared_task
def deliver() -> int:
    """Send the notices that are due. Polled, because long countdowns run again and again."""
    with audit.coming_from("worker"):
        return actions.deliver_due(at=timezone.now())


@shared_task
def heartbeat() -> None:
    """A sign of life that `/healthz` reads: it proves beat, broker and worker together."""
    WorkerSign.objects.update_or_create(pk=1, defaults={"seen_at": timezone.now()})
