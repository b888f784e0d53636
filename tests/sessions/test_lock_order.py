"""Many rows are locked in the order of their keys, so that two who want the same don't deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from time import sleep
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as SignIn
from django.db import connection, connections, transaction
from django.utils import timezone

from people import idle
from people.actions.leaving import end_sessions, suspend
from people.models import User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions.actions.closing import clear_seats, close_finished
from sessions.actions.differing import record_differing
from sessions.actions.ending import end_session
from sessions.actions.seats import Beat, attend, beat_all, join, leave
from sessions.models import Attendance, Seat, SeatSignal, Session, WaitingEntry
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import make_appointment

pytestmark = pytest.mark.django_db(transaction=True)

Seen = Seat | WaitingEntry | Attendance


def in_spite_of_who_locks_in_order(rows: Any, write: Callable[[], object]) -> None:
    """``write`` while another transaction locks the first of two rows, and then the second."""
    first, second = (
        partial(rows.select_for_update().get, pk=pk)
        for pk in rows.order_by("pk").values_list("pk", flat=True)
    )
    in_spite_of(first, then=second, write=write)


def in_spite_of(
    first: Callable[[], object], *, then: Callable[[], object], write: Callable[[], object]
) -> None:
    """``write`` while another transaction does its first, and then what comes then."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")

    def other() -> None:
        try:
            write()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as beside, transaction.atomic():
        first()
        writing = beside.submit(other)
        while not _waits():
            assert not writing.done()
            sleep(0.01)
        then()
    writing.result()


def _waits() -> bool:
    """Whether somebody waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_suspending_somebody_who_sits_in_two_rooms(tariq: User, ines: User) -> None:
    at = timezone.now()
    for number in range(2):
        care = open_active_care(make_patient(f"p{number}@example.com", "Alice Moreau"), tariq)
        starts_at = at - timedelta(minutes=5) + number * timedelta(hours=1)
        join_at = starts_at + timedelta(minutes=1)
        join(actor=tariq, appointment=make_appointment(care, starts_at), at=join_at)
    _lay_the_second_first(Seat)
    in_spite_of_who_locks_in_order(
        Seat.objects.all(), lambda: suspend(actor=ines, user=tariq, reason="A complaint", at=at)
    )
    assert not Seat.objects.filter(left_at=None).exists()


@pytest.mark.parametrize("model", [Seat, WaitingEntry, Attendance])
def test_heartbeats_from_two_rooms(model: type[Seen], tariq: User) -> None:
    at = timezone.now()
    beats = []
    for number in range(2):
        patient = make_patient(f"p{number}@example.com", "Alice Moreau")
        starts_at = at - timedelta(minutes=5) + number * timedelta(hours=1)
        booked = make_appointment(open_active_care(patient, tariq), starts_at)
        seat = join(actor=patient, appointment=booked, at=starts_at + timedelta(minutes=1))
        attend(seat=seat, at=at)
        beats.append(Beat(seat=seat, seq=0, visible=True, at=at))
    _lay_the_second_first(model)
    later = at + timedelta(hours=2)
    in_spite_of_who_locks_in_order(model.objects.all(), lambda: beat_all(many=beats, at=later))
    assert set(model.objects.values_list("last_seen_at", flat=True)) == {later}


@pytest.mark.parametrize("writes", ["end", "close", "clear"])
def test_a_room_that_forgets_while_two_heartbeats_hold_its_seats(
    writes: str, alice: User, tariq: User, appointment: Appointment
) -> None:
    at = timezone.now()
    for person in (alice, tariq):
        seat = join(actor=person, appointment=appointment, at=at)
        attend(seat=seat, at=at)
    _lay_the_second_first(Seat)
    for each in Seat.objects.all():
        SeatSignal.objects.create(seat=each, seq=1, writer="w", n=1, text="{}", at=at)
    late = appointment.ends_at + timedelta(days=2)
    forget: dict[str, Callable[[], object]] = {
        "end": lambda: end_session(actor=tariq, session=seat.session, at=at),
        "close": lambda: close_finished(at=late),
        "clear": lambda: clear_seats(at=late),
    }
    in_spite_of_who_locks_in_order(Seat.objects.all(), forget[writes])
    assert not SeatSignal.objects.exists()


def test_one_says_that_the_words_differ_while_the_other_leaves(
    alice: User, tariq: User, appointment: Appointment, session: Session
) -> None:
    at = timezone.now()
    for person in (alice, tariq):
        attend(seat=join(actor=person, appointment=appointment, at=at), at=at)
    there = Seat.objects.order_by("pk")
    last = there.last()
    assert last is not None
    in_spite_of(
        partial(there.select_for_update().get, pk=last.pk),
        then=partial(leave, seat=last, at=at),
        write=partial(record_differing, actor=tariq, session=session, at=at),
    )
    assert AuditEntry.objects.filter(verb="session.differ").exists()
    assert AuditEntry.objects.filter(verb="session.leave").count() == 2


def test_signing_out_everywhere_who_is_signed_in_twice(tariq: User) -> None:
    _sign_in_twice(str(tariq.pk), until=timezone.now() + timedelta(hours=1))
    in_spite_of_who_locks_in_order(SignIn.objects.all(), lambda: end_sessions(tariq))
    assert not SignIn.objects.exists()


def test_activity_noted_in_two_sign_ins() -> None:
    at = timezone.now()
    _sign_in_twice("x", until=at + timedelta(hours=1))
    read = list(idle.stored(["a", "b"], at=at).values())
    later = at + 2 * idle.PRECISION
    in_spite_of_who_locks_in_order(SignIn.objects.all(), lambda: idle.touch_all(read, at=later))


def _sign_in_twice(person: str, *, until: datetime) -> None:
    """The second on disk is the first in the order of keys."""
    words = SignIn.get_session_store_class()().encode({SESSION_KEY: person})
    for key in ("b", "a"):
        SignIn.objects.create(session_key=key, session_data=words, expire_date=until)


def _lay_the_second_first(model: type[Seen]) -> None:
    """On disk the row of the first key comes last, where an update in no order finds it last."""
    first = model.objects.order_by("pk").first()
    assert first is not None
    model.objects.filter(pk=first.pk).delete()
    first.save(force_insert=True)
