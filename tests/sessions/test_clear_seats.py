"""Seats are kept while a page may come back to one, and no longer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from scheduling.models import Appointment
from sessions import actions
from sessions.actions.closing import MOST_CLEARED, SEATS_KEPT, clear_seats
from sessions.actions.seats import resume, resume_token
from sessions.models import Attendance, Seat, SeatSignal
from sessions.room.entrance import enter
from sessions.room.protocol import Close, Hello

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def seats(alice: User, tariq: User, appointment: Appointment) -> list[Seat]:
    """Tariq's page, Alice's, and Alice's after she loaded it anew; a signal waits for her."""
    now = timezone.now()
    taken = [
        actions.join(actor=person, appointment=appointment, at=now)
        for person in (tariq, alice, alice)
    ]
    SeatSignal.objects.create(seat=taken[-1], seq=1, writer="w", n=1, text="{}", at=now)
    return taken


def end(session_of: Seat, by: User, at: datetime) -> None:
    actions.end_session(actor=by, session=session_of.session, at=at)


def test_a_day_after_the_end_they_are_gone_and_who_was_there_is_known(
    tariq: User, seats: list[Seat]
) -> None:
    now = timezone.now()
    actions.admit(actor=tariq, session=seats[0].session, at=now)
    end(seats[0], tariq, now)
    came = list(Attendance.objects.values())
    assert clear_seats(at=now + SEATS_KEPT) == 0
    assert [clear_seats(at=now + SEATS_KEPT + MINUTE) for _ in range(2)] == [3, 0]
    assert not SeatSignal.objects.exists()
    assert list(Attendance.objects.values()) == came


def test_so_are_those_of_sessions_that_nobody_ended(
    seats: list[Seat], appointment: Appointment
) -> None:
    later = appointment.ends_at + SEATS_KEPT
    assert clear_seats(at=later) == 0
    assert clear_seats(at=later + MINUTE) == 3


def test_a_room_that_is_on_keeps_them_for_as_long_as_it_takes(
    seats: list[Seat], alice: User, appointment: Appointment
) -> None:
    """The seat that was replaced is known, so that the page on it cannot take back the other."""
    late = appointment.ends_at + 2 * SEATS_KEPT
    Seat.objects.update(last_seen_at=late)
    assert clear_seats(at=late + MINUTE) == 0
    known = resume(actor=alice, appointment=appointment, token=resume_token(seats[1]), at=late)
    assert known is not None
    assert known.replaced_at is not None


def test_a_page_that_comes_back_to_a_cleared_seat_is_told_that_it_is_over(
    seats: list[Seat],
    alice: User,
    tariq: User,
    appointment: Appointment,
    client_for: Callable[[User | None], Client],
) -> None:
    key = client_for(alice).session.session_key
    assert key
    hello = Hello(version=1, resume=resume_token(seats[2]), last_seq=0)
    end(seats[0], tariq, timezone.now())
    Seat.objects.all().delete()
    assert (
        enter(user=alice, session_key=key, appointment=appointment.pk, hello=hello) is Close.ENDED
    )


def test_a_worker_that_was_away_for_long_takes_no_great_bite(
    seats: list[Seat], appointment: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.actions.closing.MOST_CLEARED", 2)
    later = appointment.ends_at + SEATS_KEPT + MINUTE
    assert [clear_seats(at=later) for _ in range(3)] == [2, 1, 0]
    assert MOST_CLEARED >= 100
