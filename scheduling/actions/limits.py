"""How much a therapist lets themselves be booked, and by whom without asking."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.locking import lock
from scheduling.models import Asks, TherapistRules
from scheduling.signals import time_freed


def set_therapist_rules(
    *, actor: User, daily_cap: int | None, weekly_cap: int | None, asks_first: str
) -> None:
    """How many sessions a day and a week can be booked (None is any number), and whose bookings
    wait for a yes. What is booked stays. Raises `Refused` for caps that contradict each other."""
    access.require(actor, Action.KEEP_HOURS)
    if daily_cap is not None and weekly_cap is not None and weekly_cap < daily_cap:
        raise Refused(_("A week can’t hold fewer sessions than a day of it."))
    with transaction.atomic():
        lock(therapist=actor)
        TherapistRules.objects.update_or_create(
            therapist=actor,
            defaults={
                "daily_cap": daily_cap,
                "weekly_cap": weekly_cap,
                "asks_first": Asks(asks_first),
            },
        )
        audit.record("limits.set", actor=actor, detail={"asks_first": asks_first})


def pause_bookings(*, actor: User, at: datetime) -> None:
    """Offer nothing new until further notice. What is booked stays, and can still be moved."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic():
        lock(therapist=actor)
        known, _new = TherapistRules.objects.get_or_create(therapist=actor)
        if known.paused_at is None:
            known.paused_at = at
            known.save(update_fields=["paused_at"])
            audit.record("bookings.pause", actor=actor)


def resume_bookings(*, actor: User) -> None:
    """Offer free times again."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic():
        lock(therapist=actor)
        paused = TherapistRules.objects.filter(therapist=actor, paused_at__isnull=False)
        if paused.update(paused_at=None):
            time_freed.send(User, therapist=actor)
            audit.record("bookings.resume", actor=actor)
