"""Each start of the demo finds a session that begins in a few minutes."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from config.demo.management.commands.seed_demo import Command
from config.demo.seed import ensure_session_soon, seed
from people.models import User
from scheduling.models import Appointment
from sessions.actions.opening import session_of
from sessions.models import SessionEnd

SOON = timedelta(minutes=9)


def told(at: datetime) -> str:
    said = StringIO()
    with time_machine.travel(at, tick=False):
        call_command(Command(), stdout=said)
    return said.getvalue().strip()


@pytest.mark.django_db
def test_what_a_start_says_of_it_is_so() -> None:
    now = timezone.now()
    seed(at=now)
    first = ensure_session_soon(at=now)
    clock = f"{first.astimezone():%H:%M}"
    assert told(now) == f"Maya's session with Elena starts at {clock}."
    begun = told(first + timedelta(minutes=9))
    assert begun == f"Maya's session with Elena began at {clock} and can still be joined."

    appointment = Appointment.objects.get(starts_at=first, patient__email="maya@home.example")
    assert first + timedelta(minutes=9) < appointment.ends_at

    later = first + timedelta(minutes=30)
    again = told(later)
    new = Appointment.objects.filter(patient__email="maya@home.example", starts_at__gt=later)
    at = new.earliest("starts_at").starts_at
    assert again == f"Maya's session with Elena starts at {at.astimezone():%H:%M}."


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
