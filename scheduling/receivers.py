"""What scheduling does when something happens to a care or a person."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from people.models import Care, User
from people.signals import care_ended, details_saved
from scheduling import letters
from scheduling.actions import cancel_all_ahead
from scheduling.models import Appointment


@receiver(care_ended)
def cancel_what_lies_ahead(care: Care, actor: User, **kwargs: Any) -> None:
    """Nobody keeps a session with somebody they no longer work with."""
    cancel_all_ahead(care=care, actor=actor, at=timezone.now())


@receiver(details_saved)
def plan_reminders_again(person: User, changed: list[str], **kwargs: Any) -> None:
    """Quiet hours are on the person's clock, and a text message needs a number."""
    if {"time_zone", "phone"} & {*changed}:
        own = Appointment.objects.filter(patient=person)
        letters.remind_again(own, at=timezone.now())
