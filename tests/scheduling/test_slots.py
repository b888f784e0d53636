"""The arithmetic of free time on named days. Its laws are in `test_slots_laws.py`."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.slots import (
    DAY,
    Caps,
    Span,
    Taken,
    Wanted,
    WeeklyRule,
    bookable,
    by_day,
    day_span,
    kept_clear,
    merge,
    openings,
    under_caps,
)
from tests.scheduling.hours_seen import free_slots_of

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
FIFTY = timedelta(minutes=50)
SECONDS = timedelta(seconds=1)
EVERY_DAY = range(7)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


def daily(opens: str, closes: str) -> list[WeeklyRule]:
    return [
        WeeklyRule(day, time.fromisoformat(opens), time.fromisoformat(closes)) for day in EVERY_DAY
    ]


def open_on(day: date, zone: str, opens: str, closes: str) -> list[str]:
    """What is open on one local day, written as UTC times."""
    window = Span(
        utc(day.year, day.month, day.day) - DAY, utc(day.year, day.month, day.day) + 2 * DAY
    )
    rule = [WeeklyRule(day.weekday(), time.fromisoformat(opens), time.fromisoformat(closes))]
    pieces = openings(rule, ZoneInfo(zone), window)
    return [
        f"{span.start:%H:%M}-{span.end:%H:%M}"
        for span in merge(Span(piece.start, piece.end) for piece in pieces)
    ]


def starts(slots: list[Span], zone: ZoneInfo) -> list[str]:
    return [f"{slot.start.astimezone(zone):%a %H:%M}" for slot in slots]


def test_a_plain_monday_in_berlin() -> None:
    monday = day_span(date(2026, 11, 23), 1, BERLIN)
    slots = free_slots_of(
        rules=[WeeklyRule(0, time(9), time(12))],
        zone=BERLIN,
        busy=[Span(utc(2026, 11, 23, 9), utc(2026, 11, 23, 9, 50))],
        window=monday,
        length=FIFTY,
        step=HOUR,
    )
    assert starts(slots, BERLIN) == ["Mon 09:00", "Mon 11:00"]


def test_a_slot_may_run_from_one_rule_into_the_next_that_touches_it() -> None:
    slots = free_slots_of(
        rules=[WeeklyRule(0, time(9), time(10)), WeeklyRule(0, time(10), time(10, 30))],
        zone=BERLIN,
        busy=[],
        window=day_span(date(2026, 11, 23), 1, BERLIN),
        length=timedelta(minutes=90),
        step=timedelta(minutes=30),
    )
    assert starts(slots, BERLIN) == ["Mon 09:00"]


def test_midnight_closes_the_day_and_touches_the_next() -> None:
    late = [WeeklyRule(0, time(22), time(0)), WeeklyRule(1, time(0), time(1))]
    slots = free_slots_of(
        rules=late,
        zone=BERLIN,
        busy=[],
        window=day_span(date(2026, 11, 23), 2, BERLIN),
        length=timedelta(minutes=90),
        step=HOUR,
    )
    assert starts(slots, BERLIN) == ["Mon 22:00", "Mon 23:00"]


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "expected"),
    [
        # Berlin, spring: 02:00 becomes 03:00 at 01:00 UTC.
        ("Europe/Berlin", date(2026, 3, 29), "01:00", "04:00", ["00:00-02:00"]),
        ("Europe/Berlin", date(2026, 3, 29), "02:00", "03:00", []),
        ("Europe/Berlin", date(2026, 3, 29), "02:30", "04:00", ["01:00-02:00"]),
        ("Europe/Berlin", date(2026, 3, 29), "09:00", "10:00", ["07:00-08:00"]),
        # Berlin, autumn: 03:00 becomes 02:00 at 01:00 UTC; 02:00 to 03:00 comes twice.
        ("Europe/Berlin", date(2026, 10, 25), "02:00", "03:00", ["00:00-02:00"]),
        ("Europe/Berlin", date(2026, 10, 25), "02:00", "02:30", ["00:00-00:30", "01:00-01:30"]),
        ("Europe/Berlin", date(2026, 10, 25), "00:00", "00:00", ["22:00-23:00"]),  # 25 hours
        # Lord Howe moves by half an hour: 02:00 becomes 02:30 (4 October, 15:30 UTC the day before)
        # and 02:00 becomes 01:30 (5 April, 15:00 UTC the day before).
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:00", "02:30", []),
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:00", "03:00", ["15:30-16:00"]),
        ("Australia/Lord_Howe", date(2026, 4, 5), "01:30", "02:00", ["14:30-15:30"]),
        # Chatham stands 12:45 ahead, 13:45 in summer.
        ("Pacific/Chatham", date(2026, 7, 1), "09:00", "10:00", ["20:15-21:15"]),
        ("Pacific/Chatham", date(2026, 1, 1), "09:00", "10:00", ["19:15-20:15"]),
        # Kathmandu stands 5:45 ahead and never changes.
        ("Asia/Kathmandu", date(2026, 6, 1), "09:00", "10:00", ["03:15-04:15"]),
        # Morocco goes back an hour for Ramadan (15 February 2026, 02:00 UTC) and returns after it.
        ("Africa/Casablanca", date(2026, 2, 14), "09:00", "10:00", ["08:00-09:00"]),
        ("Africa/Casablanca", date(2026, 2, 15), "02:00", "03:00", ["01:00-03:00"]),
        ("Africa/Casablanca", date(2026, 2, 16), "09:00", "10:00", ["09:00-10:00"]),
        # Samoa crossed the date line: 30 December 2011 never happened.
        ("Pacific/Apia", date(2011, 12, 30), "09:00", "17:00", []),
        ("Pacific/Apia", date(2011, 12, 29), "09:00", "10:00", ["19:00-20:00"]),
        ("Pacific/Apia", date(2011, 12, 31), "09:00", "10:00", ["19:00-20:00"]),
        # Troll's summer begins with two hours at once (01:00 UTC, from +0 to +2).
        ("Antarctica/Troll", date(2026, 3, 29), "00:00", "04:00", ["00:00-02:00"]),
        ("Antarctica/Troll", date(2026, 10, 25), "01:00", "03:00", ["23:00-03:00"]),
        # Beirut skips midnight itself: 29 March begins at 01:00.
        ("Asia/Beirut", date(2026, 3, 29), "00:00", "02:00", ["22:00-23:00"]),
        ("Asia/Beirut", date(2026, 3, 29), "00:00", "01:00", []),
        # And back: 24 October has its last hour twice.
        ("Asia/Beirut", date(2026, 10, 24), "23:00", "00:00", ["20:00-22:00"]),
    ],
)
def test_clock_changes(zone: str, day: date, opens: str, closes: str, expected: list[str]) -> None:
    assert open_on(day, zone, opens, closes) == expected


def test_hours_keep_their_wall_clock_across_a_clock_change() -> None:
    slots = free_slots_of(
        rules=[WeeklyRule(6, time(9), time(10)), WeeklyRule(0, time(9), time(10))],
        zone=BERLIN,
        busy=[],
        window=day_span(date(2026, 10, 19), 8, BERLIN),
        length=FIFTY,
        step=HOUR,
    )
    assert starts(slots, BERLIN) == ["Mon 09:00", "Sun 09:00", "Mon 09:00"]
    assert [f"{slot.start:%H:%M}" for slot in slots] == ["07:00", "08:00", "08:00"]


def test_notice_and_horizon_bound_what_can_be_booked() -> None:
    window = Span(utc(2026, 11, 22), utc(2026, 12, 22))
    at = utc(2026, 11, 22, 10)
    left = bookable(window, at=at, notice=12 * HOUR, ahead=7 * DAY)
    assert left == Span(utc(2026, 11, 22, 22), utc(2026, 11, 29, 10))
    assert bookable(window, at=utc(2027, 1, 1), notice=HOUR, ahead=DAY) is None


def test_a_day_of_the_viewer_heads_the_slots_that_start_on_it() -> None:
    late = Span(utc(2026, 11, 23, 22), utc(2026, 11, 23, 23))
    early = Span(utc(2026, 11, 23, 8), utc(2026, 11, 23, 9))
    assert by_day([late, early], ZoneInfo("UTC")) == [(date(2026, 11, 23), [early, late])]
    assert by_day([late, early], ZoneInfo("Asia/Kathmandu")) == [
        (date(2026, 11, 23), [early]),
        (date(2026, 11, 24), [late]),
    ]


def test_a_rule_holds_from_its_first_day_to_its_last() -> None:
    monday = date(2026, 11, 23)
    rules = [
        WeeklyRule(0, time(9), time(10), last=monday),
        WeeklyRule(0, time(14), time(15), first=monday + 7 * DAY),
    ]
    slots = free_slots_of(
        rules=rules,
        zone=BERLIN,
        busy=[],
        window=day_span(monday - 7 * DAY, 28, BERLIN),
        length=FIFTY,
        step=HOUR,
    )
    assert starts(slots, BERLIN) == ["Mon 09:00", "Mon 09:00", "Mon 14:00", "Mon 14:00"]


def test_a_closed_day_opens_for_what_was_meant_for_it_alone() -> None:
    monday = date(2026, 11, 23)
    rules = [*daily("09:00", "11:00"), WeeklyRule(0, time(18), time(19), monday, monday)]
    slots = free_slots_of(
        rules=rules,
        zone=BERLIN,
        busy=[],
        window=day_span(monday, 2, BERLIN),
        length=FIFTY,
        step=HOUR,
        closed={monday},
    )
    assert starts(slots, BERLIN) == ["Mon 18:00", "Tue 09:00", "Tue 10:00"]


def test_overlapping_hours_offer_each_start_once() -> None:
    monday = date(2026, 11, 23)
    rules = [
        WeeklyRule(0, time(9), time(12)),
        WeeklyRule(0, time(10, 30), time(13)),
        WeeklyRule(0, time(11), time(12)),
    ]
    window = day_span(monday, 1, BERLIN)
    slots = free_slots_of(rules=rules, zone=BERLIN, busy=[], window=window, length=FIFTY, step=HOUR)
    assert [s[4:] for s in starts(slots, BERLIN)] == ["09:00", "10:00", "10:30", "11:00", "11:30"]


def test_the_longer_of_two_buffers_keeps_sessions_apart() -> None:
    wanted = Wanted(length=FIFTY, step=HOUR, before=HOUR, after=10 * SECONDS)
    session = Taken(utc(2026, 11, 23, 10), utc(2026, 11, 23, 11), 30 * SECONDS, 2 * HOUR)
    off = Taken(utc(2026, 11, 23, 18), utc(2026, 11, 23, 19), is_session=False)
    assert kept_clear([session, off], wanted) == [
        Span(utc(2026, 11, 23, 9, 59, 30), utc(2026, 11, 23, 13)),
        Span(utc(2026, 11, 23, 18), utc(2026, 11, 23, 19)),
    ]


def test_a_session_counts_on_the_day_it_starts_on_the_therapists_clock() -> None:
    zone = ZoneInfo("Pacific/Auckland")  # 13 hours ahead: noon UTC is one in the night there
    sessions = [utc(2026, 11, 22, 12)]  # Monday, 01:00
    sunday, monday = utc(2026, 11, 22, 10), utc(2026, 11, 23, 10)
    slots = [Span(start, start + HOUR) for start in (sunday, monday)]
    for caps in (Caps(daily=1), Caps(weekly=1), Caps(daily=1, weekly=1)):
        assert under_caps(slots, sessions, zone, caps) == slots[:1]
    assert under_caps(slots, sessions, zone, Caps(daily=0)) == []
    assert under_caps(slots, sessions, zone, Caps(daily=2, weekly=2)) == slots
