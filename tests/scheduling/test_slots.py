"""The arithmetic of free time: named days first, then laws that hold whatever the numbers."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.slots import (
    DAY,
    Span,
    WeeklyRule,
    bookable,
    by_day,
    day_span,
    free_slots,
    merge,
    openings,
    subtract,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
FIFTY = timedelta(minutes=50)
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
    slots = free_slots(
        rules=[WeeklyRule(0, time(9), time(12))],
        zone=BERLIN,
        busy=[Span(utc(2026, 11, 23, 9), utc(2026, 11, 23, 9, 50))],
        window=monday,
        length=FIFTY,
        step=HOUR,
    )
    assert starts(slots, BERLIN) == ["Mon 09:00", "Mon 11:00"]


def test_a_slot_may_run_from_one_rule_into_the_next_that_touches_it() -> None:
    slots = free_slots(
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
    slots = free_slots(
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
    ],
)
def test_clock_changes(zone: str, day: date, opens: str, closes: str, expected: list[str]) -> None:
    assert open_on(day, zone, opens, closes) == expected


def test_hours_keep_their_wall_clock_across_a_clock_change() -> None:
    slots = free_slots(
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


# Laws.

ZONES = st.sampled_from(
    [
        ZoneInfo(key)
        for key in (
            "UTC",
            "Europe/Berlin",
            "Europe/Lisbon",
            "America/New_York",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Asia/Kathmandu",
            "Africa/Casablanca",
            "Pacific/Apia",
            "America/Sao_Paulo",
        )
    ]
)
QUARTERS = st.integers(0, 95)
RULES = st.lists(
    st.builds(
        lambda weekday, a, b: WeeklyRule(
            weekday,
            time(min(a, b) // 4, min(a, b) % 4 * 15),
            time((max(a, b) + 1) // 4 % 24, (max(a, b) + 1) % 4 * 15),
        ),
        st.integers(0, 6),
        QUARTERS,
        QUARTERS,
    ),
    max_size=8,
)
# From Samoa's date line jump to a few years ahead, on quarters of an hour.
INSTANTS = st.builds(
    lambda minutes: utc(2011, 12, 1) + 15 * timedelta(minutes=minutes),
    st.integers(0, 18 * 366 * 96),
)
WINDOWS = st.builds(
    lambda start, quarters: Span(start, start + quarters * timedelta(minutes=15)),
    INSTANTS,
    st.integers(1, 21 * 96),
)
LENGTHS = st.sampled_from([timedelta(minutes=m) for m in (15, 25, 45, 50, 60, 90, 180)])
STEPS = st.sampled_from([timedelta(minutes=m) for m in (15, 30, 45, 60)])


@st.composite
def windows_with_busy(draw: st.DrawFn) -> tuple[Span, list[Span]]:
    window = draw(WINDOWS)
    quarters = int((window.end - window.start) / timedelta(minutes=15))
    busy = draw(
        st.lists(
            st.builds(
                lambda offset, length: Span(
                    window.start + offset * timedelta(minutes=15),
                    window.start + (offset + length) * timedelta(minutes=15),
                ),
                st.integers(-8, quarters),
                st.integers(1, 40),
            ),
            max_size=12,
        )
    )
    return window, busy


def total(spans: list[Span]) -> timedelta:
    return sum((span.end - span.start for span in spans), timedelta())


def disjoint(spans: list[Span]) -> bool:
    return all(a.end <= b.start for a, b in pairwise(spans))


def inside(spans: list[Span], window: Span) -> list[Span]:
    """The instants of `spans` in the window: everything, minus what isn't the window."""
    return subtract(spans, subtract(spans, [window]))


@given(RULES, ZONES, windows_with_busy())
def test_free_busy_and_closed_cover_the_window_once(
    rules: list[WeeklyRule], zone: ZoneInfo, times: tuple[Span, list[Span]]
) -> None:
    window, busy = times
    opened = [Span(piece.start, piece.end) for piece in openings(rules, zone, window)]
    free = subtract(opened, busy)
    closed = subtract([window], [*opened, *busy])
    taken = inside(merge(busy), window)
    assert merge([*free, *closed, *taken]) == [window]
    assert total(free) + total(closed) + total(taken) == window.end - window.start
    assert disjoint(free)


@given(RULES, ZONES, WINDOWS)
def test_open_means_that_the_clock_on_the_wall_reads_a_time_inside_a_rule(
    rules: list[WeeklyRule], zone: ZoneInfo, window: Span
) -> None:
    opened = merge(Span(piece.start, piece.end) for piece in openings(rules, zone, window))
    instant, current = window.start, 0
    while instant < window.end:
        while current < len(opened) and opened[current].end <= instant:
            current += 1
        is_open = current < len(opened) and opened[current].start <= instant
        wall = instant.astimezone(zone)
        assert is_open == any(
            rule.weekday == wall.weekday()
            and rule.opens <= wall.time()
            and (rule.closes == time() or wall.time() < rule.closes)
            for rule in rules
        )
        instant += timedelta(minutes=15)


@given(RULES, ZONES, windows_with_busy(), LENGTHS, STEPS)
def test_every_slot_is_open_free_and_as_long_as_asked(
    rules: list[WeeklyRule],
    zone: ZoneInfo,
    times: tuple[Span, list[Span]],
    length: timedelta,
    step: timedelta,
) -> None:
    window, busy = times
    slots = free_slots(rules=rules, zone=zone, busy=busy, window=window, length=length, step=step)
    opened = merge(Span(piece.start, piece.end) for piece in openings(rules, zone, window))
    assert slots == sorted(set(slots))
    for slot in slots:
        assert slot.end - slot.start == length
        assert any(span.holds(slot) for span in opened)
        assert not any(slot.overlaps(span) for span in busy)


@given(RULES, ZONES, windows_with_busy(), LENGTHS, STEPS, st.integers(0, 40), st.integers(0, 40))
def test_looking_through_a_smaller_window_shows_the_same_slots(
    rules: list[WeeklyRule],
    zone: ZoneInfo,
    times: tuple[Span, list[Span]],
    length: timedelta,
    step: timedelta,
    later: int,
    sooner: int,
) -> None:
    window, busy = times
    small = Span(
        window.start + later * timedelta(minutes=15), window.end - sooner * timedelta(minutes=15)
    )
    if small.end <= small.start:
        return

    def seen(through: Span) -> list[Span]:
        return free_slots(
            rules=rules, zone=zone, busy=busy, window=through, length=length, step=step
        )

    assert seen(small) == [slot for slot in seen(window) if small.holds(slot)]


@given(RULES, windows_with_busy(), LENGTHS, STEPS, st.integers(-52, 52))
def test_moving_the_window_by_weeks_moves_the_answer(
    rules: list[WeeklyRule],
    times: tuple[Span, list[Span]],
    length: timedelta,
    step: timedelta,
    weeks: int,
) -> None:
    """In a zone whose clock never changes."""
    window, busy = times
    zone, by = ZoneInfo("Asia/Kathmandu"), timedelta(weeks=weeks)

    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    before = free_slots(rules=rules, zone=zone, busy=busy, window=window, length=length, step=step)
    after = free_slots(
        rules=rules,
        zone=zone,
        busy=[moved(span) for span in busy],
        window=moved(window),
        length=length,
        step=step,
    )
    assert after == [moved(slot) for slot in before]


@given(RULES, ZONES, windows_with_busy(), ZONES)
def test_every_viewer_is_offered_the_same_slots(
    rules: list[WeeklyRule], zone: ZoneInfo, times: tuple[Span, list[Span]], viewer: ZoneInfo
) -> None:
    window, busy = times
    slots = free_slots(rules=rules, zone=zone, busy=busy, window=window, length=FIFTY, step=HOUR)
    days = by_day(slots, viewer)
    assert [slot for _, group in days for slot in group] == slots
    for day, group in days:
        assert {slot.start.astimezone(viewer).date() for slot in group} == {day}
