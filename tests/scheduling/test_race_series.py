"""Series that overlap, booked at the same moment: one of them, whole, and of the others nothing."""

import pytest

from people.models import User
from scheduling.actions import book_series
from scheduling.models import Appointment, Series, Service
from scheduling.recurrence import Rule
from tests.conftest import make_patient, open_active_care
from tests.scheduling.conftest import NOW
from tests.scheduling.repeating import THURSDAY, WEEK, all_of, every_second_thursday
from tests.scheduling.test_race import rush

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("crowds"),
    pytest.mark.usefixtures("open_practice"),
]

PEOPLE, SESSIONS = 12, 8


def test_of_overlapping_series_one_is_booked_whole(
    transactional_db: None, tariq: User, usual: Service
) -> None:
    """Each begins a week after the one before and meets it in most weeks: all share the eighth."""
    crowd = [make_patient(f"s{number}@example.com", f"Person {number}") for number in range(PEOPLE)]
    cares = {person: open_active_care(person, tariq) for person in crowd}
    rules: dict[User, Rule] = {
        person: every_second_thursday(
            SESSIONS, interval=1, first_on=THURSDAY + (number % SESSIONS) * WEEK
        )
        for number, person in enumerate(crowd)
    }

    def attempt(person: User) -> None:
        book_series(
            actor=tariq,
            care=cares[person],
            service=usual,
            rule=rules[person],
            starts=all_of(rules[person]),
            at=NOW,
        )

    came_of_it = rush(crowd, attempt)
    assert came_of_it.pop("got it") == 1
    assert all(told.startswith("NotAllFree: Nothing was changed") for told in came_of_it)
    assert Appointment.objects.count() == SESSIONS
    assert Series.objects.count() == 1
