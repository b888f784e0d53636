"""Phone, text chat, in person: each says how the two meet, and only rooms have a door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from icalendar import Calendar

from notices.actions import deliver_due
from people.models import Care, Practice, User
from scheduling import letters, meeting
from scheduling.ics import Method, calendar_file
from scheduling.models import Appointment, Modality, Service
from sessions.actions.closing import close_finished
from sessions.actions.opening import door
from sessions.preparation import steps
from sessions.writing import awaiting_feedback, sessions_to_write
from tests.scheduling.conftest import NOW
from tests.scheduling.world import make_appointment, miss

pytestmark = pytest.mark.usefixtures("open_practice")
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def make(care: Care, usual: Service, time_machine: Any) -> Callable[[str], Appointment]:
    """A session of Alice with Tariq that begins in five minutes, met in this way."""
    time_machine.move_to(NOW, tick=False)
    return lambda modality: make_appointment(care, SOON, service=usual, modality=modality)


@pytest.mark.parametrize(
    ("modality", "to_alice", "to_tariq"),
    [
        ("video", "You meet by video", "You meet by video"),
        ("text", "You write to each other", "You write to each other"),
        ("phone", "Tariq calls you on the number you gave.", "You call Alice on the number of"),
        ("in-person", "You meet in person: Rua 1, Lisboa.", "You meet in person: Rua 1, Lisboa."),
    ],
)
def test_each_is_told_how_they_meet_and_letters_name_nobody(
    modality: str,
    to_alice: str,
    to_tariq: str,
    make: Callable[[str], Appointment],
    practice: Practice,
    alice: User,
    tariq: User,
) -> None:
    practice.address = "Rua 1,\r\nLisboa"
    appointment = make(modality)
    for reader, words in ((alice, to_alice), (tariq, to_tariq)):
        said = meeting.in_words(appointment, reader=reader, practice=practice)
        assert said.startswith(words)
        written = meeting.in_a_letter(appointment, reader=reader, practice=practice)
        assert "Tariq" not in written
        assert "Alice" not in written


def test_an_address_that_nobody_wrote_down_is_the_practice(
    make: Callable[[str], Appointment], practice: Practice, alice: User
) -> None:
    words = meeting.in_words(make("in-person"), reader=alice, practice=practice)
    assert words == "You meet in person, at the practice."


@pytest.mark.parametrize("modality", Modality)
def test_the_calendar_says_where(
    modality: Modality, make: Callable[[str], Appointment], practice: Practice, alice: User
) -> None:
    practice.address = "Rua 1\nLisboa"
    practice.save()
    appointment = make(modality)
    entry = letters.entry(appointment, attendee=alice)
    expected = {"phone": "By phone", "in-person": "Rua 1, Lisboa"}.get(modality, entry.url)
    (event,) = Calendar.from_ical(calendar_file(entry, Method.REQUEST)).events
    assert event["LOCATION"] == expected


@pytest.mark.parametrize("modality", Modality)
def test_only_rooms_have_a_door_and_a_button(
    modality: Modality,
    make: Callable[[str], Appointment],
    alice: User,
    tariq: User,
    client_for: Callable[[User | None], Client],
) -> None:
    appointment = make(modality)
    room = f"/sessions/{appointment.pk}/room/"
    has_room = modality in (Modality.VIDEO, Modality.TEXT)
    assert (door(appointment, at=NOW) == "open") == has_room
    for person in (alice, tariq):
        client = client_for(person)
        for page in ("/home/", f"/appointments/{appointment.pk}/"):
            assert (room in client.get(page).content.decode()) == has_room, page
        assert client.get(room).status_code == (200 if has_room else 302)
    patients = client_for(tariq).get(f"/patients/{appointment.care_id}/").content.decode()
    assert (room in patients) == has_room


@pytest.mark.parametrize("modality", Modality)
def test_a_camera_is_tried_only_where_one_is_used(
    modality: Modality, make: Callable[[str], Appointment], care: Care
) -> None:
    make(modality)
    asked = {step.code for step in steps(care)}
    assert ("devices" in asked) == (modality == Modality.VIDEO)


def test_what_had_no_room_is_over_by_the_clock_and_can_be_written_about(
    make: Callable[[str], Appointment], alice: User, tariq: User
) -> None:
    appointment = make("phone")
    assert close_finished(at=appointment.ends_at) == 0
    later = appointment.ends_at + timedelta(minutes=30)
    assert close_finished(at=later) == 1
    assert close_finished(at=later) == 0
    (session,) = sessions_to_write(tariq)
    assert session.appointment == appointment
    assert session.end.at == appointment.ends_at
    assert [row.appointment for row in awaiting_feedback(alice, at=later)] == [appointment]


def test_what_was_missed_or_cancelled_is_not_taken_as_held(
    make: Callable[[str], Appointment], tariq: User
) -> None:
    appointment = make("in-person")
    miss(appointment)
    assert close_finished(at=appointment.ends_at + timedelta(hours=1)) == 0
    assert not sessions_to_write(tariq).exists()


def test_in_person_the_clock_of_the_place_leads_and_nobody_elses(
    make: Callable[[str], Appointment],
    practice: Practice,
    alice: User,
    tariq: User,
    client_for: Callable[[User | None], Client],
) -> None:
    practice.time_zone = "Europe/Lisbon"
    practice.save()
    alice.time_zone = "Europe/Stockholm"
    alice.save()
    tariq.time_zone = "Asia/Kathmandu"
    tariq.save()
    appointment = make("in-person")
    place, own = (
        f"{appointment.starts_at.astimezone(ZoneInfo(name)):%H:%M}"
        for name in ("Europe/Lisbon", "Europe/Stockholm")
    )
    pages = [client_for(alice).get(f"/appointments/{appointment.pk}/").content.decode()]
    assert f"time in Lisbon, where you meet ({own} your time)" in pages[0]
    pages += [client_for(alice).get(page).content.decode() for page in ("/home/", "/appointments/")]
    for page in pages:
        assert place in page
        assert f"{own} your time" in page
        assert " for Tariq" not in page
    assert f"Your next session with Tariq: today, {place} in Lisbon ({own} your time)." in pages[1]
    theirs = client_for(tariq).get(f"/patients/{appointment.care_id}/").content.decode()
    assert place in theirs
    assert f"{own} for Alice" not in theirs


def test_a_letter_about_a_session_in_person_tells_the_time_at_that_address(
    make: Callable[[str], Appointment], practice: Practice, alice: User
) -> None:
    practice.time_zone, practice.address = "Europe/Lisbon", "Rua 1, Lisboa"
    practice.save()
    alice.time_zone = "Europe/Stockholm"
    alice.save()
    appointment = make("in-person")
    letters.tell_booked(appointment, at=NOW)
    deliver_due(at=NOW)
    (letter,) = [letter for letter in mail.outbox if letter.to == [alice.email]]
    starts, ends = (
        f"{moment.astimezone(ZoneInfo('Europe/Lisbon')):%H:%M}"
        for moment in (appointment.starts_at, appointment.ends_at)
    )
    own = f"{appointment.starts_at.astimezone(alice.tz):%H:%M}"
    assert f"{starts} – {ends} (Lisbon time; {own} your time)" in letter.body
    assert starts in letter.subject


def test_where_the_practice_is_is_told_to_nobody_before_they_have_booked(
    practice: Practice, tariq: User
) -> None:
    practice.address = "Rua 1, Lisboa"
    words = meeting.offered(Modality.IN_PERSON, therapist=tariq, practice=practice)
    assert words == "You meet in person, at the practice."
