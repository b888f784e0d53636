"""Time off, extra hours and public holidays."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling import public_holidays
from scheduling.actions import (
    add_extra_hours,
    add_time_off,
    keep_holidays,
    remove_extra_hours,
    remove_time_off,
    set_hours,
    work_on_holiday,
)
from scheduling.models import TherapistRules, TimeOff, WeeklyHours
from scheduling.weeks import Dates, Stretch
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import make_appointment

CHANGES = "/hours/changes/"
CHRISTMAS = date(2026, 12, 25)  # a Friday


@pytest.fixture
def page(tariq: User, client_for: Callable[[User | None], Client]) -> Client:
    return client_for(tariq)


def stretch(day: date, opens: str, closes: str) -> Stretch:
    return Stretch(day.weekday(), time.fromisoformat(opens), time.fromisoformat(closes))


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


# The pages


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
        assert told in page.get(CHANGES).content.decode()
        off.delete()


def test_a_wrong_day_off_comes_back(page: Client) -> None:
    answer = page.post("/hours/time-off/", {"first_day": "2030-01-02", "last_day": "2030-01-01"})
    assert answer.status_code == 400
    assert "comes before its beginning" in answer.content.decode()
    assert 'value="2030-01-02"' in answer.content.decode()


def test_time_off_tells_how_many_sessions_lie_in_it(page: Client, care: Care) -> None:
    first: date = timezone.localdate() + timedelta(days=30)
    make_appointment(care, datetime.combine(first, time(12), care.therapist.tz))
    typed = {"first_day": first.isoformat(), "last_day": first.isoformat()}
    answer = page.post("/hours/time-off/", typed)
    off = TimeOff.objects.get()
    assert answer["Location"] == f"/hours/time-off/{off.pk}/"
    assert "1 session is booked in it" in page.get(answer["Location"]).content.decode()
    assert "1 session lies in it" in page.get(CHANGES).content.decode()


def test_what_is_removed_can_be_undone(page: Client, tariq: User) -> None:
    midnight = datetime(2030, 12, 16, tzinfo=tariq.tz)
    off = TimeOff.objects.create(
        therapist=tariq, starts_at=midnight, ends_at=midnight + timedelta(days=7)
    )
    words = page.post(f"/hours/time-off/{off.pk}/remove/", follow=True).content.decode()
    assert 'action="/hours/time-off/"' in words
    again = {
        "first_day": "2030-12-16",
        "first_time": "00:00",
        "last_day": "2030-12-23",
        "last_time": "00:00",
    }
    for name, value in again.items():
        assert f'name="{name}" value="{value}"' in words
    page.post("/hours/time-off/", again)
    back = TimeOff.objects.get()
    assert (back.starts_at, back.ends_at) == (off.starts_at, off.ends_at)


def test_extra_hours_on_the_page(page: Client, tariq: User) -> None:
    typed = {"day": "2030-12-14", "opens": "09:00", "closes": "12:00", "modality": ""}
    words = page.post("/hours/extra/", typed, follow=True).content.decode()
    assert "You are open on Saturday 14 December as well." in words
    assert "Sat 14 Dec" in words
    row = WeeklyHours.objects.get()
    assert row.dates == Dates(date(2030, 12, 14), date(2030, 12, 14))
    again = page.post("/hours/extra/", typed)
    assert again.status_code == 400
    assert "from 09:00 to 12:00 already" in again.content.decode()
    assert 'value="2030-12-14"' in again.content.decode()
    removed = page.post(f"/hours/extra/{row.pk}/remove/", follow=True).content.decode()
    assert "The extra hours on Saturday 14 December are removed." in removed
    assert 'name="opens" value="09:00"' in removed
    assert not WeeklyHours.objects.exists()


# Extra hours


def test_extra_hours_hold_on_one_day(tariq: User, nadia: User) -> None:
    set_hours(actor=tariq, stretches=[stretch(TUESDAY, "09:00", "12:00")])
    row = add_extra_hours(
        actor=tariq, day=TUESDAY, stretch=stretch(TUESDAY, "17:00", "19:00"), today=NOW.date()
    )
    assert row.dates == Dates(TUESDAY, TUESDAY)
    assert AuditEntry.objects.latest("id").verb == "hours.add_extra"
    with pytest.raises(Http404):
        remove_extra_hours(actor=nadia, row=row)
    remove_extra_hours(actor=tariq, row=row)
    assert WeeklyHours.objects.count() == 1


def test_the_usual_hours_can_not_be_removed_as_extra_ones(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[stretch(TUESDAY, "09:00", "12:00")])
    with pytest.raises(Http404):
        remove_extra_hours(actor=tariq, row=WeeklyHours.objects.get())


@pytest.mark.parametrize(
    ("day", "opens", "closes", "told"),
    [
        (TUESDAY, "11:00", "13:00", "open on Tuesday 24 November from 09:00 to 12:00 already"),
        (TUESDAY, "14:00", "13:00", "is not after"),
        (date(2026, 11, 20), "14:00", "15:00", "over already"),
        (date(2026, 11, 26), "14:00", "15:00", "time off on Thursday 26 November"),
    ],
)
def test_impossible_extra_hours_are_refused(
    day: date, opens: str, closes: str, told: str, tariq: User
) -> None:
    set_hours(actor=tariq, stretches=[stretch(TUESDAY, "09:00", "12:00")])
    thursday = datetime(2026, 11, 26, tzinfo=tariq.tz)
    TimeOff.objects.create(
        therapist=tariq, starts_at=thursday, ends_at=thursday + timedelta(days=1)
    )
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused, match=told):
        add_extra_hours(actor=tariq, day=day, stretch=stretch(day, opens, closes), today=NOW.date())
    assert WeeklyHours.objects.count() == 1
    assert AuditEntry.objects.count() == entries


def test_new_weekly_hours_may_not_overlap_extra_ones(tariq: User) -> None:
    add_extra_hours(
        actor=tariq, day=TUESDAY, stretch=stretch(TUESDAY, "17:00", "19:00"), today=NOW.date()
    )
    with pytest.raises(Refused, match="Tuesday 24 November has extra hours, 17:00–19:00"):
        set_hours(actor=tariq, stretches=[stretch(TUESDAY, "12:00", "18:00")])
    later = Dates(TUESDAY + timedelta(days=1), None)
    set_hours(actor=tariq, stretches=[stretch(TUESDAY, "12:00", "18:00")], dates=later)
    assert WeeklyHours.objects.count() == 2


# Public holidays


def test_keeping_holidays_and_working_on_one(tariq: User) -> None:
    set_hours(actor=tariq, stretches=[stretch(CHRISTMAS, "09:00", "12:00")])
    keep_holidays(actor=tariq, country="DE", subdivision="BE")
    rules = TherapistRules.objects.get()
    assert (rules.holidays_country, rules.holidays_subdivision) == ("DE", "BE")
    work_on_holiday(actor=tariq, day=CHRISTMAS, today=NOW.date())
    (extra,) = WeeklyHours.objects.of(tariq).on_one_day()
    assert (extra.since, extra.opens, extra.closes) == (CHRISTMAS, time(9), time(12))
    # They hold besides weekly hours, which do not on that day: changing those is no clash.
    set_hours(actor=tariq, stretches=[stretch(CHRISTMAS, "09:00", "13:00")])
    with pytest.raises(Refused, match="no hours on a Saturday"):
        work_on_holiday(actor=tariq, day=date(2026, 12, 26), today=NOW.date())


@pytest.mark.parametrize(("country", "region"), [("ZZ", ""), ("DE", "ZZ"), ("", "BE")])
def test_places_that_nobody_knows(country: str, region: str, tariq: User) -> None:
    if country:
        with pytest.raises(Refused, match="from the lists"):
            keep_holidays(actor=tariq, country=country, subdivision=region)
        assert not TherapistRules.objects.exists()
    else:
        keep_holidays(actor=tariq, country=country, subdivision=region)
        assert TherapistRules.objects.get().holidays_subdivision == ""


def test_countries_and_regions_have_readable_names() -> None:
    countries = dict(public_holidays.countries("en"))
    assert countries["DE"] == "Germany"
    assert countries["XK"] == "Kosovo"
    assert dict(public_holidays.countries("de"))["DE"] == "Deutschland"
    assert all(name and name != code for code, name in countries.items())
    assert dict(public_holidays.regions("DE"))["BE"] == "Berlin"
    assert dict(public_holidays.regions("FR"))["976"] == "Mayotte"
    assert public_holidays.regions("ZZ") == []
    kept = public_holidays.between("DE", "BE", date(2026, 12, 20), date(2026, 12, 31))
    assert kept == [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 26), "Second Day of Christmas"),
    ]


def test_every_region_can_be_kept() -> None:
    """What the lists offer fits into the column and is known again."""
    for country, _name in public_holidays.countries("en"):
        for code, name in public_holidays.regions(country):
            assert 0 < len(code) <= 10
            assert name
            assert public_holidays.is_known(country, code)


def test_holidays_on_the_page(page: Client, tariq: User) -> None:
    set_hours(actor=tariq, stretches=[Stretch(day, time(9), time(12)) for day in range(7)])
    chosen = page.get(CHANGES, {"country": "DE"}).content.decode()
    assert '<option value="BE">Berlin</option>' in chosen
    assert not TherapistRules.objects.exists()
    # A region of the country that was chosen before is not one of the new one's.
    page.post("/hours/holidays/", {"country": "DE", "region": "11"})
    assert TherapistRules.objects.get().holidays_subdivision == ""
    page.post("/hours/holidays/", {"country": "DE", "region": "BE"})
    words = page.get(CHANGES).content.decode()
    assert words.count("Work on this one") == 8
    day = words.partition('name="day" value="')[2][:10]
    told = page.post("/hours/holidays/work/", {"day": day}, follow=True).content.decode()
    assert "You are open on" in told
    assert told.count("Work on this one") == 7
    assert page.post("/hours/holidays/work/", {"day": "x"}).status_code == 404


def test_the_page_costs_the_same_however_much_there_is(
    page: Client,
    tariq: User,
    care: Care,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    keep_holidays(actor=tariq, country="DE")
    first = timezone.now() + timedelta(days=3)
    for number in range(6):
        starts_at = first + timedelta(days=7 * number)
        TimeOff.objects.create(
            therapist=tariq, starts_at=starts_at, ends_at=starts_at + timedelta(days=2)
        )
        make_appointment(care, starts_at)
    page.get(CHANGES)
    with django_assert_max_num_queries(16):
        page.get(CHANGES)
