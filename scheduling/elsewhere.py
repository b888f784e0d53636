"""What a calendar file says is busy: pure, no database and no network in it.

Repeating events are spelled out by recurring-ical-events. Free are only events that say so
(RFC 5545: TRANSP:TRANSPARENT, STATUS:CANCELLED, a FREEBUSY period of type FREE). Tentative ones,
and invitations whatever their answer, count as busy. Whole days are days of the calendar's own
zone if it names one, else, like times without a zone, of the therapist's.

A file is understood as a whole or not at all: to leave out what we can't read would free it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from time import monotonic
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from people.zones import is_zone
from scheduling.errors import CalendarTrouble
from scheduling.ics import SUMMARY
from scheduling.models import Trouble
from scheduling.slots import DAY, Span

MOST_EVENTS = 5000
"""That are not over; whatever a calendar remembers of the past is left out before it counts."""

MOST_OCCURRENCES = 20_000
SECONDS = 20.0
"""To spell a calendar out. What takes longer was written to."""

TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY"}
DENSE = {"SECONDLY", "MINUTELY", "HOURLY"}
TIMES_A_DAY = 24

EVENT = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT[ \t]*\r?\n", re.M | re.S | re.I)
REPEATS = re.compile(rb"^(RRULE|RDATE|RECURRENCE-ID)[;:]", re.M | re.I)
END = re.compile(rb"^DTEND(?:;[^:\r\n]*)?:(\d{8})", re.M | re.I)
SERIAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Elsewhere:
    """Busy spans in order, none touching another. Apart from them, by their ids, the spans of
    entries that we wrote ourselves: a calendar may have taken them from our letters or feed."""

    busy: list[Span]
    ours: dict[UUID, list[Span]] = field(default_factory=dict)


def read(written: bytes, *, window: Span, zone: ZoneInfo, site: str) -> Elsewhere:
    """The busy time in the window. `zone` is the therapist's, `site` our own address.

    Raises `CalendarTrouble` when the file is no whole calendar, or more than a person has.
    """
    if not written.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise CalendarTrouble(Trouble.NOT_A_CALENDAR)
    written = _without_the_past(written, window)
    if len(EVENT.findall(written)) > MOST_EVENTS:
        raise CalendarTrouble(Trouble.TOO_BIG)
    found = Elsewhere([])
    until = monotonic() + SECONDS
    for calendar in _calendars(written):
        days = _zone_of(calendar) or zone
        for serial, *ends in _busy(calendar, window, until, site):
            start, end = (_instant(moment, days, zone) for moment in ends)
            if start < window.end and end > window.start and start < end:
                span = Span(max(start, window.start), min(end, window.end))
                (found.busy if serial is None else found.ours.setdefault(serial, [])).append(span)
            if len(found.busy) > MOST_OCCURRENCES:
                raise CalendarTrouble(Trouble.TOO_BIG)
    found.busy = joined(found.busy)
    return found


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with those that overlap or touch made one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return whole


def without_stamps(written: bytes) -> bytes:
    """The file without the moment at which it was made, which some write anew at every reading."""
    return re.sub(rb"^DTSTAMP[;:].*\r?\n", b"", written, flags=re.M | re.I)


def _without_the_past(written: bytes, window: Span) -> bytes:
    """Years of single events that are over, taken out unread: reading takes a millisecond each."""
    before = f"{window.start - 2 * DAY:%Y%m%d}".encode()

    def keep(event: re.Match[bytes]) -> bytes:
        text = event[0]
        ends = END.search(text)
        is_over = ends is not None and ends[1] < before and not REPEATS.search(text)
        return b"" if is_over else text

    return EVENT.sub(keep, written)


def _calendars(written: bytes) -> Sequence[Component]:
    try:
        calendars: Sequence[Component] = Calendar.from_ical(written, multiple=True)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        calendars = []
    if not calendars or not all(isinstance(calendar, Calendar) for calendar in calendars):
        raise CalendarTrouble(Trouble.NOT_A_CALENDAR)
    return calendars


def _busy(
    calendar: Component, window: Span, until: float, site: str
) -> Iterator[tuple[UUID | None, date, date]]:
    """Every busy occurrence about the window and every busy period of free/busy lists: which of
    our sessions it is, if one, and both its ends as they are written."""
    for component in (*calendar.walk("VEVENT"), *calendar.walk("VFREEBUSY")):
        _check(component)
    try:
        for series in recurring_ical_events.of(calendar).series:
            if monotonic() > until:
                raise CalendarTrouble(Trouble.TOO_BIG)
            # What all occurrences have in common is found out once, not for each.
            told: dict[Any, tuple[bool, UUID | None]] = {}
            # A day more at both ends, for zones; what is too much is cut off above.
            for occurrence in series.between(window.start - DAY, window.end + DAY):
                if occurrence.recurrence_ids not in told:
                    event = occurrence.as_component(keep_recurrence_attributes=False)
                    told[occurrence.recurrence_ids] = _is_busy(event), _our_serial(event, site)
                is_busy, serial = told[occurrence.recurrence_ids]
                if is_busy:
                    yield serial, occurrence.start, occurrence.end
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        raise CalendarTrouble(Trouble.NOT_A_CALENDAR) from None
    for listed in calendar.walk("VFREEBUSY"):
        yield from _periods(listed)


def _check(component: Component) -> None:
    """Whether its times can be understood, and are such as people have."""
    if any(name in TIMES for name, _words in component.errors):
        raise CalendarTrouble(Trouble.NOT_A_CALENDAR)
    rules: Any = component.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        often = 1
        for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            often *= len(rule.get(part, [0]))
        if DENSE & {str(word).upper() for word in rule.get("FREQ", [])} or often > TIMES_A_DAY:
            raise CalendarTrouble(Trouble.TOO_BIG)


def _is_busy(event: Component) -> bool:
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        and str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() != "FREE"
    )


def _periods(listed: Component) -> Iterator[tuple[None, datetime, datetime]]:
    """The periods of a free/busy list but for those that are free (RFC 5545, 3.2.9, 3.8.2.6)."""
    periods: Any = listed.get("FREEBUSY", [])
    for period in periods if isinstance(periods, list) else [periods]:
        if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
            yield None, period.start, period.end


def _instant(moment: date, days: ZoneInfo, clock: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), days).astimezone(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock)).astimezone(UTC)


def _zone_of(calendar: Component) -> ZoneInfo | None:
    """The zone that it names. A name that means nothing is taken out: it would stop the reading."""
    named = str(calendar.get("X-WR-TIMEZONE", ""))
    if is_zone(named):
        return ZoneInfo(named)
    calendar.pop("X-WR-TIMEZONE", None)
    return None


def _our_serial(event: Component, site: str) -> UUID | None:
    """Which of our sessions it is: by its UID or, where a calendar gave it another, by our link and
    our word for it. What somebody else calls an event in which they note the link is theirs."""
    host = site.partition("://")[2].partition(":")[0].partition("/")[0]
    own, _at, place = str(event.get("UID", "")).lower().rpartition("@")
    if place == host and SERIAL.fullmatch(own):
        return UUID(own)
    if str(event.get("SUMMARY", "")).strip() != SUMMARY:
        return None
    words = f"{event.get('URL', '')} {event.get('DESCRIPTION', '')}"
    _before, found, after = words.partition(f"{site}/")
    serial = SERIAL.search(after.lower()) if found else None
    return UUID(serial[0]) if serial else None
