"""What scheduling does when something happens to a care, a person or a calendar."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from people.models import Care, User
from people.signals import care_ended, details_saved, person_reinstated, person_suspended
from scheduling import letters
from scheduling.actions import cancel_all_ahead
from scheduling.actions.offers import withdraw_offers
from scheduling.actions.requests import close_requests
from scheduling.actions.waitlist import close_waiting, note_booked
from scheduling.models import Appointment, WaitlistEntry
from scheduling.signals import (
    appointment_booked,
    appointment_cancelled,
    appointment_moved,
    time_freed,
)
from scheduling.tasks import offer_freed


@receiver(care_ended)
def cancel_what_lies_ahead(care: Care, actor: User, **kwargs: Any) -> None:
    """Nobody keeps a session with somebody they no longer work with, or waits for one."""
    now = timezone.now()
    cancel_all_ahead(care=care, actor=actor, at=now)
    close_requests(care=care, actor=actor, at=now)
    close_waiting(care=care, actor=actor, at=now)


@receiver(person_suspended)
def take_offers_back(user: User, actor: User, **kwargs: Any) -> None:
    """Nobody loses their turn because their therapist is away."""
    withdraw_offers(therapist=user, actor=actor, at=timezone.now())


@receiver(person_reinstated)
def offer_anew(user: User, **kwargs: Any) -> None:
    """Before somebody else finds what was offered when the suspension began."""
    _offer_soon(user.pk)


@receiver(details_saved)
def plan_reminders_again(person: User, changed: list[str], **kwargs: Any) -> None:
    """Quiet hours are on the person's clock, and a text message needs a number."""
    if {"time_zone", "phone"} & {*changed}:
        own = Appointment.objects.filter(patient=person)
        letters.remind_again(own, at=timezone.now())


@receiver(appointment_booked)
def wait_no_more(appointment: Appointment, actor: User, **kwargs: Any) -> None:
    """What was waited for has been found."""
    note_booked(appointment=appointment, actor=actor)


@receiver(appointment_cancelled)
@receiver(appointment_moved)
def offer_what_came_free(appointment: Appointment, **kwargs: Any) -> None:
    _offer_soon(appointment.therapist_id)


@receiver(time_freed)
def offer_what_opened(therapist: User, **kwargs: Any) -> None:
    _offer_soon(therapist.pk)


def _offer_soon(therapist: UUID) -> None:
    """Once the change is in the database, if anybody waits. The worker comes by each minute
    anyway, so a broker that can't be reached must not spoil what has been done."""
    if WaitlistEntry.objects.open().filter(care__therapist=therapist).exists():
        transaction.on_commit(partial(offer_freed.delay, str(therapist)), robust=True)
