"""Book a session for somebody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.models import Care, User
from privacy import audit
from scheduling import placing
from scheduling.actions.enter import enter
from scheduling.errors import NotForYou
from scheduling.free import Wish
from scheduling.locking import lock, told_kindly
from scheduling.models import Appointment, Service
from scheduling.models.service import ServiceQuerySet


def book_for(
    *,
    actor: User,
    care: Care,
    service: Service,
    starts_at: datetime,
    at: datetime,
    beyond_hours: bool = False,
) -> Appointment:
    """The therapist, or an admin, books for the patient of an open care, who is told by whom.

    Any service the therapist offers to one person, whoever else may book it, at any free time of
    their hours, and outside them when that is meant (`beyond_hours`; else `BeyondHours`). Raises
    `NotForYou`, or `JustTaken` with the nearest free times.
    """
    access.require(actor, Action.BOOK_FOR, care)
    wish = Wish(
        therapist=care.therapist_id,
        wanted=service.wanted,
        starts_at=starts_at,
        asking=placing.asking_for(care.patient),
    )
    appointment = None
    with told_kindly(wish, at=at), transaction.atomic(), audit.at_the_end():
        lock(therapist=care.therapist, patient=care.patient)
        care.refresh_from_db(fields=["ended_at"])
        access.require(actor, Action.BOOK_FOR, care)
        if not services_for(care).filter(pk=service.pk).exists():
            raise NotForYou(
                _("%(name)s does not offer “%(service)s” to one person. Choose another kind.")
                % {"name": care.therapist.known_as, "service": service.name}
            )
        if placing.require_place(wish, beyond_hours=beyond_hours, at=at):
            appointment = enter(care=care, service=service, starts_at=starts_at, at=at, by=actor)
    if appointment is None:
        raise placing.taken(wish, at=at)
    return appointment


def services_for(care: Care) -> ServiceQuerySet:
    """What can be booked for the patient of this care."""
    return Service.objects.offered().single().by(care.therapist)
