"""Rules that repeat: named days first, then laws that hold in zones with odd offsets and dates."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.recurrence import Rhythm, Rule, clock_changes, instant, last_day, occurrences
from scheduling.slots import DAY, Span, WeeklyRule, openings

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
ODD_ZONES = [
    "Europe/Berlin",
    "Europe/Lisbon",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/Scoresbysund",
]


def rule(first_on: date, at: str = "16:00", zone: str = "Europe/Berlin", **other: object) -> Rule:
    told = {"rhythm": Rhythm.WEEKLY, "interval": 1, "count": None, "until": None} | other
    if told["until"] is None and told["count"] is None:
        told["count"] = 4
    return Rule(
        first_on=first_on,
        wall_time=time.fromisoformat(at),
        zone=ZoneInfo(zone),
        **told,  # type: ignore[arg-type]
    )


def days(found: Rule) -> list[str]:
    return [f"{one.day:%d.%m.}" for one in occurrences(found)]


def utc(found: Rule) -> list[str]:
    return [f"{one.starts_at:%d %H:%M}" for one in occurrences(found)]


def test_every_second_thursday() -> None:
    found = rule(date(2026, 11, 26), interval=2, count=5)
    assert days(found) == ["26.11.", "10.12.", "24.12.", "07.01.", "21.01."]


def test_until_a_day_counts_that_day_in() -> None:
    assert days(rule(date(2026, 11, 26), until=date(2026, 12, 10))) == [
        "26.11.",
        "03.12.",
        "10.12.",
    ]
    assert days(rule(date(2026, 11, 26), until=date(2026, 12, 9))) == ["26.11.", "03.12."]


def test_the_second_tuesday_of_every_month() -> None:
    found = rule(date(2026, 12, 8), rhythm=Rhythm.MONTHLY, count=5)
    assert days(found) == ["08.12.", "12.01.", "09.02.", "09.03.", "13.04."]


def test_from_a_fifth_one_it_is_the_last_of_each_month() -> None:
    found = rule(date(2026, 12, 29), rhythm=Rhythm.MONTHLY, count=4)
    assert days(found) == ["29.12.", "26.01.", "23.02.", "30.03."]


def test_every_third_month() -> None:
    found = rule(date(2026, 11, 26), rhythm=Rhythm.MONTHLY, interval=3, count=3)
    assert days(found) == ["26.11.", "25.02.", "27.05."]


@pytest.mark.parametrize(
    ("zone", "first_on", "at", "expected"),
    [
        # Berlin, spring and autumn: 16:00 stays 16:00 and moves in UTC.
        ("Europe/Berlin", date(2026, 3, 22), "16:00", ["22 15:00", "29 14:00"]),
        ("Europe/Berlin", date(2026, 10, 18), "16:00", ["18 14:00", "25 15:00"]),
        # 02:30 doesn't exist on 29 March: 03:30 by the new clock. On 25 October it is the first.
        ("Europe/Berlin", date(2026, 3, 22), "02:30", ["22 01:30", "29 01:30"]),
        ("Europe/Berlin", date(2026, 10, 18), "02:30", ["18 00:30", "25 00:30"]),
        # Lord Howe jumps half an hour: 02:15 becomes 02:45, which is 15:45 the day before.
        ("Australia/Lord_Howe", date(2026, 9, 27), "02:15", ["26 15:45", "03 15:45"]),
        ("Australia/Lord_Howe", date(2026, 3, 29), "01:45", ["28 14:45", "04 14:45"]),
        # Chatham: 02:45 on the 27th becomes 03:45.
        ("Pacific/Chatham", date(2026, 9, 20), "02:50", ["19 14:05", "26 14:05"]),
        ("Pacific/Chatham", date(2026, 9, 20), "09:00", ["19 20:15", "26 19:15"]),
        ("Asia/Kathmandu", date(2026, 6, 1), "09:00", ["01 03:15", "08 03:15"]),
        # Casablanca goes back an hour for Ramadan, from 15 February to 22 March 2026.
        ("Africa/Casablanca", date(2026, 2, 8), "09:00", ["08 08:00", "15 09:00"]),
        ("Africa/Casablanca", date(2026, 3, 15), "09:00", ["15 09:00", "22 08:00"]),
        # Apia skipped Friday, 30 December 2011: passed over and not counted.
        ("Pacific/Apia", date(2011, 12, 23), "09:00", ["23 19:00", "05 19:00"]),
        # Greenland's clock jumps from 23:00 to midnight: half past eleven is past midnight then.
        ("America/Scoresbysund", date(2026, 3, 21), "23:30", ["22 01:30", "29 01:30"]),
    ],
)
def test_where_the_clock_changes(zone: str, first_on: date, at: str, expected: list[str]) -> None:
    assert utc(rule(first_on, at, zone, count=2)) == expected


def test_the_other_clock_differs_while_only_one_of_the_two_has_changed() -> None:
    """New York leaves summer time a week after Berlin and returns to it two weeks before."""
    starts = [one.starts_at for one in occurrences(rule(date(2026, 10, 15), count=24))]
    changes = clock_changes(starts, ZoneInfo("America/New_York"))
    assert [(f"{at:%d.%m.}", f"{to:%H:%M}") for at, to in changes] == [
        ("29.10.", "11:00"),
        ("05.11.", "10:00"),
        ("18.03.", "11:00"),
    ]
    assert clock_changes(starts, BERLIN) == []
    assert clock_changes(starts, ZoneInfo("Europe/Lisbon")) == []
    assert clock_changes([], BERLIN) == []


@pytest.mark.parametrize("wrong", [{"interval": 0}, {"count": 2, "until": date(2027, 1, 1)}])
def test_a_rule_without_sense_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a rule"):
        rule(date(2026, 11, 26), **wrong)


def test_a_year_ends_on_a_leap_day_too() -> None:
    assert last_day(date(2028, 2, 29)) == date(2029, 2, 28)


# Laws

rules = st.builds(
    Rule,
    rhythm=st.sampled_from(Rhythm),
    interval=st.integers(1, 6),
    first_on=st.dates(date(2011, 1, 1), date(2030, 12, 31)),
    wall_time=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ODD_ZONES).map(ZoneInfo),
    count=st.integers(1, 52),
)


@given(rules)
def test_there_are_as_many_as_asked_for_each_later_than_the_one_before(some: Rule) -> None:
    found = occurrences(some)
    assert len(found) == some.count
    assert found == sorted(set(found))
    assert sorted({one.starts_at for one in found}) == [one.starts_at for one in found]
    assert all(one.starts_at.tzinfo is UTC for one in found)


@given(rules)
def test_the_wall_clock_reads_the_rules_time_unless_it_has_no_such_time(some: Rule) -> None:
    for one in occurrences(some):
        there = one.starts_at.astimezone(some.zone)
        if (there.date(), there.time()) == (one.day, some.wall_time):
            continue
        # The clock jumped over that time: an hour, or half of one, but never more.
        jumped = there.replace(tzinfo=None) - datetime.combine(one.day, some.wall_time)
        assert timedelta() < jumped <= HOUR
        before = (one.starts_at - DAY).astimezone(some.zone).utcoffset()
        after = (one.starts_at + DAY).astimezone(some.zone).utcoffset()
        assert after is not None and before is not None and after - before == jumped


@given(rules)
def test_days_keep_weekday_and_rhythm(some: Rule) -> None:
    found = [one.day for one in occurrences(some)]
    assert {day.weekday() for day in found} <= {some.first_on.weekday()}
    if some.rhythm is Rhythm.WEEKLY:
        assert all((day - some.first_on).days % (7 * some.interval) == 0 for day in found)
    else:
        months = [day.year * 12 + day.month for day in found]
        assert len(set(months)) == len(months)
        first = some.first_on.year * 12 + some.first_on.month
        assert all((month - first) % some.interval == 0 for month in months)


@given(rules, st.integers(1, 51))
def test_a_shorter_one_is_the_beginning_of_a_longer_one(some: Rule, fewer: int) -> None:
    all_of_them = occurrences(some)
    until = all_of_them[min(fewer, len(all_of_them)) - 1].day
    shorter = Rule(
        rhythm=some.rhythm,
        interval=some.interval,
        first_on=some.first_on,
        wall_time=some.wall_time,
        zone=some.zone,
        until=until,
    )
    assert occurrences(shorter) == [one for one in all_of_them if one.day <= until]


@given(rules)
def test_a_therapist_who_is_open_then_is_open_for_every_one_that_exists(some: Rule) -> None:
    """The rule and the weekly hours (`slots.openings`) read the same wall clock."""
    opens = some.wall_time.replace(minute=0)
    closes = time((opens.hour + 1) % 24)
    weekly = [WeeklyRule(some.first_on.weekday(), opens, closes)]
    for one in occurrences(some)[:12]:
        there = one.starts_at.astimezone(some.zone)
        if (there.date(), there.time()) != (one.day, some.wall_time):
            continue
        moment = Span(one.starts_at, one.starts_at + timedelta(minutes=1))
        assert openings(weekly, some.zone, moment)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.times(), st.sampled_from(ODD_ZONES))
def test_fold_is_never_asked(day: date, at: time, zone: str) -> None:
    there = ZoneInfo(zone)
    assert instant(day, at.replace(fold=1), there) == instant(day, at.replace(fold=0), there)
