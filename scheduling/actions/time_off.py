"""When a therapist is away: days off, leave, and the public holidays of where they are."""

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.locking import lock
from scheduling.models import TherapistRules, TimeOff
from scheduling.public_holidays import is_known
from scheduling.signals import time_freed


def add_time_off(*, actor: User, starts_at: datetime, ends_at: datetime, at: datetime) -> TimeOff:
    """Offer nothing from one instant to another. Sessions booked already stay until somebody
    moves or cancels them. Raises `Refused` for a stretch that is over or runs backwards."""
    access.require(actor, Action.KEEP_HOURS)
    if ends_at <= starts_at:
        raise Refused(_("The end of your time off comes before its beginning."))
    if ends_at <= at:
        raise Refused(_("That time is over already."))
    with transaction.atomic():
        lock(therapist=actor)
        off = TimeOff.objects.create(therapist=actor, starts_at=starts_at, ends_at=ends_at)
        audit.record("time_off.add", actor=actor, row=off)
    return off


def remove_time_off(*, actor: User, time_off: TimeOff) -> None:
    """Offer this time again after all."""
    access.require(actor, Action.KEEP_HOURS)
    if time_off.therapist_id != actor.pk:
        raise Http404
    with transaction.atomic():
        TimeOff.objects.filter(pk=time_off.pk).delete()
        time_freed.send(User, therapist=actor)
        audit.record("time_off.remove", actor=actor, row=time_off)


def keep_holidays(*, actor: User, country: str, subdivision: str = "") -> None:
    """Offer nothing on the public holidays there; an empty `country` is to work on all of them.

    Raises `Refused` for a place whose holidays nobody told us.
    """
    access.require(actor, Action.KEEP_HOURS)
    if country and not is_known(country, subdivision):
        raise Refused(_("Choose a country and a region from the lists."))
    with transaction.atomic():
        lock(therapist=actor)
        TherapistRules.objects.update_or_create(
            therapist=actor,
            defaults={
                "holidays_country": country,
                "holidays_subdivision": subdivision if country else "",
            },
        )
        time_freed.send(User, therapist=actor)
        audit.record("holidays.keep", actor=actor, detail={"country": country})
