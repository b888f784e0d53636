"""A therapist's days: all that stands in them, read in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from people.models import User
from scheduling.holidays import holidays_between
from scheduling.models import (
    Appointment,
    GroupSession,
    Hold,
    OutsideBusy,
    TherapistRules,
    TimeOff,
    WeeklyHours,
)
from scheduling.slots import DAY, Span, day_span, openings
from scheduling.week import Block, Piece, hours_shown, longer_by, pieces, stretches

WORKING_DAY = (8, 18)
"""The hours that are shown even when nothing is in them."""
ALL_HOURS = (0, 24)
ROOM = 60
"""Minutes shown around what is there, so that something can be put next to it."""


class Kind(StrEnum):
    """What stands at a time."""

    SESSION = "session"
    GROUP = "group"
    ASKED = "asked"
    OFFERED = "offered"
    HELD = "held"
    BUSY = "busy"


Row = Appointment | GroupSession | Hold | OutsideBusy


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the diary. `state` of a session: ahead, now, past or missed."""

    kind: Kind
    row: Row
    state: str = "ahead"

    @property
    def can_move(self) -> bool:
        return isinstance(self.row, Appointment) and self.state == "ahead" and self.row.care.is_open


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its pieces in order, and what lies behind them in minutes of the wall clock."""

    date: date
    pieces: list[Piece[Entry]]
    open: list[tuple[int, int]]
    off: list[tuple[int, int]]
    longer_by: timedelta
    holiday: str

    @property
    def sessions(self) -> int:
        """Those that begin on this day."""
        return sum(
            piece.what.kind in {Kind.SESSION, Kind.GROUP} and not piece.begins_before
            for piece in self.pieces
        )


@dataclass(frozen=True, slots=True)
class Diary:
    """Days in a row, and the full hours of the clock that are worth showing."""

    days: list[Day]
    first_hour: int
    last_hour: int

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)

    @property
    def sessions(self) -> int:
        return sum(day.sessions for day in self.days)


def read(
    therapist: User,
    *,
    first: date,
    days: int,
    zone: ZoneInfo,
    at: datetime,
    all_hours: bool = False,
) -> Diary:
    """`days` days of this therapist from `first` on, on the clock of `zone`."""
    window = day_span(first, days, zone)
    blocks = [
        Block(Span(e.row.starts_at, e.row.ends_at), e) for e in _entries(therapist, window, at)
    ]
    rules = [hours.rule for hours in WeeklyHours.objects.filter(therapist=therapist)]
    holidays = _holidays(therapist, first, days)
    opened = [
        Span(piece.start, piece.end)
        for piece in openings(rules, therapist.tz, window, holidays.keys())
    ]
    off = [
        Span(*ends)
        for ends in TimeOff.objects.filter(therapist=therapist)
        .overlapping(window.start, window.end)
        .values_list("starts_at", "ends_at")
    ]
    found = [
        Day(
            date=day,
            pieces=pieces(blocks, day, zone),
            open=stretches(opened, day, zone),
            off=stretches(off, day, zone),
            longer_by=longer_by(day, zone),
            holiday=holidays.get(day, ""),
        )
        for day in (first + n * DAY for n in range(days))
    ]
    first_hour, last_hour = (
        ALL_HOURS if all_hours else hours_shown(_there(found), around=WORKING_DAY)
    )
    return Diary(found, first_hour, last_hour)


def _holidays(therapist: User, first: date, days: int) -> dict[date, str]:
    """The public holidays the therapist keeps, by name."""
    rules = TherapistRules.objects.filter(therapist=therapist).first()
    if rules is None:
        return {}
    last = first + (days - 1) * DAY
    return holidays_between(rules.holidays_country, rules.holidays_subdivision, first, last)


def _there(days: list[Day]) -> Iterator[tuple[int, int]]:
    """What has to be seen, with room around it. Whole days of time off needn't."""
    for day in days:
        for start, end in [*day.open, *((piece.start, piece.end) for piece in day.pieces)]:
            yield max(0, start - ROOM), min(24 * 60, end + ROOM)


def _entries(therapist: User, window: Span, at: datetime) -> Iterator[Entry]:
    ends = (window.start, window.end)
    appointments = Appointment.objects.live().filter(therapist=therapist, group=None)
    for appointment in appointments.overlapping(*ends).with_people().select_related("missed"):
        yield Entry(Kind.SESSION, appointment, _state(appointment, at=at))
    groups = GroupSession.objects.live().filter(therapist=therapist).overlapping(*ends)
    taken = Count("appointments", filter=Q(appointments__cancelled_at=None))
    for group in groups.select_related("service").annotate(taken=taken):
        yield Entry(Kind.GROUP, group, _state(group, at=at))
    holds = Hold.objects.live(at=at).filter(therapist=therapist).overlapping(*ends)
    for hold in holds.select_related(
        "service", "request__care__patient", "offer__entry__care__patient"
    ):
        yield Entry(_kind_of(hold), hold)
    busy = OutsideBusy.objects.filter(therapist=therapist).overlapping(*ends)
    for elsewhere in busy.select_related("calendar"):
        yield Entry(Kind.BUSY, elsewhere)


def _kind_of(hold: Hold) -> Kind:
    if hasattr(hold, "request"):
        return Kind.ASKED
    return Kind.OFFERED if hasattr(hold, "offer") else Kind.HELD


def _state(row: Appointment | GroupSession, *, at: datetime) -> str:
    if getattr(row, "missed", None) is not None:
        return "missed"
    if row.ends_at <= at:
        return "past"
    return "now" if row.starts_at <= at else "ahead"
