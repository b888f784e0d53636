"""Keep a time for a few minutes while somebody signs up or makes up their mind."""

from datetime import datetime, timedelta

from django.db import transaction

from people.models import Practice, User
from scheduling.actions.fitting import require_fitting, require_offered
from scheduling.free import Asking, Wish
from scheduling.locking import is_free, just_taken, lock, look_first, told_kindly
from scheduling.models import Hold, Service


def hold(
    *,
    actor: User | None,
    therapist: User,
    service: Service,
    starts_at: datetime,
    at: datetime,
    token: str = "",
) -> Hold:
    """Keep this time for the practice's `hold_minutes`.

    Anybody may, signed in or not. `token` is the one this browser held before: a browser holds
    one time, so the earlier hold is given up. Raises `JustTaken` with the next free times, or
    `NotForYou` when the service is not offered or, if it is known who asks, meant for others.

    Not written into the audit trail: a hold says nothing about anybody, and visitors without an
    account must not be able to make the trail grow.
    """
    earlier = Hold.objects.filter(token=token).first() if token else None
    wish = Wish(
        therapist=therapist.pk,
        wanted=service.wanted,
        starts_at=starts_at,
        asking=Asking(patient=actor, hold=earlier),
    )
    if actor is None:
        require_offered(service, therapist=therapist)
    else:
        require_fitting(service, patient=actor, therapist=therapist)
    look_first(wish, at=at)
    held = None
    with told_kindly(wish, at=at), transaction.atomic():
        lock(therapist=therapist)
        if is_free(wish, at=at):
            release(token=token)
            held = Hold.objects.create(
                therapist=therapist,
                service=service,
                starts_at=starts_at,
                ends_at=starts_at + service.length,
                buffer_before=service.buffer_before,
                buffer_after=service.buffer_after,
                holder=actor,
                made_at=at,
                expires_at=at + timedelta(minutes=Practice.current().hold_minutes),
            )
    if held is None:
        raise just_taken(wish, at=at)
    return held


def release(*, token: str) -> None:
    """Give up what this browser holds. Nothing happens if it holds nothing."""
    if token:
        Hold.objects.filter(token=token).delete()


def clear_expired_holds(*, at: datetime) -> int:
    """Delete the holds that ended a day or more ago, and answer how many.

    They have long stopped counting; a day later nobody comes back to read what they held.
    """
    return Hold.objects.filter(expires_at__lte=at - timedelta(days=1)).delete()[0]
