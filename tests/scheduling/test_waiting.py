"""What suits somebody who waits, and how long an offer is theirs: no database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.waiting import (
    DAY_BEGINS,
    DAY_ENDS,
    PARTS_OF_WEEK,
    Wishes,
    by_parts,
    offered_until,
    part_of_day,
    part_of_week,
)

LISBON = ZoneInfo("Europe/Lisbon")
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Lisbon",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Asia/Kathmandu",
            "Africa/Casablanca",
            "Pacific/Kiritimati",
        )
    ]
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
LASTING = st.integers(15, 2880).map(lambda minutes: timedelta(minutes=minutes))
FAR = timedelta(days=60)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "morning"), (11, "morning"), (12, "afternoon"), (16, "afternoon"), (17, "evening")],
)
def test_parts_of_the_day(hour: int, part: str) -> None:
    assert part_of_day(hour) == part


@given(INSTANTS, ZONES)
def test_every_moment_belongs_to_one_part_of_the_week(moment: datetime, zone: ZoneInfo) -> None:
    part = part_of_week(moment.astimezone(zone))
    fitting = [
        code
        for code in PARTS_OF_WEEK
        if Wishes(suits=[code], since=None, until=None, zone=zone).fit(moment)
    ]
    assert fitting == [part]


def test_the_days_are_those_of_the_one_who_waits() -> None:
    """Half past ten at night in UTC is the next day on Kiritimati."""
    moment = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    there = ZoneInfo("Pacific/Kiritimati")
    day = date(2026, 11, 25)
    assert Wishes(suits=(), since=day, until=day, zone=there).fit(moment)
    assert not Wishes(suits=(), since=day, until=day, zone=LISBON).fit(moment)


def at(hour: int, minute: int = 0, *, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "ends"),
    [
        (at(9), at(13)),
        (at(20), at(10, day=25)),  # two hours in the evening, two in the morning
        (at(23), at(12, day=25)),
        (at(3), at(12)),
        (at(18), at(22)),
    ],
)
def test_the_night_does_not_count(made: datetime, ends: datetime) -> None:
    lasts = timedelta(hours=4)
    assert offered_until(at=made, lasts=lasts, zone=LISBON, latest=made + FAR) == ends


def test_the_notice_ends_it_even_at_night() -> None:
    lasts = timedelta(hours=4)
    assert offered_until(at=at(20), lasts=lasts, zone=LISBON, latest=at(23)) == at(23)


@given(INSTANTS, LASTING, ZONES)
def test_an_offer_lasts_its_waking_time_and_ends_by_day(
    made: datetime, lasts: timedelta, zone: ZoneInfo
) -> None:
    ends = offered_until(at=made, lasts=lasts, zone=zone, latest=made + FAR)
    local = ends.astimezone(zone)
    assert time(DAY_BEGINS) < local.time() <= time(DAY_ENDS)
    assert ends - made >= lasts
    nights = (lasts // timedelta(hours=DAY_ENDS - DAY_BEGINS)) + 1
    # Clocks that change while it lasts make a night an hour longer at the most.
    assert ends - made <= lasts + nights * timedelta(hours=24 - DAY_ENDS + DAY_BEGINS + 1)


def test_days_with_the_same_parts_stand_together() -> None:
    assert by_parts(["5-evening", "0-evening", "5-morning", "1-evening"]) == [
        ([0, 1], ["evening"]),
        ([5], ["morning", "evening"]),
    ]
    assert by_parts([]) == []
