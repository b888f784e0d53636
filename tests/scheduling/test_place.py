"""Sessions in person go by the clock of the place, wherever their times stand."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from notices.actions import deliver_due
from notices.models import Notice
from people.models import Care, Practice, User
from scheduling import letters
from scheduling.actions import book_series, decline_request
from scheduling.models import Appointment, Modality, Series, Service, TimeOff
from scheduling.series.link import repeat_after
from scheduling.templatetags.scheduling import instant
from tests.scheduling.conftest import NOW
from tests.scheduling.repeating import all_of, every_second_thursday
from tests.scheduling.world import make_appointment
from tests.scheduling.world_asking import make_entry, make_offer, make_request, posted

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
    body = str(posted(NOW)[alice.email].body)
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


HERE = "Tuesday 24 November, 17:00 in Lisbon (18:00 your time)"


def test_what_was_asked_for_or_came_free_is_told_by_the_clock_of_the_place(
    care: Care, there: Service, alice: User, tariq: User, client_for: CLIENT
) -> None:
    make_request(care, there, FIVE, at=NOW)
    entry = make_entry(care, there, at=NOW, suits=["0-evening"])
    offer = make_offer(entry, FIVE + timedelta(days=1), at=NOW)
    offered = HERE.replace("Tuesday 24", "Wednesday 25")
    client = client_for(alice)
    home = text(client.get("/home/"))
    assert f"{HERE}, with Tariq" in home
    assert f"{offered}, with Tariq" in home
    sessions = text(client.get("/appointments/"))
    assert "Times are shown for Stockholm, those in person for the place where you" in sessions
    assert "17:00 – 17:50" in sessions
    assert "in Lisbon, 18:00 your time" in sessions
    assert f"{offered}. We keep it" in text(client.get("/waitlist/"))
    offer.declined_at = NOW
    offer.save()
    assert f"The time {offered} went on" in text(client.get(f"/waitlist/offers/{offer.pk}/"))
    asked = text(client_for(tariq).get("/requests/"))
    assert "17:00 – 17:50" in asked
    assert "in Lisbon, 22:45 your time" in asked


def test_where_a_session_was_and_went_is_told_by_one_clock(
    care: Care, there: Service, alice: User, tariq: User, client_for: CLIENT
) -> None:
    session = make_appointment(care, FIVE, service=there, modality=Modality.IN_PERSON)
    client, path = client_for(alice), f"/appointments/{session.pk}/"
    assert f"now {HERE}." in text(client.get(f"{path}move/"))
    moving = text(client_for(tariq).get(f"/calendar/{session.pk}/move/"))
    assert "17:00 in Lisbon" in moving
    assert "for Alice" not in moving
    taken = {"care": care.pk, "service": there.pk, "day": "2026-11-24", "time": "22:45"}
    booking = text(client_for(tariq).post("/calendar/book/", taken))
    assert "17:00 in Lisbon" in booking
    assert "for Alice" not in booking
    day = timedelta(days=1)
    session.changes.create(starts_at_before=FIVE + day, starts_at=FIVE, by=alice, at=NOW)
    page = text(client.get(path))
    assert f"Before: {HERE.replace('Tuesday 24', 'Wednesday 25')}" in page
    assert f"Then: {HERE}" in page


def test_a_letter_and_the_page_of_a_series_tell_all_its_times_by_one_clock(
    care: Care, there: Service, alice: User, tariq: User, client_for: CLIENT
) -> None:
    rule = every_second_thursday(2, "00:30", zone=LISBON)
    alice.time_zone = "America/New_York"
    alice.save()
    series = book_series(
        actor=tariq, care=care, service=there, rule=rule, starts=all_of(rule), at=NOW
    )
    letter = posted(NOW)[alice.email]
    assert letter.subject == "2 sessions from Thursday 26 November"
    assert "Thursday 26 November 2026, 00:30 – 01:20 (Wed 19:30 your time)" in letter.body
    assert "All times are Lisbon time." in letter.body
    client = client_for(alice)
    page = text(client.get(f"/series/{series.pk}/"))
    assert "Times are those of Lisbon, where you meet." in page
    assert "Thu 26 Nov 2026, 00:30 – 01:20" in page
    assert "in Lisbon, Wed 19:30 your time" in page
    first = series.appointments.earliest("starts_at")
    cancelling = text(client.get(f"/series/sessions/{first.pk}/cancel/?scope=all"))
    assert "Thu 26 Nov 2026, 00:30 in Lisbon, Wed 19:30 your time" in cancelling


def test_a_series_keeps_the_hour_at_the_place_when_its_clock_changes(
    care: Care, there: Service, alice: User, tariq: User, client_for: CLIENT
) -> None:
    first = make_appointment(
        care, FIVE - timedelta(hours=8), service=there, modality=Modality.IN_PERSON
    )
    address = repeat_after(first, reader=alice, at=NOW)
    assert "first_on=2026-12-01&at=09%3A00" in address
    start = text(client_for(alice).get(address))
    assert "From Tuesday 1 December, 09:00 on (in Lisbon, 10:00 your time)" in start
    client, path = client_for(tariq), f"/series/new/{care.pk}/"
    said: dict[str, Any] = {
        "service": there.pk,
        "first_on": "2026-12-01",
        "at": "09:00",
        "every": "weekly-12",
    }
    said |= {"ends": "count", "count": 3}
    assert "In person it goes by the clock of Lisbon" in text(client.get(path))
    plan = client.get(path, said)
    assert "Times are those of Lisbon, where you meet." in text(plan)
    assert "Tue 18 May 2027, 09:00 – 09:50 in Lisbon, 13:45 your time" in text(plan)
    picks = {
        f"pick-{step.key}": f"{step.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        for step in plan.context["plan"].steps
    }
    client.post(path, said | picks)
    series = Series.objects.get()
    assert series.zone == "Europe/Lisbon"
    rows = Appointment.objects.filter(series=series).order_by("starts_at")
    assert [f"{row.starts_at.astimezone(LISBON):%d %b %H:%M}" for row in rows] == [
        "01 Dec 09:00",
        "23 Feb 09:00",
        "18 May 09:00",
    ]
    moving = {"day": "2026-12-02", "at": "10:00"}
    page = text(client.get(f"/series/sessions/{rows[0].pk}/move/", moving))
    assert "Every 12 weeks on Wednesday at 10:00" in page
    assert "Wed 19 May 2027, 10:00 – 10:50 in Lisbon, 14:45 your time" in page
    assert "On the clock of Lisbon, where you meet." in text(
        client.get(f"/series/sessions/{rows[0].pk}/move/")
    )


def test_in_time_off_a_session_in_person_and_where_it_may_go_share_a_clock(
    care: Care, there: Service, tariq: User, client_for: CLIENT
) -> None:
    nine = FIVE - timedelta(hours=8)
    session = make_appointment(care, nine, service=there, modality=Modality.IN_PERSON)
    day = timedelta(days=1)
    off = TimeOff.objects.create(therapist=tariq, starts_at=nine - day, ends_at=nine + day)
    client, path = client_for(tariq), f"/hours/time-off/{off.pk}/"
    page = text(client.get(path))
    assert "09:00 – 09:50 Session · in Lisbon, 14:45 your time" in page
    later = nine + day + timedelta(minutes=15)
    assert "Wed 25 Nov, 09:15" in page
    move = {"move": f"{session.pk}|{instant(later)}"}
    assert "is moved to Wed 25 Nov, 09:15." in text(client.post(path, move, follow=True))
