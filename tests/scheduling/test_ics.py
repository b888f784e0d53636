"""Calendar files, read back by a parser and by eye."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from scheduling.ics import Entry, Method, calendar_file

ENTRY = Entry(
    appointment=UUID("00000000-0000-4000-8000-000000000001"),
    sequence=0,
    starts_at=datetime(2026, 11, 23, 11, tzinfo=ZoneInfo("Europe/Berlin")),
    ends_at=datetime(2026, 11, 23, 11, 50, tzinfo=ZoneInfo("Europe/Berlin")),
    stamped_at=datetime(2026, 11, 22, 8, tzinfo=UTC),
    url="https://practice.example/appointments/00000000-0000-4000-8000-000000000001/",
    host="practice.example",
    organiser="hello@practice.example",
    practice="Quay Street; Practice",
    attendee="alice@example.org",
)


def read(written: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(written)
    assert isinstance(calendar, Calendar)
    assert not calendar.errors
    (event,) = calendar.events
    assert not event.errors
    return calendar, event


def test_a_request_says_when_and_nothing_about_why() -> None:
    calendar, event = read(calendar_file(ENTRY, Method.REQUEST))
    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert event["SUMMARY"] == "Session"
    assert event.start == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 23, 10, 50, tzinfo=UTC)
    assert event["SEQUENCE"] == 0
    assert event["CLASS"] == "PRIVATE"
    assert event["STATUS"] == "CONFIRMED"
    assert event["ORGANIZER"] == "mailto:hello@practice.example"
    assert event["ORGANIZER"].params["CN"] == "Quay Street; Practice"
    assert event["ATTENDEE"] == "mailto:alice@example.org"
    assert str(event["DESCRIPTION"]) == ENTRY.url


def test_a_move_keeps_the_entry_and_counts_up() -> None:
    later = replace(ENTRY, sequence=1, starts_at=ENTRY.starts_at + timedelta(days=1))
    _, first = read(calendar_file(ENTRY, Method.REQUEST))
    _, second = read(calendar_file(later, Method.REQUEST))
    assert first["UID"] == second["UID"] == f"{ENTRY.appointment}@practice.example"
    assert second["SEQUENCE"] == 1


def test_a_cancellation_frees_the_time() -> None:
    calendar, event = read(calendar_file(replace(ENTRY, sequence=1), Method.CANCEL))
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["UID"] == f"{ENTRY.appointment}@practice.example"


def test_a_file_to_download_asks_nobody_for_an_answer() -> None:
    calendar, event = read(calendar_file(replace(ENTRY, attendee=""), Method.PUBLISH))
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert event["ORGANIZER"] == "mailto:hello@practice.example"
    assert not event["ORGANIZER"].params


@pytest.mark.parametrize("method", list(Method))
def test_lines_are_as_long_and_end_as_the_standard_says(method: Method) -> None:
    """RFC 5545, 3.1: lines end with CRLF and hold at most 75 octets."""
    written = calendar_file(ENTRY, method)
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
