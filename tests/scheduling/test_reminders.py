"""When reminders are due: laws that hold in every zone, and the cases people meet."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduling.reminders import LEAD, NEAR, QuietHours, Reminder, plan

LISBON = ZoneInfo("Europe/Lisbon")
NIGHT = QuietHours(time(22), time(8))
USUAL = [24 * 60, 60]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

zones = st.sampled_from(
    [
        "Africa/Casablanca",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Europe/Berlin",
        "Europe/Lisbon",
        "Pacific/Apia",
        "Pacific/Chatham",
        "UTC",
    ]
).map(ZoneInfo)
# Around clock changes of most of these zones, and a day that never was (Apia, 30 December 2011).
starts = st.one_of(
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 20)),
    st.datetimes(datetime(2026, 9, 20), datetime(2026, 11, 10)),
    st.datetimes(datetime(2011, 12, 28), datetime(2012, 1, 4)),
).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
clock = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
quiet_hours = st.tuples(clock, clock).filter(lambda pair: pair[0] != pair[1])
quiets = quiet_hours.map(lambda pair: QuietHours(*pair))
minutes = st.lists(st.integers(5, 3 * 24 * 60), max_size=5)


def is_quiet(quiet: QuietHours, moment: datetime, zone: ZoneInfo) -> bool:
    reads = moment.astimezone(zone).time()
    if quiet.begin < quiet.end:
        return quiet.begin <= reads < quiet.end
    return reads >= quiet.begin or reads < quiet.end


def made(
    starts_at: datetime,
    wanted: list[int],
    quiet: QuietHours | None,
    zone: ZoneInfo,
    since: datetime = LONG_AGO,
) -> list[Reminder]:
    return plan(starts_at=starts_at, minutes_before=wanted, quiet=quiet, zone=zone, since=since)


@given(starts, minutes, quiets, zones, st.integers(0, 5000))
def test_each_is_wanted_once_after_the_announcement_and_before_the_session(
    start: datetime, wanted: list[int], quiet: QuietHours, zone: ZoneInfo, ago: int
) -> None:
    since = start - timedelta(minutes=ago)
    found = made(start, wanted, quiet, zone, since)
    assert len({reminder.minutes for reminder in found}) == len(found)
    assert {reminder.minutes for reminder in found} <= set(wanted)
    for reminder in found:
        assert since < reminder.due_at < reminder.expires_at <= start
    for earlier, later in pairwise(found):
        assert earlier.due_at < earlier.expires_at < later.due_at


@given(starts, minutes, quiets, zones)
def test_none_comes_in_quiet_hours(
    start: datetime, wanted: list[int], quiet: QuietHours, zone: ZoneInfo
) -> None:
    assert not [
        reminder
        for reminder in made(start, wanted, quiet, zone)
        if is_quiet(quiet, reminder.due_at, zone)
    ]


@given(starts, minutes, quiets, zones, st.integers(0, 5000))
def test_what_is_not_in_quiet_hours_stays_where_it_belongs(
    start: datetime, wanted: list[int], quiet: QuietHours, zone: ZoneInfo, ago: int
) -> None:
    since = start - timedelta(minutes=ago)
    found = {reminder.minutes: reminder.due_at for reminder in made(start, wanted, quiet, zone)}
    for minutes_before in wanted:
        nominal = start - timedelta(minutes=minutes_before)
        if not is_quiet(quiet, nominal, zone):
            assert found[minutes_before] == nominal
    later = made(start, wanted, quiet, zone, since)
    assert all(reminder.due_at > since for reminder in later)


@given(starts, minutes, quiets, zones)
def test_a_moved_one_comes_at_the_last_moment_and_near_no_other(
    start: datetime, wanted: list[int], quiet: QuietHours, zone: ZoneInfo
) -> None:
    found = made(start, wanted, quiet, zone)
    for reminder in found:
        nominal = start - timedelta(minutes=reminder.minutes)
        if reminder.due_at == nominal:
            continue
        assert reminder.due_at < nominal
        moment = reminder.due_at + LEAD
        while moment <= nominal:  # from then on it is quiet
            assert is_quiet(quiet, moment, zone)
            moment += timedelta(minutes=13)
        others = [other for other in found if other is not reminder]
        assert all(abs(other.due_at - reminder.due_at) >= NEAR for other in others)


@given(starts, minutes, quiets, zones)
def test_somebody_who_has_a_waking_hour_a_day_is_reminded(
    start: datetime, wanted: list[int], quiet: QuietHours, zone: ZoneInfo
) -> None:
    """Of what was asked for something goes out, however it was moved."""
    assert bool(made(start, wanted, quiet, zone)) == bool(wanted)


@given(starts, quiets, zones)
def test_quiet_hours_end_where_the_wall_says_so(
    moment: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    end = quiet.until(moment, zone)
    assert (end is not None) == is_quiet(quiet, moment, zone)
    if end is not None:
        assert moment < end
        assert not is_quiet(quiet, end, zone)


def local(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LISBON).astimezone(UTC)


def test_as_usual() -> None:
    start = local(24, 10)
    day, hour = made(start, USUAL, NIGHT, LISBON)
    assert (day.due_at, day.expires_at) == (local(23, 10), local(24, 7))
    assert (hour.due_at, hour.expires_at) == (local(24, 9), start)


def test_an_early_session_is_told_the_evening_before() -> None:
    day, evening = made(local(24, 8, 30), USUAL, NIGHT, LISBON)
    assert day.due_at == local(23, 8, 30)
    assert (evening.minutes, evening.due_at) == (60, local(23, 21, 55))


def test_two_moved_to_one_evening_are_one() -> None:
    found = made(local(24, 8, 30), [600, 120, 60], NIGHT, LISBON)
    assert [(reminder.minutes, reminder.due_at) for reminder in found] == [(60, local(23, 21, 55))]


def test_a_moved_one_gives_way_to_one_that_stands() -> None:
    found = made(local(24, 8, 30), [12 * 60, 60], NIGHT, LISBON)
    assert [reminder.due_at for reminder in found] == [local(23, 20, 30)]


def test_booked_after_the_evenings_last_moment() -> None:
    assert made(local(24, 8, 30), USUAL, NIGHT, LISBON, since=local(23, 22, 30)) == []


def test_two_asked_for_close_together_both_come() -> None:
    first, second = made(local(24, 10), [60, 30], None, LISBON)
    assert (first.due_at, first.expires_at) == (local(24, 9), local(24, 9, 15))
    assert (second.due_at, second.expires_at) == (local(24, 9, 30), local(24, 10))


def test_quiet_hours_that_a_clock_change_swallows_or_repeats() -> None:
    # 29 March, Lisbon: 01:00 becomes 02:00. 25 October: 02:00 becomes 01:00 again.
    quiet = QuietHours(time(1), time(2))
    assert quiet.until(local(29, 0, 59, month=3), LISBON) is None
    assert made(local(29, 3, month=3), [60], quiet, LISBON)[0].due_at == local(29, 2, month=3)
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second half past one
    assert quiet.until(twice, LISBON) == datetime(2026, 10, 25, 2, tzinfo=UTC)
    assert quiet.last_moment_before(twice, LISBON) == datetime(2026, 10, 24, 23, 55, tzinfo=UTC)
