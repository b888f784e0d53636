"""What calendar files of other programs say is busy."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from scheduling import elsewhere
from scheduling.elsewhere import read, without_stamps
from scheduling.errors import CalendarTrouble
from scheduling.slots import Span
from tests.scheduling.outside_server import calendar, event

BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
WINDOW = Span(datetime(2026, 11, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC))
SITE = "https://practice.example"
OURS = "11111111-2222-4333-8444-555555555555"


def busy(*components: str, head: str = "", zone: ZoneInfo = BERLIN) -> list[str]:
    """The spans, each as two moments in UTC."""
    found = read(calendar(*components, head=head), window=WINDOW, zone=zone, site=SITE)
    return [f"{span.start:%m-%d %H:%M} to {span.end:%m-%d %H:%M}" for span in found.busy]


def trouble(written: bytes) -> str:
    with pytest.raises(CalendarTrouble) as refused:
        read(written, window=WINDOW, zone=BERLIN, site=SITE)
    return refused.value.trouble.value


LUNCH = event("DTSTART:20261124T110000Z", "DTEND:20261124T120000Z", "SUMMARY:Lunch with A.")


def test_an_event_is_busy_from_its_start_to_its_end() -> None:
    assert busy(LUNCH) == ["11-24 11:00 to 11-24 12:00"]
    assert busy(event("DTSTART:20261124T110000Z", "DURATION:PT90M")) == [
        "11-24 11:00 to 11-24 12:30"
    ]


def test_an_empty_calendar_is_a_calendar() -> None:
    assert busy() == []


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_free_is_only_what_says_so(line: str) -> None:
    times = "DTSTART:20261124T110000Z", "DTEND:20261124T120000Z"
    assert busy(event(*times, line)) == []
    assert busy(event(*times, line.lower())) == []
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:somebody@example.org"
    for other in ("TRANSP:OPAQUE", "STATUS:TENTATIVE", declined, "CLASS:PRIVATE"):
        assert len(busy(event(*times, other))) == 1, other


def test_whole_days_are_days_of_the_calendars_zone_else_of_the_therapists() -> None:
    holiday = event("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126")
    assert busy(holiday) == ["11-23 23:00 to 11-25 23:00"]
    assert busy(holiday, head="X-WR-TIMEZONE:Pacific/Auckland") == ["11-23 11:00 to 11-25 11:00"]
    assert busy(holiday, head="X-WR-TIMEZONE:Nowhere/Land") == ["11-23 23:00 to 11-25 23:00"]
    one = event("DTSTART;VALUE=DATE:20261124")
    assert busy(one) == ["11-23 23:00 to 11-24 23:00"]


def test_a_day_lasts_as_long_as_clocks_make_it() -> None:
    """25 October 2027 would have 24 hours; the last Sunday, the 31st, has 25 in Berlin."""
    assert busy(event("DTSTART;VALUE=DATE:20271031")) == ["10-30 22:00 to 10-31 23:00"]


def test_times_without_a_zone_are_on_the_therapists_clock() -> None:
    floating = event("DTSTART:20261124T090000", "DTEND:20261124T100000")
    assert busy(floating) == ["11-24 08:00 to 11-24 09:00"]
    assert busy(floating, zone=AUCKLAND) == ["11-23 20:00 to 11-23 21:00"]


def test_zones_are_known_by_other_names_and_by_their_own_rules() -> None:
    windows = event("DTSTART;TZID=W. Europe Standard Time:20261124T090000", "DURATION:PT1H")
    assert busy(windows) == ["11-24 08:00 to 11-24 09:00"]
    own = (
        "BEGIN:VTIMEZONE|TZID:Ours|BEGIN:STANDARD|DTSTART:19700101T000000"
        "|TZOFFSETFROM:+0545|TZOFFSETTO:+0545|END:STANDARD|END:VTIMEZONE"
    )
    assert busy(own, event("DTSTART;TZID=Ours:20261124T090000", "DURATION:PT1H")) == [
        "11-24 03:15 to 11-24 04:15"
    ]


def test_what_repeats_stays_on_its_wall_clock_to_the_end_of_the_window() -> None:
    found = busy(
        event("DTSTART;TZID=Europe/Berlin:20250107T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    )
    assert found[0] == "11-03 08:00 to 11-03 09:00"
    assert "06-01 07:00 to 06-01 08:00" in found, "summer"
    assert found[-1] == "10-31 08:00 to 10-31 09:00", "winter has come in 2028"
    assert len(found) == 105


def test_one_of_a_row_may_be_moved_freed_cancelled_or_left_out() -> None:
    row = event(
        "DTSTART:20261103T090000Z",
        "DTEND:20261103T100000Z",
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "EXDATE:20261110T090000Z",
    )
    moved = event(
        "RECURRENCE-ID:20261117T090000Z", "DTSTART:20261118T150000Z", "DTEND:20261118T160000Z"
    )
    freed = event(
        "RECURRENCE-ID:20261124T090000Z",
        "DTSTART:20261124T090000Z",
        "DTEND:20261124T100000Z",
        "TRANSP:TRANSPARENT",
    )
    cancelled = event(
        "RECURRENCE-ID:20261201T090000Z",
        "DTSTART:20261201T090000Z",
        "DTEND:20261201T100000Z",
        "STATUS:CANCELLED",
    )
    assert busy(row, moved, freed, cancelled) == [
        "11-03 09:00 to 11-03 10:00",
        "11-18 15:00 to 11-18 16:00",
    ]


def test_the_past_is_left_out_but_not_what_reaches_into_the_window() -> None:
    old = event("DTSTART:20200101T090000Z", "DTEND:20200101T100000Z", uid="a@x")
    long = event("DTSTART:20200101T090000Z", "DTEND:20261102T100000Z", uid="b@x")
    moved_from_long_ago = event(
        "RECURRENCE-ID:20200107T090000Z",
        "DTSTART:20261124T090000Z",
        "DTEND:20261124T100000Z",
        uid="c@x",
    )
    assert busy(old, long, moved_from_long_ago) == [
        "11-01 00:00 to 11-02 10:00",
        "11-24 09:00 to 11-24 10:00",
    ]


def test_a_past_that_cannot_be_read_does_not_matter() -> None:
    """It is not looked at, so it can't spoil what lies ahead."""
    old = event("DTSTART:garbage", "DTEND:20200101T100000Z", uid="a@x")
    assert busy(old, LUNCH) == ["11-24 11:00 to 11-24 12:00"]


def test_spans_that_touch_or_overlap_are_one_and_nothing_else_is_kept() -> None:
    more = event("DTSTART:20261124T120000Z", "DTEND:20261124T130000Z", uid="two@x")
    inside = event("DTSTART:20261124T111500Z", "DTEND:20261124T113000Z", uid="three@x")
    nothing = event("DTSTART:20261124T150000Z", uid="four@x")
    assert busy(LUNCH, more, inside, nothing) == ["11-24 11:00 to 11-24 13:00"]


def test_free_busy_lists_count_too() -> None:
    listed = (
        "BEGIN:VFREEBUSY|UID:1|DTSTAMP:20261101T000000Z"
        "|FREEBUSY:20261124T100000Z/PT1H,20261125T100000Z/20261125T113000Z"
        "|FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T100000Z/PT1H"
        "|FREEBUSY;FBTYPE=FREE:20261127T100000Z/PT1H|END:VFREEBUSY"
    )
    assert busy(listed) == [
        "11-24 10:00 to 11-24 11:00",
        "11-25 10:00 to 11-25 11:30",
        "11-26 10:00 to 11-26 11:00",
    ]


def test_our_own_sessions_are_told_apart() -> None:
    times = "DTSTART:20261124T110000Z", "DTEND:20261124T120000Z"
    by_uid = event(*times, uid=f"{OURS}@practice.example")
    link = f"DESCRIPTION:{SITE}/appointments/{OURS}/"
    by_link = event(*times, "SUMMARY:Session", link, uid="made@up")
    for component in (by_uid, by_uid.upper(), by_link):
        found = read(calendar(component), window=WINDOW, zone=BERLIN, site=SITE)
        assert found.busy == []
        assert list(found.ours) == [UUID(OURS)]
    for uid in (f"{OURS}@other.example", f"{OURS}x@practice.example"):
        assert len(busy(event(*times, uid=uid))) == 1
    about_it = event(*times, "SUMMARY:Supervision", link, uid="noted@home")
    assert len(busy(about_it)) == 1, "an event of one's own that only names the session"


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"<html>Please sign in</html>",
        b"\xff\xfe\x00",
        calendar(LUNCH)[:-20],
        b"END:VCALENDAR",
        calendar(LUNCH) + b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR",
        calendar(event("DTSTART:garbage")),
        calendar(event("SUMMARY:no start")),
        calendar(event("DTSTART:20261124T110000Z", "RRULE:FREQ=NEVER")),
        calendar(event("DTSTART:20261124T110000Z", "RRULE:FREQ=WEEKLY", "EXDATE:x")),
        calendar(LUNCH, head="CALSCALE:HEBREW"),
    ],
)
def test_half_understood_is_not_understood(written: bytes) -> None:
    assert trouble(written) == "not-a-calendar"


def test_lines_that_say_nothing_of_time_do_no_harm() -> None:
    assert len(busy(event("DTSTART:20261124T110000Z", "DURATION:PT1H", "X-ODD;;", "GEO:up"))) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6;BYMINUTE=0,10,20,30",
        "FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))),
    ],
)
def test_nobody_lives_by_the_minute(rule: str) -> None:
    assert trouble(calendar(event("DTSTART:20261124T110000Z", f"RRULE:{rule}"))) == "too-big"


def test_there_is_an_end_to_how_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MOST_EVENTS", 3)
    many = [
        event("DTSTART:20261124T110000Z", "DTEND:20261124T120000Z", uid=f"{n}@x") for n in range(4)
    ]
    assert len(busy(*many[:3])) == 1
    assert trouble(calendar(*many)) == "too-big"
    old = [text.replace("2026", "2020") for text in many]
    assert len(busy(*many[:3], *old)) == 1, "the past is not counted"
    monkeypatch.setattr(elsewhere, "MOST_OCCURRENCES", 50)
    daily = event("DTSTART:20261124T110000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    assert trouble(calendar(daily)) == "too-big"
    monkeypatch.setattr(elsewhere, "SECONDS", -1)
    assert trouble(calendar(LUNCH)) == "too-big"


def test_a_new_stamp_makes_no_new_calendar() -> None:
    later = LUNCH.replace("20261101T000000Z", "20261102T000000Z")
    assert without_stamps(calendar(LUNCH)) == without_stamps(calendar(later))
    assert without_stamps(calendar(LUNCH)) != without_stamps(calendar())
