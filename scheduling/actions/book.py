"""Book a session."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from people.actions import open_care
from people.models import User
from privacy import audit
from scheduling.actions.enter import enter
from scheduling.actions.fitting import covers, require_fitting
from scheduling.actions.hold import release
from scheduling.approval import asks_first
from scheduling.errors import AsksFirst
from scheduling.free import Asking, Wish
from scheduling.locking import is_free, just_taken, lock, look_first, told_kindly
from scheduling.models import Appointment, Hold, Service


def book(
    *,
    actor: User,
    therapist: User,
    service: Service,
    starts_at: datetime,
    at: datetime,
    hold: Hold | None = None,
) -> Appointment:
    """Book this time for `actor`, a patient, and open a care as an enquiry if there is none.

    A live `hold` of theirs on this time lets them in and is used up; without one, or after it has
    run out, the time must still be free. Raises `JustTaken` with the next free times,
    `NotForYou` when the service is meant for others, or `AsksFirst` when the therapist confirms
    this person's sessions themselves: then `ask_for` is the way.
    """
    if not (actor.is_active and actor.is_patient):
        raise PermissionDenied
    own = hold if hold is not None and covers(hold, therapist, service, starts_at) else None
    wish = Wish(
        therapist=therapist.pk,
        wanted=service.wanted,
        starts_at=starts_at,
        asking=Asking(patient=actor, hold=own),
    )
    # Notice was kept when the time was chosen; the minutes of the hold don't undo it, but for a
    # session that would have begun by now.
    is_kept = own is not None and own.is_live(at=at) and at < starts_at
    chosen_at = own.made_at if own is not None and is_kept else at
    look_first(wish, at=chosen_at)
    appointment = None
    with told_kindly(wish, at=at), transaction.atomic(), audit.at_the_end():
        lock(therapist=therapist, patient=actor)
        if is_free(wish, at=chosen_at):
            require_fitting(service, patient=actor, therapist=therapist)
            if asks_first(therapist=therapist, patient=actor):
                raise AsksFirst(therapist)
            care = open_care(patient=actor, therapist=therapist, by=actor)
            if hold is not None:
                release(token=hold.token)
            appointment = enter(care=care, service=service, starts_at=starts_at, at=at, by=actor)
    if appointment is None:
        raise just_taken(wish, at=at)
    return appointment
