"""When and how people are reminded."""

from collections.abc import Sequence
from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Practice, User
from privacy import audit
from scheduling import letters
from scheduling.models import Appointment, Channel, ReminderPlan


def set_practice_reminders(
    *,
    actor: User,
    minutes_before: Sequence[int],
    channel: Channel,
    quiet_from: time | None,
    quiet_until: time | None,
    at: datetime,
) -> None:
    """The practice reminds like this from now on: everybody who has no plan of their own. What
    waits to be sent is planned again."""
    access.require(actor, Action.RUN_PRACTICE)
    _require_quiet_hours(quiet_from, quiet_until)
    with transaction.atomic():
        list(Practice.objects.select_for_update().filter(pk=1))  # one admin after the other
        plan = _save(
            None,
            minutes_before=minutes_before,
            channel=channel,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            at=at,
        )
        letters.remind_again(Appointment.objects.filter(patient__reminder_plan=None), at=at)
        audit.record("reminders.set_practice", actor=actor, row=plan)


def set_own_reminders(
    *,
    actor: User,
    minutes_before: Sequence[int],
    channel: Channel,
    quiet_from: time | None,
    quiet_until: time | None,
    at: datetime,
) -> None:
    """Remind this patient like this, whatever the practice does. Raises `Refused` for text
    messages without a phone number."""
    _require_patient(actor)
    _require_quiet_hours(quiet_from, quiet_until)
    with transaction.atomic():
        _lock(actor)
        if channel != Channel.EMAIL and not actor.phone:
            raise Refused(_("Give your phone number in My details first, then choose this."))
        plan = _save(
            actor,
            minutes_before=minutes_before,
            channel=channel,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            at=at,
        )
        letters.remind_again(Appointment.objects.filter(patient=actor), at=at)
        audit.record("reminders.set_own", actor=actor, row=plan)


def follow_practice_reminders(*, actor: User, at: datetime) -> None:
    """Remind this patient as the practice does."""
    _require_patient(actor)
    with transaction.atomic():
        _lock(actor)
        ReminderPlan.objects.filter(person=actor).delete()
        letters.remind_again(Appointment.objects.filter(patient=actor), at=at)
        audit.record("reminders.follow_practice", actor=actor, row=actor)


def _save(
    person: User | None, *, minutes_before: Sequence[int], at: datetime, **fields: object
) -> ReminderPlan:
    """The plan of this person, or of the practice."""
    earliest_first = sorted(set(minutes_before), reverse=True)
    plan, _made = ReminderPlan.objects.update_or_create(
        person=person,
        defaults={"minutes_before": earliest_first, "changed_at": at, **fields},
    )
    return plan


def _require_patient(actor: User) -> None:
    if not (actor.is_active and actor.is_patient):
        raise PermissionDenied


def _require_quiet_hours(quiet_from: time | None, quiet_until: time | None) -> None:
    if (quiet_from is None) != (quiet_until is None):
        raise Refused(_("Quiet hours need both ends, or none."))
    if quiet_from is not None and quiet_from == quiet_until:
        raise Refused(_("Quiet hours that end when they begin would be the whole day."))


def _lock(patient: User) -> None:
    """Nobody books for this person meanwhile: booking reads the plan (`scheduling.locking`)."""
    list(User.objects.filter(pk=patient.pk).select_for_update(no_key=True).values_list("pk"))
    patient.refresh_from_db(fields=["phone", "time_zone"])
