"""Calendar files, so that a session stands in the person's own calendar and follows its changes.

What they say to anybody who looks over a shoulder is "Session", a time and a link: no name, no
clinical word. Sources: RFC 5545 (iCalendar), RFC 5546 (iTIP, what REQUEST and CANCEL carry).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

SUMMARY = "Session"
"""All that a calendar says of it."""


class Method(StrEnum):
    """What the receiving calendar is asked to do."""

    PUBLISH = "PUBLISH"
    """Here is an entry: for a file somebody downloads. Needs no answer."""
    REQUEST = "REQUEST"
    """Enter this, or bring the entry with this UID up to date."""
    CANCEL = "CANCEL"
    """Strike out the entry with this UID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session as a calendar entry. `starts_at`, `ends_at` and `stamped_at` are instants."""

    appointment: UUID
    sequence: int
    """Counts the changes: a calendar believes only what has a higher one (5545, 3.8.7.4)."""
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    url: str
    host: str
    """The practice's host name, which makes the UID the practice's own."""
    organiser: str
    """The practice's e-mail address."""
    practice: str
    place: str = ""
    """Where to be: a link, "By phone", or the practice's address."""
    attendee: str = ""
    """The recipient's e-mail address. Empty in a file to download."""


def uid(entry: Entry) -> str:
    """The same for one appointment however often it moves, and for both people."""
    return f"{entry.appointment}@{entry.host}"


def calendar_file(entry: Entry, method: Method) -> bytes:
    """The entry as the bytes of an .ics file. Times are in UTC, which every calendar shows in its
    owner's zone, so no zone's rules need to travel with it."""
    event = _event(entry, status="CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    # RFC 5546: every message names its ORGANIZER (3.2.1, 3.2.2, 3.2.5), PUBLISH nobody else.
    event["organizer"] = _address(entry.organiser)
    if method is not Method.PUBLISH:
        event["organizer"] = _address(entry.organiser, cn=entry.practice)
        event["attendee"] = _address(entry.attendee, partstat="ACCEPTED", rsvp="FALSE")
    calendar = _calendar()
    calendar.add("method", str(method))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def sessions_file(entries: Iterable[Entry], *, struck_out: bool = False) -> bytes:
    """Many sessions as one message: those of a series, each with the UID and sequence by which a
    later one moves or strikes it out alone.

    It is a PUBLISH even when they are struck out, because REQUEST and CANCEL may not carry more
    than one UID (RFC 5546, 3.2.2 and 3.2.5).
    """
    calendar = _calendar()
    calendar.add("method", str(Method.PUBLISH))
    for entry in entries:
        event = _event(entry, status="CANCELLED" if struck_out else "CONFIRMED")
        event["organizer"] = _address(entry.organiser)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def feed_file(entries: Iterable[Entry], *, name: str, every: timedelta) -> bytes:
    """All of them as a calendar to subscribe to, to be looked at again `every` so often.

    It has no METHOD: it is a calendar and no message about one (RFC 5545, 3.7.2), so its entries
    name nobody. Their `stamped_at` is when they last changed (3.8.7.2).
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)  # RFC 7986, as is the next
    calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(every))
    for entry in entries:
        event = _event(entry, status="CONFIRMED")
        event.add("last-modified", entry.stamped_at.astimezone(UTC))
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Attune//Sessions//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(entry: Entry, *, status: str) -> Event:
    event = Event()
    event.add("uid", uid(entry))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", SUMMARY)
    event.add("description", entry.url)
    event.add("url", entry.url)
    if entry.place:
        event.add("location", entry.place)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    event.add("status", status)
    return event


def _address(email: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    for name, text in parameters.items():
        address.params[name] = vText(text)
    return address
