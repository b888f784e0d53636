"""Whatever ends somebody's right to be in a room rings at its door at once.

The sockets look for themselves what it is and close; that they also look every few seconds holds
the promise of five seconds when a ring is lost.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as SignIn
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from intake.signals import consent_withdrawn
from people.locks import in_order
from people.models import Care, User
from people.signals import care_ended, person_suspended
from scheduling.models import Appointment
from scheduling.signals import appointment_cancelled
from sessions.models import Seat, Session
from sessions.room.doorbell import ring
from sessions.signals import session_ended


@receiver(post_delete, sender=SignIn)
def signed_out(*, instance: SignIn, **news: Any) -> None:
    """A sign-in is over: by its owner, by being left alone too long, or by somebody else's hand."""
    person = instance.get_decoded().get(SESSION_KEY)
    if person:
        _ring_where(Q(person=person))


@receiver([password_changed, password_reset, password_set])
def password_is_another(*, user: User, **news: Any) -> None:
    """Sign-ins under the password before are over, wherever they are."""
    _ring_where(Q(person=user))


@receiver(person_suspended)
def suspended(*, user: User, **news: Any) -> None:
    """Their sockets close at once, and the other's page lets go of their picture and sound.

    Media go from browser to browser: that theirs was told to stop is not enough.
    """
    theirs = Q(person=user)
    _ring_where(theirs)
    taken = Seat.objects.filter(theirs, replaced_at=None, left_at=None, session__end=None)
    with transaction.atomic():
        seats = Seat.objects.filter(pk__in=taken.values("pk"))
        in_order(seats).update(left_at=timezone.now())


@receiver(appointment_cancelled)
def cancelled(*, appointment: Appointment, **news: Any) -> None:
    _ring_where(Q(session__appointment=appointment))


@receiver([care_ended, consent_withdrawn])
def care_or_consent_is_over(*, care: Care, **news: Any) -> None:
    _ring_where(Q(session__care=care))


@receiver(session_ended)
def ended(*, session: Session, **news: Any) -> None:
    _ring_where(Q(session=session), ended=True)


def _ring_where(seats: Q, *, ended: bool = False) -> None:
    """In every room where such a seat is taken and the session is not over yet."""
    taken = Seat.objects.filter(seats, replaced_at=None)
    if not ended:
        taken = taken.filter(session__end=None)
    for room in set(taken.values_list("session", flat=True)):
        ring(room)
