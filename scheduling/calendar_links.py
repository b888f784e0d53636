"""Links that open a calendar's own page with a session filled in. Whoever follows one tells that
provider a time; nothing but "Session" goes with it, not even a link."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from scheduling.ics import SUMMARY


@dataclass(frozen=True, slots=True)
class CalendarLink:
    name: str
    url: str


def calendar_links(starts_at: datetime, ends_at: datetime) -> list[CalendarLink]:
    """One for each of the calendars that most people have online."""
    start, end = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    google = {
        "action": "TEMPLATE",
        "text": SUMMARY,
        "dates": f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}",
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": SUMMARY,
        "startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{end:%Y-%m-%dT%H:%M:%SZ}",
    }
    return [
        CalendarLink(
            "Google Calendar", f"https://calendar.google.com/calendar/render?{urlencode(google)}"
        ),
        CalendarLink(
            "Outlook.com",
            f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(outlook)}",
        ),
    ]
