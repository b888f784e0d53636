"""Calendar files, so that a session stands in the person's own calendar and follows its changes.

What they say to anybody who looks over a shoulder is "Session", a time and a link: no name, no
clinical word. Sources: RFC 5545 (iCalendar), RFC 5546 (iTIP, what REQUEST and CANCEL carry).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText


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
    attendee: str = ""
    """The recipient's e-mail address. Empty in a file to download."""


def uid(entry: Entry) -> str:
    """The same for one appointment however often it moves, and for both people."""
    return f"{entry.appointment}@{entry.host}"


def calendar_file(entry: Entry, method: Method) -> bytes:
    """The entry as the bytes of an .ics file. Times are in UTC, which every calendar shows in its
    owner's zone, so no zone's rules need to travel with it."""
    event = Event()
    event.add("uid", uid(entry))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", "Session")
    event.add("description", entry.url)
    event.add("url", entry.url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if method is Method.CANCEL else "OPAQUE")
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    if method is not Method.PUBLISH:
        event["organizer"] = _address(entry.organiser, cn=entry.practice)
        event["attendee"] = _address(entry.attendee, partstat="ACCEPTED", rsvp="FALSE")

    calendar = Calendar()
    calendar.add("prodid", "-//Attune//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", str(method))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _address(email: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    for name, text in parameters.items():
        address.params[name] = vText(text)
    return address
