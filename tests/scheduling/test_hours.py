"""A therapist's weekly hours and time off."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from people.errors import Refused
from people.models import User
from privacy.models import AuditEntry
from scheduling.actions import add_time_off, change_week, drop_week, set_hours
from scheduling.actions.hours import shape_of, weeks_of
from scheduling.models import Service, TimeOff, WeeklyHours
from scheduling.weeks import Dates, Stretch, Week
from tests.scheduling.conftest import NOW

HOURS = "/hours/"


def rule(weekday: int, opens: str, closes: str) -> Stretch:
    return Stretch(weekday, time.fromisoformat(opens), time.fromisoformat(closes))


def kept(therapist: User) -> list[str]:
    return [
        f"{row.weekday} {row.opens:%H:%M}-{row.closes:%H:%M}"
        for row in WeeklyHours.objects.filter(therapist=therapist)
    ]


def test_hours_replace_what_was_there(tariq: User, nadia: User) -> None:
    set_hours(actor=nadia, stretches=[rule(0, "09:00", "17:00")])
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "17:00")])
    set_hours(
        actor=tariq,
        stretches=[rule(2, "13:00", "00:00"), rule(0, "14:00", "18:00"), rule(0, "09:00", "12:00")],
    )
    assert kept(tariq) == ["0 09:00-12:00", "0 14:00-18:00", "2 13:00-00:00"]
    assert kept(nadia) == ["0 09:00-17:00"]
    assert AuditEntry.objects.latest("id").verb == "hours.set"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([("09:00", "12:00"), ("11:00", "14:00")], "Monday: 09:00–12:00 and 11:00–14:00 overlap"),
        ([("20:00", "00:00"), ("22:00", "23:00")], "overlap"),
        ([("12:00", "09:00")], "Monday: 09:00 is not after 12:00"),
        ([("12:00", "12:00")], "is not after"),
    ],
)
def test_impossible_hours_are_refused(rules: list[tuple[str, str]], told: str, tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(4, "09:00", "10:00")])
    before = AuditEntry.objects.count()
    with pytest.raises(Refused, match=told):
        set_hours(actor=tariq, stretches=[rule(0, *ends) for ends in rules])
    assert kept(tariq) == ["4 09:00-10:00"]
    assert AuditEntry.objects.count() == before


def test_stretches_that_touch_are_fine(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00"), rule(0, "12:00", "13:00")])
    assert len(kept(tariq)) == 2


def test_only_therapists_keep_hours(alice: User, ines: User) -> None:
    for person in (alice, ines):
        with pytest.raises(Http404):
            set_hours(actor=person, stretches=[])
        with pytest.raises(Http404):
            add_time_off(actor=person, starts_at=NOW, ends_at=NOW + timedelta(1), at=NOW)


def row(since: str, until: str, opens: str) -> tuple[date | None, date | None, time]:
    days = [date.fromisoformat(day) if day else None for day in (since, until)]
    return days[0], days[1], time.fromisoformat(opens)


def dated(therapist: User) -> list[tuple[date | None, date | None, time]]:
    rows = WeeklyHours.objects.filter(therapist=therapist).order_by("since", "opens")
    found = [(one.since, one.until, one.opens) for one in rows]
    return sorted(found, key=lambda one: one[0] or date.min)


def between(since: str, until: str = "") -> Dates:
    return Dates(date.fromisoformat(since), date.fromisoformat(until) if until else None)


def test_hours_from_a_date_on_end_those_before(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    set_hours(actor=tariq, stretches=[rule(0, "10:00", "12:00")], dates=between("2027-02-01"))
    assert dated(tariq) == [row("", "2027-01-31", "09:00"), row("2027-02-01", "", "10:00")]


def test_hours_of_a_summer_leave_the_rest_of_the_year_alone(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    summer = between("2027-07-01", "2027-08-31")
    set_hours(actor=tariq, stretches=[rule(0, "14:00", "18:00")], dates=summer)
    assert dated(tariq) == [
        row("", "2027-06-30", "09:00"),
        row("2027-07-01", "2027-08-31", "14:00"),
        row("2027-09-01", "", "09:00"),
    ]
    drop_week(actor=tariq, dates=summer)
    (week,) = weeks_of(tariq)
    assert week == Week(Dates(), (rule(0, "09:00", "12:00"),))


def test_a_planned_week_gets_other_dates(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    later = [rule(0, "10:00", "12:00")]
    set_hours(actor=tariq, stretches=later, dates=between("2027-02-01"))
    change_week(
        actor=tariq, was=between("2027-02-01"), dates=between("2027-03-01"), stretches=later
    )
    assert [week.dates.since for week in weeks_of(tariq)] == [None, date(2027, 3, 1)]


def test_a_week_that_was_never_planned_can_not_be_dropped(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    with pytest.raises(Http404):
        drop_week(actor=tariq, dates=between("2027-02-01"))
    with pytest.raises(Http404):
        change_week(
            actor=tariq, was=between("2027-02-01"), dates=between("2027-03-01"), stretches=[]
        )
    assert kept(tariq) == ["0 09:00-12:00"]


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (between("2027-02-01", "2027-01-01"), "last day comes before"),
        (between("2027-02-01", "2027-02-01"), "For a single day"),
    ],
)
def test_impossible_dates_are_refused(dates: Dates, told: str, tariq: User) -> None:
    with pytest.raises(Refused, match=told):
        set_hours(actor=tariq, stretches=[rule(0, "09:00", "10:00")], dates=dates)
    assert kept(tariq) == []


def test_the_same_hours_for_two_ways_of_meeting(tariq: User) -> None:
    by_video = Stretch(0, time(9), time(17), "video")
    in_person = Stretch(0, time(9), time(12), "in-person")
    set_hours(actor=tariq, stretches=[by_video, in_person])
    assert len(kept(tariq)) == 2
    with pytest.raises(Refused, match="overlap"):
        set_hours(actor=tariq, stretches=[by_video, Stretch(0, time(16), time(18))])


def test_a_stretch_that_falls_on_no_day_is_not_kept(tariq: User) -> None:
    """From Tuesday to Thursday there is no Monday."""
    dates = between("2027-02-02", "2027-02-04")
    set_hours(
        actor=tariq,
        stretches=[rule(0, "09:00", "10:00"), rule(2, "09:00", "10:00")],
        dates=dates,
    )
    assert kept(tariq) == ["2 09:00-10:00"]


# The page


@pytest.fixture
def page(tariq: User, client_for: Callable[[User | None], Client]) -> Client:
    return client_for(tariq)


def week(**days: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Form data: ``week(mon=[("09:00", "12:00")])``."""
    numbers = {"mon": 0, "tue": 1, "wed": 2}
    typed: dict[str, list[str]] = {}
    for name, rows in days.items():
        typed[f"opens-{numbers[name]}"] = [opens for opens, _closes in rows]
        typed[f"closes-{numbers[name]}"] = [closes for _opens, closes in rows]
    return typed


def test_saving_several_stretches_a_day(page: Client, tariq: User) -> None:
    typed = week(mon=[("09:00", "12:00"), ("13:00", "17:30"), ("", "")], wed=[("08:00", "09:00")])
    assert page.post(HOURS, typed).status_code == 302
    assert kept(tariq) == ["0 09:00-12:00", "0 13:00-17:30", "2 08:00-09:00"]


def test_adding_and_removing_rows_writes_nothing(page: Client, tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    typed = week(mon=[("09:00", "12:00"), ("14:00", "")])
    added = page.post(HOURS, typed | {"add": ["0"]})
    assert added.content.decode().count('name="opens-0"') == 3
    assert 'value="14:00"' in added.content.decode()
    removed = page.post(HOURS, typed | {"remove": ["0-0"]})
    assert removed.content.decode().count('name="opens-0"') == 1
    assert kept(tariq) == ["0 09:00-12:00"]


@pytest.mark.parametrize("place", ["", "0", "9-0", "0-9", "x-y", "0--1"])
def test_removing_what_is_not_there_is_harmless(place: str, page: Client) -> None:
    answer = page.post(HOURS, week(mon=[("09:00", "12:00")]) | {"remove": [place]})
    assert answer.status_code == 200
    assert 'value="09:00"' in answer.content.decode()


def test_what_was_typed_comes_back_with_what_is_wrong(page: Client, tariq: User) -> None:
    typed = week(mon=[("09:00", "12:00"), ("11:00", "14:00")], tue=[("late", "")])
    answer = page.post(HOURS, typed)
    words = answer.content.decode()
    assert answer.status_code == 400
    assert "Monday: 09:00–12:00 and 11:00–14:00 overlap." in words
    assert "Give both times" in words
    assert 'value="11:00"' in words
    assert 'value="late"' in words
    assert kept(tariq) == []


def test_monday_is_copied_to_the_working_days(page: Client, tariq: User) -> None:
    typed = week(mon=[("09:00", "12:00")], tue=[("07:00", "08:00")])
    answer = page.post(HOURS, typed | {"copy_monday": ["1"]})
    words = answer.content.decode()
    assert words.count('value="09:00"') == 5
    assert 'value="07:00"' not in words
    assert kept(tariq) == []


def test_ways_of_meeting_are_asked_only_where_there_are_several(
    page: Client, tariq: User, both_services: object
) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    assert '<select name="modality-0"' not in page.get(HOURS).content.decode()
    Service.objects.create(name="Call", minutes=30, modality="phone")
    assert '<select name="modality-0"' in page.get(HOURS).content.decode()
    page.post(HOURS, week(mon=[("09:00", "12:00")]) | {"modality-0": ["phone"]})
    assert WeeklyHours.objects.get().modality == "phone"


def test_planning_changing_and_dropping_a_week(page: Client, tariq: User) -> None:
    set_hours(actor=tariq, stretches=[rule(0, "09:00", "12:00")])
    begin = page.get("/hours/week/").content.decode()
    assert 'value="09:00"' in begin  # the usual week is where one begins
    typed = week(mon=[("10:00", "12:00")]) | {"since": ["2030-02-01"], "until": [""]}
    assert page.post("/hours/week/", typed).status_code == 302
    shown = page.get(HOURS).content.decode()
    assert "Every week until 31 January 2030" in shown
    assert "From 1 February 2030 on" in shown
    changed = page.get("/hours/week/?since=2030-02-01").content.decode()
    assert 'name="was_since" value="2030-02-01"' in changed
    again = typed | {"since": ["2030-03-01"], "was_since": ["2030-02-01"], "was_until": [""]}
    assert page.post("/hours/week/", again).status_code == 302
    assert [one.dates.since for one in weeks_of(tariq)] == [None, date(2030, 3, 1)]
    dropped = page.post(
        "/hours/week/remove/", {"since": "2030-03-01", "until": ""}, follow=True
    ).content.decode()
    assert len(weeks_of(tariq)) == 1
    assert "Undo" in dropped
    assert 'name="since" value="2030-03-01"' in dropped
    assert "Undo" not in page.get(HOURS).content.decode()


def test_wrong_dates_come_back_with_the_hours(page: Client, tariq: User) -> None:
    typed = week(mon=[("10:00", "12:00")]) | {"since": ["2030-02-01"], "until": ["2030-01-01"]}
    answer = page.post("/hours/week/", typed)
    assert answer.status_code == 400
    words = answer.content.decode()
    assert "The last day comes before the first." in words
    assert 'value="10:00"' in words
    assert 'value="2030-01-01"' in words


@pytest.mark.parametrize("query", ["since=2030-02-01", "since=soon", "since=2030-99-99"])
def test_a_planned_week_that_is_not_there(query: str, page: Client) -> None:
    assert page.get(f"/hours/week/?{query}").status_code == 404


def test_a_week_is_copied_with_its_extra_hours_and_without_its_days_off(
    page: Client, tariq: User
) -> None:
    set_hours(actor=tariq, stretches=[rule(day, "09:00", "12:00") for day in range(3)])
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() - 14)
    WeeklyHours.objects.create(
        therapist=tariq,
        weekday=5,
        opens=time(10),
        closes=time(11),
        since=monday + timedelta(days=5),
        until=monday + timedelta(days=5),
    )
    midnight = datetime.combine(monday, time(), tariq.tz)
    TimeOff.objects.create(
        therapist=tariq, starts_at=midnight, ends_at=midnight + timedelta(hours=34)
    )
    shape = shape_of(tariq, monday)
    assert shape == [
        rule(1, "10:00", "12:00"),
        rule(2, "09:00", "12:00"),
        rule(5, "10:00", "11:00"),
    ]
    words = page.get(f"/hours/week/?copy={monday + timedelta(days=3)}").content.decode()
    assert f'value="{monday + timedelta(days=7)}"' in words
    assert 'name="opens-5" value="10:00"' in words
    assert page.get("/hours/week/?copy=x").status_code == 400
