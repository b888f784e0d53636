"""Letters about sessions. Each file has the kinds of one idea; this one says when they go out.

They name a time and carry a link, and say nothing about why people meet. Each is written into the
outbox in the transaction of its verb under a key made of the appointment and its `sequence`, so
a move takes the old reminders back and makes new ones, and twice is once.
"""

from datetime import datetime

from notices.actions import withdraw
from scheduling.letters.asking import (
    tell_asked,
    tell_declined,
    tell_lapsed,
    tell_withdrawn,
    withdraw_asked,
)
from scheduling.letters.invited import tell_invited, withdraw_invited
from scheduling.letters.reminders import forget, promised, promises, remind, remind_again
from scheduling.letters.series import tell_series
from scheduling.letters.sessions import tell_both
from scheduling.letters.waiting import tell_offer_lapsed, tell_offered, tell_over, withdraw_offer
from scheduling.letters.words import entry, key, link
from scheduling.models import Appointment

__all__ = [
    "entry",
    "key",
    "link",
    "promised",
    "promises",
    "remind",
    "remind_again",
    "tell_asked",
    "tell_booked",
    "tell_cancelled",
    "tell_declined",
    "tell_invited",
    "tell_lapsed",
    "tell_moved",
    "tell_offer_lapsed",
    "tell_offered",
    "tell_over",
    "tell_series",
    "tell_withdrawn",
    "withdraw_asked",
    "withdraw_invited",
    "withdraw_offer",
    "withdraw_waiting",
]


def tell_booked(appointment: Appointment, *, at: datetime) -> None:
    tell_both("appointment_booked", appointment)
    remind([appointment], at=at, since=at)


def tell_moved(appointment: Appointment, *, at: datetime) -> None:
    tell_both("appointment_moved", appointment)
    remind([appointment], at=at, since=at)


def tell_cancelled(appointment: Appointment, *, at: datetime) -> None:
    if not appointment.is_over(at=at):
        tell_both("appointment_cancelled", appointment)


def withdraw_waiting(appointment: Appointment) -> None:
    """Take back what has not been sent about the appointment as it is now. Before it changes."""
    for person in (appointment.patient, appointment.therapist):
        for name in ("appointment_booked", "appointment_moved"):
            withdraw(key=key(name, appointment, person))
    forget(appointment)
