"""A therapist's weekly hours and time off."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.actions import add_time_off, remove_time_off, set_hours
from scheduling.models import TimeOff, WeeklyHours
from scheduling.slots import WeeklyRule
from tests.scheduling.conftest import NOW
from tests.scheduling.world import make_appointment

HOURS = "/hours/"


def rule(weekday: int, opens: str, closes: str) -> WeeklyRule:
    return WeeklyRule(weekday, time.fromisoformat(opens), time.fromisoformat(closes))


def kept(therapist: User) -> list[str]:
    return [
        f"{row.weekday} {row.opens:%H:%M}-{row.closes:%H:%M}"
        for row in WeeklyHours.objects.filter(therapist=therapist)
    ]


def test_hours_replace_what_was_there(tariq: User, nadia: User) -> None:
    set_hours(actor=nadia, rules=[rule(0, "09:00", "17:00")])
    set_hours(actor=tariq, rules=[rule(0, "09:00", "17:00")])
    set_hours(
        actor=tariq,
        rules=[rule(2, "13:00", "00:00"), rule(0, "14:00", "18:00"), rule(0, "09:00", "12:00")],
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
    set_hours(actor=tariq, rules=[rule(4, "09:00", "10:00")])
    before = AuditEntry.objects.count()
    with pytest.raises(Refused, match=told):
        set_hours(actor=tariq, rules=[rule(0, *ends) for ends in rules])
    assert kept(tariq) == ["4 09:00-10:00"]
    assert AuditEntry.objects.count() == before


def test_stretches_that_touch_are_fine(tariq: User) -> None:
    set_hours(actor=tariq, rules=[rule(0, "09:00", "12:00"), rule(0, "12:00", "13:00")])
    assert len(kept(tariq)) == 2


def test_only_therapists_keep_hours(alice: User, ines: User) -> None:
    for person in (alice, ines):
        with pytest.raises(Http404):
            set_hours(actor=person, rules=[])
        with pytest.raises(Http404):
            add_time_off(actor=person, starts_at=NOW, ends_at=NOW + timedelta(1), at=NOW)


def test_time_off_and_back(tariq: User, nadia: User) -> None:
    off = add_time_off(actor=tariq, starts_at=NOW, ends_at=NOW + timedelta(days=2), at=NOW)
    with pytest.raises(Http404):
        remove_time_off(actor=nadia, time_off=off)
    assert TimeOff.objects.exists()
    remove_time_off(actor=tariq, time_off=off)
    assert not TimeOff.objects.exists()
    verbs = AuditEntry.objects.order_by("id").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("time_off")] == [
        "time_off.add",
        "time_off.remove",
    ]


def test_time_off_that_is_over_or_backwards_is_refused(tariq: User) -> None:
    day = timedelta(days=1)
    with pytest.raises(Refused, match="comes before its beginning"):
        add_time_off(actor=tariq, starts_at=NOW + day, ends_at=NOW, at=NOW)
    with pytest.raises(Refused, match="over already"):
        add_time_off(actor=tariq, starts_at=NOW - day, ends_at=NOW, at=NOW)
    assert not TimeOff.objects.exists()


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
    set_hours(actor=tariq, rules=[rule(0, "09:00", "12:00")])
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


def test_whole_days_off_in_the_therapists_own_zone(page: Client, tariq: User) -> None:
    first = timezone.localdate() + timedelta(days=30)
    typed = {"first_day": first.isoformat(), "last_day": first.isoformat()}
    assert page.post("/hours/time-off/", typed).status_code == 302
    off = TimeOff.objects.get()
    midnight = datetime.combine(first, time(), tariq.tz)
    assert off.starts_at == midnight
    assert off.ends_at == datetime.combine(first + timedelta(days=1), time(), tariq.tz)


def test_time_off_is_told_in_days_or_in_times(page: Client, tariq: User) -> None:
    midnight = datetime(2030, 12, 16, tzinfo=tariq.tz)
    for end, told in (
        (midnight + timedelta(days=1), "Mon 16 Dec<"),
        (midnight + timedelta(days=7), "Mon 16 Dec – Sun 22 Dec"),
        (midnight + timedelta(hours=12), "Mon 16 Dec, 00:00 – Mon 16 Dec, 12:00"),
    ):
        off = TimeOff.objects.create(therapist=tariq, starts_at=midnight, ends_at=end)
        assert told in page.get(HOURS).content.decode()
        off.delete()


def test_time_off_says_which_sessions_lie_in_it(page: Client, care: Care) -> None:
    first: date = timezone.localdate() + timedelta(days=30)
    make_appointment(care, datetime.combine(first, time(12), care.therapist.tz))
    typed = {"first_day": first.isoformat(), "last_day": first.isoformat()}
    answer = page.post("/hours/time-off/", typed, follow=True)
    assert "1 booked session lies in it and stays booked" in answer.content.decode()


def test_a_wrong_day_off_comes_back(page: Client) -> None:
    answer = page.post("/hours/time-off/", {"first_day": "2030-01-02", "last_day": "2030-01-01"})
    assert answer.status_code == 400
    assert "comes before its beginning" in answer.content.decode()
    assert 'value="2030-01-02"' in answer.content.decode()
