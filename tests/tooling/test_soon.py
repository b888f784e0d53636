"""Each start of the demo finds a session that begins in a few minutes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.demo.seed import ensure_session_soon, seed
from people.models import User
from scheduling.models import Appointment
from sessions.actions.opening import session_of
from sessions.models import SessionEnd

SOON = timedelta(minutes=9)


def sessions_of_maya() -> int:
    return Appointment.objects.live().filter(patient__email="maya@home.example").count()


@pytest.mark.django_db
def test_a_new_one_follows_one_that_was_ended_or_left() -> None:
    now = timezone.now()
    seed(at=now)
    first = ensure_session_soon(at=now)
    assert now < first <= now + SOON
    assert ensure_session_soon(at=now + timedelta(minutes=2)) == first, "it is still ahead"

    # Met ahead of time and ended at once: the start is not a reason to wait for its end.
    ended = now + timedelta(minutes=2)
    SessionEnd.objects.create(
        session=session_of(
            Appointment.objects.get(starts_at=first, patient__email="maya@home.example")
        ),
        by=User.objects.get(email="elena@practice.example"),
        at=ended,
    )
    again = ended + timedelta(minutes=1)
    second = ensure_session_soon(at=again)
    assert again < second <= again + SOON

    # Begun and left: after half an hour nobody waits in it any more.
    later = second + timedelta(minutes=30)
    third = ensure_session_soon(at=later)
    assert later < third <= later + SOON
    assert sessions_of_maya() == 2 + 3, "each of them stays in the past"
