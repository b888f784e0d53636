"""Sessions in person go by the clock of the place, wherever their times stand."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from notices.actions import deliver_due
from notices.models import Notice
from people.models import Care, Practice, User
from scheduling import letters
from scheduling.actions import decline_request
from scheduling.models import Modality, Service
from tests.scheduling.conftest import NOW
from tests.scheduling.world import make_appointment
from tests.scheduling.world_asking import make_request, posted

pytestmark = pytest.mark.usefixtures("open_practice", "standing_still")

CLIENT = Callable[[User | None], Client]
LISBON = ZoneInfo("Europe/Lisbon")
FIVE = datetime(2026, 11, 24, 17, tzinfo=LISBON)


@pytest.fixture(autouse=True)
def three_clocks(practice: Practice, alice: User, tariq: User) -> None:
    practice.time_zone = LISBON.key
    practice.save()
    alice.time_zone, tariq.time_zone = "Europe/Stockholm", "Asia/Kathmandu"
    alice.save()
    tariq.save()


@pytest.fixture
def there(usual: Service) -> Service:
    """The usual session, held in person."""
    usual.modality = Modality.IN_PERSON
    usual.save()
    return usual


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_time_that_is_refused_and_those_offered_for_it_share_a_clock(
    care: Care, there: Service, alice: User, tariq: User
) -> None:
    at = datetime(2026, 11, 24, 8, tzinfo=LISBON)
    asked = make_request(care, there, at, at=NOW)
    decline_request(actor=tariq, request=asked, reason="time", at=NOW)
    body = posted(NOW)[alice.email].body
    assert "08:00 – 08:50 (Lisbon time; 09:00 your time)" in body
    offered = re.findall(r"^  \w+ \d+ \w+, (\d\d):(\d\d) \((\d\d):(\d\d) your time\)$", body, re.M)
    assert offered
    for here, minute, mine, same in offered:
        assert (int(here) + 1, minute) == (int(mine), same)
    assert "All times are Lisbon time." in body


def test_a_reminder_says_today_where_it_is_today_at_the_place(
    care: Care, there: Service, alice: User, time_machine: Any
) -> None:
    alice.time_zone = "Asia/Singapore"
    alice.save()
    half_past_four = FIVE - timedelta(minutes=30)
    session = make_appointment(
        care, half_past_four, service=there, modality=Modality.IN_PERSON, booked_at=NOW
    )
    letters.tell_booked(session, at=NOW)
    Notice.objects.exclude(kind="reminder").delete()
    an_hour_before = half_past_four - timedelta(hours=1)
    time_machine.move_to(an_hour_before, tick=False)
    assert deliver_due(at=an_hour_before)
    assert mail.outbox[-1].subject == "Your session today at 16:30"
