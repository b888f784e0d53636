"""What our letters and feed do in a calendar server and to a parser that aren't ours.

The server is Radicale, spoken to in CalDAV (RFC 4791); the parser is `ical`, which shares no code
with the library that writes our files.
"""

import http.client
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core import mail

from notices.actions import deliver_due
from people.models import User
from scheduling import actions
from scheduling.actions import book, cancel, move
from scheduling.feed import feed_of
from scheduling.models import Appointment, Service
from tests.scheduling.conftest import DENTIST, NOW, TUESDAY
from tests.scheduling.outside_server import calendar
from tests.scheduling.world import local

if TYPE_CHECKING:
    from ical.calendar import Calendar
    from ical.event import Event

pytestmark = pytest.mark.usefixtures("open_practice")

HOME = "/alice/home/"


class Server:
    """Alice's calendar on a CalDAV server, and what a mail program does with our letters."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        line = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=10)
        line.request(method, path, body, {"Content-Type": "application/xml", **headers})
        with line.getresponse() as response:
            told = response.status, response.read().decode()
        line.close()
        return told

    def take(self, written: bytes) -> None:
        """Enter, change or strike out the entry with this UID, as iTIP says (RFC 5546, 2.1.4):
        what is older than what is there is ignored. A stored entry has no METHOD (RFC 4791, 4.1).
        """
        event = understood(written)
        path = f"{HOME}{event.uid}.ics"
        status, kept = self.ask("GET", path)
        if status == 200 and (only(kept).sequence or 0) > (event.sequence or 0):
            return
        lines = [line for line in written.splitlines(True) if not line.startswith(b"METHOD:")]
        status, told = self.ask("PUT", path, b"".join(lines), **{"Content-Type": "text/calendar"})
        assert status in (201, 204), told

    def entries(self) -> "list[Event]":
        _status, told = self.ask("GET", HOME)
        return parsed(told).events

    def busy(self, start: datetime, end: datetime) -> bool:
        """What the server answers whoever asks whether Alice is free (RFC 4791, 7.10)."""
        query = (
            '<free-busy-query xmlns="urn:ietf:params:xml:ns:caldav">'
            f'<time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>'
            "</free-busy-query>"
        )
        status, told = self.ask("REPORT", HOME, query.encode(), Depth="1")
        assert status == 200, told
        return "FBTYPE=BUSY" in told


def understood(written: bytes) -> "Event":
    return only(written.decode())


def only(written: str) -> "Event":
    (event,) = parsed(written).events
    return event


def parsed(written: str) -> "Calendar":
    """Refuses what breaks RFC 5545."""
    # Half a second to import, which every process of a run would pay that collects this file.
    from ical.calendar_stream import IcsCalendarStream

    return IcsCalendarStream.calendar_from_ics(written)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    from radicale import Application, config

    configuration = config.load()
    configuration.update(
        {
            "storage": {"filesystem_folder": str(tmp_path / "calendars")},
            "auth": {"type": "none"},
            "rights": {"type": "authenticated"},
            "reporting": {"max_freebusy_occurrence": "1000"},
        },
        "test",
        privileged=True,
    )
    running: WSGIServer = make_server(
        "127.0.0.1", 0, Application(configuration), handler_class=Quiet
    )
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server = Server(f"http://localhost:{running.server_port}")
    try:
        server.ask("MKCOL", "/alice/")
        status, told = server.ask("MKCALENDAR", HOME)
        assert status == 201, told
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


@pytest.fixture
def session(alice: User, tariq: User, first: Service, time_machine: Any) -> Appointment:
    time_machine.move_to(NOW, tick=False)
    start = local(tariq, TUESDAY, 11)
    return book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)


def letter(to: User) -> bytes:
    """The calendar file in the one letter that the worker sends them now."""
    mail.outbox.clear()
    deliver_due(at=NOW)
    (message,) = [message for message in mail.outbox if message.to == [to.email]]
    (part,) = [p for p in message.message().walk() if p.get_content_type() == "text/calendar"]
    written: bytes = part.get_payload(decode=True)
    return written


def test_one_entry_is_entered_moved_and_struck_out(
    server: Server, session: Appointment, alice: User, tariq: User
) -> None:
    hour = timedelta(hours=1)
    booked, before = letter(alice), session.starts_at
    server.take(booked)
    (entry,) = server.entries()
    assert (entry.dtstart, entry.dtend) == (before, before + hour)
    assert entry.summary == "Session"
    assert server.busy(before, before + hour)

    after = local(tariq, TUESDAY, 15)
    move(actor=alice, appointment=session, starts_at=after, at=NOW)
    server.take(letter(alice))
    (entry,) = server.entries()
    assert (entry.dtstart, entry.dtend, entry.sequence) == (after, after + hour, 1)
    assert server.busy(after, after + hour)
    assert not server.busy(before, before + hour)

    server.take(booked)
    assert server.entries()[0].dtstart == after, "an old letter opened late changes nothing"

    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    server.take(letter(alice))
    (entry,) = server.entries()
    assert (entry.status, entry.sequence) == ("CANCELLED", 2)
    assert not server.busy(after, after + hour)


def test_the_letters_are_messages_as_itip_wants_them(
    session: Appointment, alice: User, tariq: User, practice: Any
) -> None:
    """RFC 5546, 3.2.2 and 3.2.5: what must be there in a REQUEST and in a CANCEL."""
    practice.name = 'The "Quay"; Ärzte, 2'
    practice.save()
    told = [letter(alice)]
    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    told.append(letter(alice))
    assert [parsed(one.decode()).method for one in told] == ["REQUEST", "CANCEL"]
    first, last = (understood(one) for one in told)
    assert first.uid == last.uid
    for event in (first, last):
        assert event.dtstamp is not None
        assert event.organizer is not None
        assert event.organizer.common_name == practice.name
        assert [str(attendee.uri) for attendee in event.attendees] == [f"mailto:{alice.email}"]


def test_the_feed_enters_the_same_entries_as_the_letters(
    server: Server, session: Appointment, alice: User
) -> None:
    server.take(letter(alice))
    (by_letter,) = server.entries()
    fed = parsed(feed_of(alice, at=NOW).decode())
    assert fed.method is None
    (by_feed,) = fed.events
    assert (by_feed.uid, by_feed.dtstart, by_feed.dtend) == (
        by_letter.uid,
        by_letter.dtstart,
        by_letter.dtend,
    )
    assert by_feed.organizer is None
    assert not by_feed.attendees
    server.take(feed_of(alice, at=NOW))
    assert len(server.entries()) == 1


def test_a_calendar_server_is_read_and_our_letters_in_it_are_not_busy(
    server: Server, session: Appointment, tariq: User, settings: Any
) -> None:
    """Tariq's own calendar is on such a server: the dentist, and what our letter put there."""
    settings.OUTSIDE_CALENDARS_MAY_BE_LOCAL = True
    server.take(letter(tariq))
    server.take(calendar(DENTIST))
    assert len(server.entries()) == 2
    read = actions.add_calendar(actor=tariq, name="Home", url=server.origin + HOME, at=NOW)
    (busy,) = read.busy.filter(starts_at__lt=read.covers_until)
    assert f"{busy.starts_at:%H:%M}" == "09:00"
