"""Where things stand in the calendar's picture, on ordinary days and when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduling.slots import Span
from scheduling.week import (
    MIDNIGHT,
    Block,
    Piece,
    comes_twice,
    hours_shown,
    longer_by,
    moment_at,
    pieces,
    stretches,
)

BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
MONDAY = date(2026, 11, 23)
BACK = date(2026, 10, 25)
"""At 03:00 the clocks of Berlin go back to 02:00."""
AHEAD = date(2026, 3, 29)
"""At 02:00 they jump to 03:00."""


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def block(start: datetime, minutes: int = 60, name: str = "") -> Block[str]:
    return Block(Span(start, start + timedelta(minutes=minutes)), name)


def where(found: list[Piece[str]]) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in found]


def test_a_session_stands_where_the_clock_on_the_wall_reads() -> None:
    assert where(pieces([block(utc(MONDAY, 9, 15), 50)], MONDAY, BERLIN)) == [(615, 665)]


def test_the_zone_decides_under_which_day() -> None:
    late = block(utc(MONDAY, 23, 30), 20)
    assert pieces([late], MONDAY, BERLIN) == []
    assert where(pieces([late], MONDAY + timedelta(days=1), BERLIN)) == [(30, 50)]


def test_over_midnight_it_stands_on_both_days_and_says_so() -> None:
    night = block(utc(MONDAY, 22, 30), 60)
    (evening,) = pieces([night], MONDAY, BERLIN)
    (morning,) = pieces([night], MONDAY + timedelta(days=1), BERLIN)
    assert (evening.start, evening.end, evening.goes_on) == (23 * 60 + 30, MIDNIGHT, True)
    assert (morning.start, morning.end, morning.begins_before) == (0, 30, True)
    assert evening.span == morning.span


def test_what_overlaps_stands_side_by_side_and_what_only_touches_does_not() -> None:
    nine, half_past, ten = (
        block(utc(MONDAY, 8), 60, "nine"),
        block(utc(MONDAY, 8, 30), 30, "half past"),
        block(utc(MONDAY, 9), 60, "ten"),
    )
    found = pieces([ten, half_past, nine], MONDAY, BERLIN)
    assert [(piece.what, piece.lane, piece.lanes) for piece in found] == [
        ("nine", 0, 2),
        ("half past", 1, 2),
        ("ten", 0, 1),
    ]


def test_a_lane_is_used_again_within_one_cluster() -> None:
    long = block(utc(MONDAY, 8), 180, "long")
    first, second = block(utc(MONDAY, 8), 60, "first"), block(utc(MONDAY, 9), 60, "second")
    found = pieces([long, first, second], MONDAY, BERLIN)
    assert [(piece.what, piece.lane, piece.lanes) for piece in found] == [
        ("long", 0, 2),
        ("first", 1, 2),
        ("second", 1, 2),
    ]


def test_the_two_half_past_twos_of_an_autumn_night_stand_side_by_side() -> None:
    assert longer_by(BACK, BERLIN) == timedelta(hours=1)
    found = pieces([block(utc(BACK, 0, 30), 30), block(utc(BACK, 1, 30), 30)], BACK, BERLIN)
    assert where(found) == [(150, 180), (150, 180)]
    assert [piece.lane for piece in found] == [0, 1]


def test_across_the_hour_that_comes_twice_nothing_is_shorter_than_it_lasts() -> None:
    assert where(pieces([block(utc(BACK, 0, 30), 60)], BACK, BERLIN)) == [(150, 210)]


def test_across_the_hour_that_is_skipped_it_reaches_over_it() -> None:
    assert longer_by(AHEAD, BERLIN) == timedelta(hours=-1)
    assert where(pieces([block(utc(AHEAD, 0, 30), 60)], AHEAD, BERLIN)) == [(90, 210)]


def test_a_clock_change_of_half_an_hour() -> None:
    assert longer_by(date(2026, 4, 5), LORD_HOWE) == timedelta(minutes=30)


def test_a_day_that_never_was_is_empty() -> None:
    day = date(2011, 12, 30)
    around = Block(Span(utc(date(2011, 12, 28), 0), utc(date(2012, 1, 2), 0)), "")
    assert longer_by(day, APIA) == -timedelta(days=1)
    assert pieces([around], day, APIA) == []


def test_a_clock_time_is_an_instant_the_first_of_two_or_none() -> None:
    half_past_two = time(2, 30)
    assert moment_at(MONDAY, half_past_two, BERLIN) == utc(MONDAY, 1, 30)
    assert moment_at(BACK, half_past_two, BERLIN) == utc(BACK, 0, 30)
    assert moment_at(AHEAD, half_past_two, BERLIN) is None
    assert comes_twice(utc(BACK, 0, 30), BERLIN)
    assert comes_twice(utc(BACK, 1, 30), BERLIN)
    assert not comes_twice(utc(BACK, 2, 30), BERLIN)
    assert not comes_twice(utc(AHEAD, 0, 30), BERLIN)


def test_time_off_of_days_covers_each_of_them_whole() -> None:
    off = Span(utc(MONDAY, 12), utc(MONDAY + timedelta(days=2), 9))
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    assert [stretches([off], day, BERLIN) for day in days] == [
        [(13 * 60, MIDNIGHT)],
        [(0, MIDNIGHT)],
        [(0, 10 * 60)],
    ]


def test_the_hours_shown_reach_as_far_as_what_is_there() -> None:
    assert hours_shown([], around=(8, 18)) == (8, 18)
    assert hours_shown([(450, 500), (1100, 1261)], around=(8, 18)) == (7, 22)
    assert hours_shown([(0, MIDNIGHT)], around=(8, 18)) == (0, 24)


spans = st.builds(
    block,
    st.integers(0, 3 * 24 * 12).map(lambda five: utc(BACK, 0) + timedelta(minutes=5 * five)),
    st.integers(1, 60).map(lambda five: 5 * five),
)


@given(st.lists(spans, max_size=12))
def test_no_two_pieces_lie_on_each_other_and_none_leaves_its_column(
    blocks: list[Block[str]],
) -> None:
    for offset in range(-1, 4):
        found = pieces(blocks, BACK + timedelta(days=offset), BERLIN)
        for piece in found:
            assert 0 <= piece.start < piece.end <= MIDNIGHT
            assert 0 <= piece.lane < piece.lanes
        for n, piece in enumerate(found):
            for other in found[n + 1 :]:
                if piece.start < other.end and other.start < piece.end:
                    assert piece.lane != other.lane
                    assert piece.lanes == other.lanes
