"""Many rows are locked in the order of their keys, so that two who want the same don't deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import sleep
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.db import connection, connections, transaction
from django.utils import timezone

from people import idle
from people.models import User
from people.signals import person_suspended
from sessions.actions.seats import join
from sessions.models import Seat
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import make_appointment

pytestmark = pytest.mark.django_db(transaction=True)


def in_spite_of_who_locks_in_order(rows: Any, write: Callable[[], object]) -> None:
    """``write`` while another transaction locks the first of two rows, and then the second."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")

    def other() -> None:
        try:
            write()
        finally:
            connections.close_all()

    first, second = rows.order_by("pk").values_list("pk", flat=True)
    with ThreadPoolExecutor(1) as beside, transaction.atomic():
        rows.select_for_update().get(pk=first)
        writing = beside.submit(other)
        while not _waits():
            assert not writing.done()
            sleep(0.01)
        rows.select_for_update().get(pk=second)
    writing.result()


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_suspending_somebody_who_sits_in_two_rooms(tariq: User) -> None:
    at = timezone.now()
    for number in range(2):
        care = open_active_care(make_patient(f"p{number}@example.com", "Alice Moreau"), tariq)
        starts_at = at - timedelta(minutes=5) + number * timedelta(hours=1)
        join_at = starts_at + timedelta(minutes=1)
        join(actor=tariq, appointment=make_appointment(care, starts_at), at=join_at)
    _lay_the_second_first(Seat, at=at)
    in_spite_of_who_locks_in_order(
        Seat.objects.all(), lambda: person_suspended.send(User, user=tariq)
    )
    assert not Seat.objects.filter(left_at=None).exists()


def test_activity_noted_in_two_sign_ins() -> None:
    at = timezone.now()
    expires = at + timedelta(hours=1)
    words = SignIn.get_session_store_class()().encode({"_auth_user_id": "x"})
    for key in ("b", "a"):
        SignIn.objects.create(session_key=key, session_data=words, expire_date=expires)
    read = list(idle.stored(["a", "b"], at=at).values())
    later = at + 2 * idle.PRECISION
    in_spite_of_who_locks_in_order(SignIn.objects.all(), lambda: idle.touch_all(read, at=later))


def _lay_the_second_first(model: type[Seat], *, at: datetime) -> None:
    """On disk the row of the first key comes last, where an update in no order finds it last."""
    first = model.objects.order_by("pk").first()
    assert first is not None
    model.objects.filter(pk=first.pk).update(last_seen_at=at)
