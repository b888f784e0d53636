"""A clock that shows a time twice says which one it means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from people.models import User
from people.templatetags.attune import ago, clock, fours, time_for


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (58, "just now"), (61, "1 minute ago"), (3_700, "1 hour, 1 minute ago")],
)
def test_what_was_this_minute_is_just_now(seconds: int, words: str) -> None:
    moment = timezone.now() - timedelta(seconds=seconds)
    assert ago(moment).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("zone", "instant", "words"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30), "02:30 (UTC+2)"),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 30), "02:30 (UTC+1)"),
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 0), "03:00"),
        ("Europe/Berlin", datetime(2026, 3, 29, 1, 0), "03:00"),
        ("Europe/London", datetime(2026, 10, 25, 1, 15), "01:15 (UTC)"),
        # Half an hour only: 01:30 to 02:00 come twice.
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 45), "01:45 (UTC+11)"),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 15), "01:45 (UTC+10:30)"),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 15), "01:15"),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 30), "02:00"),
        ("America/New_York", datetime(2026, 11, 1, 5, 30), "01:30 (UTC\N{MINUS SIGN}4)"),
        ("Asia/Kathmandu", datetime(2026, 10, 25, 0, 30), "06:15"),
    ],
)
def test_a_time_that_comes_twice_says_which(zone: str, instant: datetime, words: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert clock(instant.replace(tzinfo=UTC)) == words


def test_the_other_ones_repeated_hour_is_told_apart_as_well() -> None:
    tariq = User(full_name="Tariq Haddad", time_zone="Australia/Lord_Howe")
    with timezone.override("Europe/Berlin"):
        twice = [
            time_for(datetime(2026, 4, 4, hour, minute, tzinfo=UTC), tariq)
            for hour, minute in ((14, 45), (15, 15))
        ]
    assert twice == ["Sun 01:45 (UTC+11) for Tariq", "Sun 01:45 (UTC+10:30) for Tariq"]


@pytest.mark.parametrize(
    ("hour", "words"),
    [(15, "23:00 for Hana"), (16, "Thu 00:00 for Hana"), (20, "Thu 04:00 for Hana")],
)
def test_across_midnight_the_other_ones_day_is_said(hour: int, words: str) -> None:
    hana = User(full_name="Hana Mori", time_zone="Asia/Singapore")
    with timezone.override("Europe/Lisbon"):
        assert time_for(datetime(2026, 12, 2, hour, tzinfo=UTC), hana) == words


def test_a_key_comes_in_fours() -> None:
    assert fours("ABCDEFGHIJ") == ["ABCD", "EFGH", "IJ"]
