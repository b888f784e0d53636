"""What the admin's pages about clinicians ask of calendars."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from people import asking
from scheduling.models import Appointment, TherapistRules


@asking.paused.answered_by
def paused(therapists: Collection[UUID]) -> set[UUID]:
    """Those of them who take no new bookings for now. One query."""
    rules = TherapistRules.objects.filter(therapist__in=therapists, paused_at__isnull=False)
    return set(rules.values_list("therapist_id", flat=True))


@asking.sessions_ahead.answered_by
def sessions_ahead(therapists: Collection[UUID]) -> Mapping[UUID, int]:
    """How many sessions each of them has that are on or to come. One query."""
    ahead = Appointment.objects.upcoming(at=timezone.now()).filter(therapist__in=therapists)
    counted = ahead.order_by().values("therapist_id").annotate(count=Count("pk"))
    return dict(counted.values_list("therapist_id", "count"))
