"""When a therapist works."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.locking import lock
from scheduling.models import TimeOff, WeeklyHours
from scheduling.models.hours import Weekday
from scheduling.slots import MIDNIGHT, WeeklyRule


def set_hours(*, actor: User, rules: Sequence[WeeklyRule]) -> None:
    """These are the therapist's weekly hours from now on, on the clock of their own zone.

    Sessions booked already stay as they are. Raises `Refused` when two stretches overlap or one
    ends before it begins.
    """
    access.require(actor, Action.KEEP_HOURS)
    ordered = sorted(rules)
    for rule in ordered:
        if rule.closes <= rule.opens and rule.closes != MIDNIGHT:
            raise Refused(ends_too_early(rule))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and (
            earlier.closes == MIDNIGHT or later.opens < earlier.closes
        ):
            raise Refused(overlapping(earlier, later))
    with transaction.atomic():
        lock(therapist=actor)
        WeeklyHours.objects.filter(therapist=actor).delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(therapist=actor, weekday=rule.weekday, opens=rule.opens, closes=rule.closes)
            for rule in ordered
        )
        audit.record("hours.set", actor=actor, detail={"stretches": len(ordered)})


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
        audit.record("time_off.remove", actor=actor, row=time_off)


def ends_too_early(rule: WeeklyRule) -> str:
    return _("%(day)s: %(closes)s is not after %(opens)s.") % {
        "day": Weekday(rule.weekday).label,
        "opens": f"{rule.opens:%H:%M}",
        "closes": f"{rule.closes:%H:%M}",
    }


def overlapping(earlier: WeeklyRule, later: WeeklyRule) -> str:
    return _("%(day)s: %(earlier)s and %(later)s overlap.") % {
        "day": Weekday(earlier.weekday).label,
        "earlier": f"{earlier.opens:%H:%M}–{earlier.closes:%H:%M}",
        "later": f"{later.opens:%H:%M}–{later.closes:%H:%M}",
    }
