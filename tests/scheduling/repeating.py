"""What the tests of series have in common: Thursdays at four in Berlin."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from people.models import Care, User
from scheduling.models import Appointment
from scheduling.recurrence import Rhythm, Rule, occurrences
from tests.scheduling.conftest import TUESDAY
from tests.scheduling.world import make_appointment

THURSDAY = TUESDAY + timedelta(days=2)
WEEK = timedelta(days=7)


def every_second_thursday(count: int = 10, at: str = "16:00", **other: Any) -> Rule:
    told: dict[str, Any] = {
        "rhythm": Rhythm.WEEKLY,
        "interval": 2,
        "first_on": THURSDAY,
        "wall_time": time.fromisoformat(at),
        "zone": ZoneInfo("Europe/Berlin"),
        "count": count,
    } | other
    return Rule(**told)


def all_of(rule: Rule) -> dict[date, datetime]:
    return {one.day: one.starts_at for one in occurrences(rule)}


def taken_by_bruno(nadias_care: Care, tariq: User, starts_at: datetime) -> Appointment:
    nadias_care.therapist = tariq
    nadias_care.save()
    return make_appointment(nadias_care, starts_at)
