"""Two hundred people want the same time at the same moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from people.models import Care, User
from scheduling.actions import book, hold, move, plan_group, take_seat
from scheduling.errors import GroupClash, JustTaken
from scheduling.models import Appointment, GroupSession, Hold, Service
from scheduling.slots import DAY
from tests.conftest import make_patient, open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, make_group_service

PEOPLE = 200

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # One crowd after the other: two at once want more connections than PostgreSQL has.
    pytest.mark.xdist_group("crowds"),
    pytest.mark.usefixtures("open_practice"),
]


@pytest.fixture
def crowd(transactional_db: None) -> list[User]:
    return [make_patient(f"p{number}@example.com", f"Person {number}") for number in range(PEOPLE)]


def places(wanted: int) -> int:
    """How many may rush at once: PostgreSQL takes so many connections and not one more."""
    if connection.vendor != "postgresql":
        return wanted
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return min(wanted, int(cursor.fetchone()[0]) - 10)


def rush(crowd: list[User], attempt: Callable[[User], object]) -> Counter[str]:
    """Everybody at once; what became of them, by the name of what was raised."""
    at_once = places(len(crowd))
    gate = Barrier(at_once)

    def one(number: int) -> str:
        try:
            if number < at_once:
                gate.wait(timeout=60)
            attempt(crowd[number])
        except GroupClash:
            return "a group clash"
        except JustTaken as refusal:
            return "told of others" if refusal.alternatives else "told of nothing"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()
        return "got it"

    with ThreadPoolExecutor(at_once) as pool:
        return Counter(pool.map(one, range(len(crowd))))


def test_one_of_two_hundred_books_and_the_others_are_offered_other_times(
    crowd: list[User], tariq: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)

    def attempt(person: User) -> None:
        book(actor=person, therapist=tariq, service=first, starts_at=start, at=NOW)

    assert rush(crowd, attempt) == {"got it": 1, "told of others": PEOPLE - 1}
    assert Appointment.objects.count() == Care.objects.count() == 1


def test_partly_overlapping_times_never_end_up_in_two_sessions(
    crowd: list[User], tariq: User, first: Service
) -> None:
    """Fifty choose each of four neighbouring hours, with and without a hold."""
    hours = [local(tariq, TUESDAY, hour) for hour in (10, 11, 12, 13)]

    def attempt(person: User) -> None:
        number = crowd.index(person)
        start = hours[number % 4]
        held = None
        if number % 2:
            held = hold(actor=person, therapist=tariq, service=first, starts_at=start, at=NOW)
        book(actor=person, therapist=tariq, service=first, starts_at=start, at=NOW, hold=held)

    outcome = rush(crowd, attempt)
    assert outcome == {"got it": 4, "told of others": PEOPLE - 4}
    assert sorted(Appointment.objects.values_list("starts_at", flat=True)) == hours
    assert not Hold.objects.exists()


def test_one_patient_in_two_windows_is_not_in_two_sessions_at_once(
    alice: User, tariq: User, nadia: User, first: Service
) -> None:
    start = local(tariq, TUESDAY, 11)
    therapists = iter([tariq, nadia] * 10)

    def attempt(person: User) -> None:
        book(actor=person, therapist=next(therapists), service=first, starts_at=start, at=NOW)

    assert rush([alice] * 20, attempt) == {"got it": 1, "told of others": 19}
    assert Appointment.objects.get().patient == alice


def test_the_last_seats_of_a_group_go_to_as_many_as_there_are(
    crowd: list[User], tariq: User
) -> None:
    start = local(tariq, TUESDAY, 18)
    (group,) = plan_group(
        actor=tariq, service=make_group_service(), starts=[start], seats=3, at=NOW
    )

    def attempt(person: User) -> None:
        take_seat(actor=person, group=GroupSession.objects.get(pk=group.pk), at=NOW)

    assert rush(crowd, attempt) == {"got it": 3, "told of nothing": PEOPLE - 3}
    assert Appointment.objects.live().filter(group=group).count() == 3
    assert Care.objects.count() == 3


def test_a_group_and_a_session_alone_want_one_time(
    crowd: list[User], tariq: User, first: Service
) -> None:
    """No database excludes across tables: it is the therapist's lock that keeps them apart."""
    start, service = local(tariq, TUESDAY, 11), make_group_service()
    half_past = start + timedelta(minutes=30)

    def attempt(person: User) -> None:
        if crowd.index(person) % 2:
            book(actor=person, therapist=tariq, service=first, starts_at=start, at=NOW)
        else:
            plan_group(actor=tariq, service=service, starts=[half_past], seats=3, at=NOW)

    outcome = rush(crowd[:20], attempt)
    assert outcome["got it"] == 1, outcome
    assert outcome["told of others"] + outcome["a group clash"] == 19
    assert Appointment.objects.count() + GroupSession.objects.count() == 1


def test_moves_into_one_time_let_one_in(crowd: list[User], tariq: User, usual: Service) -> None:
    few = crowd[:20]
    own = {
        person: make_appointment(
            open_active_care(person, tariq),
            local(tariq, TUESDAY + number // 6 * DAY, 9 + number % 6),
            service=usual,
        )
        for number, person in enumerate(few)
    }
    free = local(tariq, TUESDAY, 16)

    def attempt(person: User) -> None:
        move(actor=person, appointment=own[person], starts_at=free, at=NOW)

    assert rush(few, attempt) == {"got it": 1, "told of others": 19}
    assert Appointment.objects.filter(starts_at=free).count() == 1
