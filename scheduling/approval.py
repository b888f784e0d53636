"""Approval: whose bookings wait for the therapist's yes, and until when the yes can come."""

from datetime import datetime, timedelta

from people.models import Practice, User
from scheduling.models import Appointment, Asks, TherapistRules
from scheduling.slots import Wanted

LEAST = timedelta(hours=1)
"""A therapist has this long to answer at the least, or the time can't be asked for any more."""


def asks_first(*, therapist: User, patient: User | None) -> bool:
    """Whether this person has to ask for a time instead of booking it.

    Somebody who isn't known (signed out) counts as new.
    """
    rules = TherapistRules.objects.filter(therapist=therapist).first()
    if rules is None or rules.asks_first == Asks.NOBODY:
        return False
    if rules.asks_first == Asks.EVERYBODY or patient is None:
        return True
    return not Appointment.objects.alone().filter(patient=patient, therapist=therapist).exists()


def answer_until(
    *, starts_at: datetime, wanted: Wanted, at: datetime, practice: Practice
) -> datetime:
    """When a request made at `at` lapses: after the practice's hours, and never past the notice,
    so that nobody hears of a session later than they could have booked it."""
    return min(
        at + timedelta(hours=practice.answer_hours), notice_ends(starts_at, wanted, practice)
    )


def can_be_asked_for(
    starts_at: datetime, *, wanted: Wanted, at: datetime, practice: Practice
) -> bool:
    """Whether somebody who chooses this time now, and thinks about it for as long as it is held,
    still leaves its therapist enough time to answer."""
    decided = at + timedelta(minutes=practice.hold_minutes)
    return notice_ends(starts_at, wanted, practice) - decided >= LEAST


def notice_ends(starts_at: datetime, wanted: Wanted, practice: Practice) -> datetime:
    """The last instant at which a session at this time can be booked."""
    notice = wanted.notice
    if notice is None:
        notice = timedelta(hours=practice.minimum_notice_hours)
    return starts_at - notice


def offerable_until(
    therapist: User, starts_at: datetime, wanted: Wanted, practice: Practice
) -> datetime:
    """The last instant at which an offer of this time can be taken. Where taking it makes a
    request, its therapist still has to have time to answer."""
    rules: TherapistRules | None = getattr(therapist, "booking_rules", None)
    ends = notice_ends(starts_at, wanted, practice)
    return ends if rules is None or rules.asks_first == Asks.NOBODY else ends - LEAST
