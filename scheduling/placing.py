"""Where the practice itself may put a session: beyond the therapist's hours, never over a time that
is taken."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from django.utils.translation import gettext as _

from people.errors import Refused
from people.models import User
from scheduling.errors import BeyondHours, JustTaken
from scheduling.free import Asking, Wish, free_among
from scheduling.models import Appointment

FURTHEST = timedelta(days=400)
"""Nothing is put further ahead: it is a slip of the finger, or somebody playing with addresses."""


class Fit(Enum):
    """How well a time suits."""

    FREE = auto()
    BEYOND = auto()
    """Free, but outside the therapist's hours or above one of their limits."""
    TAKEN = auto()


def asking_for(patient: User, *, moving: Appointment | None = None) -> Asking:
    """Whoever works here keeps neither notice nor horizon."""
    return Asking(
        patient=patient,
        moving=[] if moving is None else [moving],
        notice=False,
        horizon=False,
    )


def fit(wish: Wish, *, at: datetime) -> Fit:
    """Whether exactly this time is free, on the grid of offered starts or not."""
    for asking, answer in (
        (wish.asking, Fit.FREE),
        (replace(wish.asking, hours=False), Fit.BEYOND),
    ):
        if wish.starts_at in free_among(
            therapist=wish.therapist,
            wanted=wish.wanted,
            starts=[wish.starts_at],
            at=at,
            asking=asking,
        ):
            return answer
    return Fit.TAKEN


def require_place(wish: Wish, *, beyond_hours: bool, at: datetime) -> bool:
    """Whether the time can be used. Raises `BeyondHours` where that is first to be agreed to, and
    `Refused` for a time that has passed or lies too far ahead."""
    if wish.starts_at <= at:
        raise Refused(_("That time has passed. Choose one that lies ahead."))
    if wish.starts_at > at + FURTHEST:
        raise Refused(_("That is more than a year ahead. Choose a time that is nearer."))
    found = fit(wish, at=at)
    if found is Fit.BEYOND and not beyond_hours:
        raise BeyondHours(beyond())
    return found is not Fit.TAKEN


def taken(wish: Wish, *, at: datetime) -> JustTaken:
    """Why nothing can be put there, for whoever works here, and what is free instead."""
    words = _(
        "That time is taken: by another session, time off, something in a calendar elsewhere, "
        "or by a session the patient has with somebody else."
    )
    free = wish.alternatives(at=at)
    if free:
        return JustTaken(f"{words} {_('These are the nearest free times.')}", free)
    return JustTaken(words)


def beyond() -> str:
    """What is to be agreed to before a session lies outside the hours."""
    return _(
        "This is outside the hours or above a limit on sessions. It can be put there all the same."
    )
