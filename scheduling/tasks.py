"""What the worker does for scheduling. Reminders are notices, so the outbox sends them."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from scheduling import actions

TOO_OLD = 5 * 60


@shared_task
def clear_expired_holds() -> int:
    """Tidy up holds that ended long ago; they stopped counting by themselves."""
    return actions.clear_expired_holds(at=timezone.now())


@shared_task
def read_outside_calendars() -> int:
    """Have each calendar that is due read by itself, so that a slow one stops no other."""
    now = timezone.now()
    actions.forget_calendars(at=now)
    due = actions.calendars_due(at=now)
    for pk in due:
        read_outside_calendar.apply_async([str(pk)], expires=TOO_OLD)
    return len(due)


@shared_task(time_limit=90)
def read_outside_calendar(pk: str) -> bool:
    """Read one. Whoever comes second finds it read already."""
    return actions.read_calendar(calendar_pk=pk, at=timezone.now())


@shared_task
def answer_what_waits() -> None:
    """Each minute: give back what nobody answered, and offer what is free to those who wait."""
    now = timezone.now()
    actions.lapse_requests(at=now)
    actions.lapse_offers(at=now)
    actions.close_past_wishes(at=now)
    actions.offer_freed(at=now)


@shared_task
def offer_freed(therapist: str) -> int:
    """Something came free in this therapist's calendar: offer it at once."""
    return actions.offer_freed(at=timezone.now(), therapists=[UUID(therapist)])
