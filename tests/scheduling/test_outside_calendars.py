"""Calendars elsewhere: added, read on schedule, broken, back, taken away."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from notices.actions import deliver_due
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling import actions, tasks
from scheduling.actions.outside import AHEAD, MOST_CALENDARS, as_https
from scheduling.free import ANYBODY, free_times
from scheduling.models import OutsideBusy, OutsideCalendar, Service, Trouble
from scheduling.models.outside import CLAIM, READ_EVERY, UNDO
from scheduling.slots import DAY, Span
from tests.scheduling.conftest import DENTIST, NOW, TUESDAY
from tests.scheduling.outside_server import Site, calendar, event, saying
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice")

LUNCH = event("DTSTART:20261124T110000Z", "DTEND:20261124T120000Z", "SUMMARY:Lunch", uid="l@x")
SOON = READ_EVERY + timedelta(seconds=1)


def known(calendar: OutsideCalendar) -> list[str]:
    """What counts as busy, but for the unknown at the end."""
    rows = calendar.busy.filter(starts_at__lt=calendar.covers_until).order_by("starts_at")
    return [f"{row.starts_at:%H:%M}-{row.ends_at:%H:%M}" for row in rows]


def free_hours(therapist: User, service: Service) -> list[int]:
    """Free on Tuesday, as hours of the therapist's clock."""
    window = Span(local(therapist, TUESDAY, 0), local(therapist, TUESDAY, 23))
    found = free_times(
        therapists=[therapist.pk], wanted=service.wanted, window=window, at=NOW, asking=ANYBODY
    )
    return [slot.starts_at.astimezone(therapist.tz).hour for slot in found[therapist.pk]]


def read_again(calendar: OutsideCalendar, at: datetime) -> bool:
    done = actions.read_calendar(calendar_pk=calendar.pk, at=at)
    calendar.refresh_from_db()
    return done


def letters(at: datetime) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    deliver_due(at=at)
    return list(mail.outbox)


# --- adding ---------------------------------------------------------------------------------


def test_what_is_busy_elsewhere_is_not_offered(
    home: OutsideCalendar, tariq: User, usual: Service
) -> None:
    assert known(home) == ["09:00-10:00"]
    hours = free_hours(tariq, usual)
    assert 10 not in hours
    assert {9, 11} <= set(hours)


def test_what_an_event_is_about_is_never_kept(home: OutsideCalendar) -> None:
    with connection.cursor() as cursor:
        for table in ("scheduling_outsidebusy", "scheduling_outsidecalendar"):
            cursor.execute(f'SELECT * FROM "{table}"')
            told = str(cursor.fetchall())
            assert "Dentist" not in told
            assert "secret-token" not in told, "the address is encrypted"
    assert "secret-token" not in "".join(str(e.detail) for e in AuditEntry.objects.all())


@pytest.mark.parametrize("scheme", ["webcal", "WEBCAL", "webcals"])
def test_webcal_is_https_by_another_name(scheme: str) -> None:
    assert as_https(f" {scheme}://calendar.example/x.ics ") == "https://calendar.example/x.ics"
    assert as_https("https://calendar.example/webcal://") == "https://calendar.example/webcal://"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (saying(b"<html>"), "not a calendar"),
        (saying(b"", status=403), "refused"),
        (saying(b"", status=302, Location="https://10.0.0.1/"), "don’t read from"),
    ],
)
def test_what_cannot_be_read_is_not_added(site: Site, tariq: User, answer: Any, words: str) -> None:
    site.answer = answer
    with pytest.raises(Refused, match=words):
        actions.add_calendar(actor=tariq, name="Home", url=site.origin, at=NOW)
    assert not OutsideCalendar.objects.exists()
    assert not OutsideBusy.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_same_calendar_is_not_added_twice_nor_too_many(
    home: OutsideCalendar, site: Site, tariq: User, nadia: User
) -> None:
    with pytest.raises(Refused, match="already"):
        actions.add_calendar(actor=tariq, name="Again", url=home.url, at=NOW)
    for n in range(MOST_CALENDARS - 1):
        OutsideCalendar.objects.create(
            therapist=tariq, name="x", url=f"https://x/{n}", added_at=NOW
        )
    with pytest.raises(Refused, match="10 calendars"):
        actions.add_calendar(actor=tariq, name="Eleven", url=f"{site.origin}/11", at=NOW)
    assert actions.add_calendar(actor=nadia, name="Shared", url=home.url, at=NOW)


def test_patients_and_admins_add_none(site: Site, alice: User, ines: User) -> None:
    for somebody in (alice, ines):
        with pytest.raises(Http404):
            actions.add_calendar(actor=somebody, name="x", url=site.origin, at=NOW)
    assert site.asked == []


# --- our own sessions -----------------------------------------------------------------------


def test_our_own_sessions_do_not_come_back_as_busy(
    site: Site, tariq: User, care: Care, nadias_care: Care, settings: Any
) -> None:
    """Tariq's calendar took them from our letters; a session of Nadia's in it is one he has as
    somebody else's patient, and busy."""
    settings.SITE_URL = "https://practice.example"
    own = make_appointment(care, datetime(2026, 11, 24, 13, tzinfo=UTC))
    hers = make_appointment(nadias_care, datetime(2026, 11, 24, 15, tzinfo=UTC))
    site.answer = saying(
        calendar(
            event("DTSTART:20261124T130000Z", "DURATION:PT50M", uid=f"{own.pk}@practice.example"),
            event("DTSTART:20261124T150000Z", "DURATION:PT50M", uid=f"{hers.pk}@practice.example"),
        )
    )
    added = actions.add_calendar(actor=tariq, name="Home", url=site.origin, at=NOW)
    assert known(added) == ["15:00-15:50"]


# --- reading on schedule --------------------------------------------------------------------


def test_it_is_read_again_and_only_what_differs_is_written(
    home: OutsideCalendar, site: Site
) -> None:
    before = set(home.busy.values_list("pk", flat=True))
    site.answer = saying(calendar(DENTIST, LUNCH))
    assert read_again(home, NOW + SOON)
    assert known(home) == ["09:00-10:00", "11:00-12:00"]
    assert before < set(home.busy.values_list("pk", flat=True))
    site.answer = saying(calendar(LUNCH))
    assert read_again(home, NOW + 2 * SOON)
    assert known(home) == ["11:00-12:00"]


def test_an_unchanged_calendar_writes_no_busy_row(home: OutsideCalendar) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert read_again(home, NOW + SOON)
    assert not [query for query in seen.captured_queries if "outsidebusy" in query["sql"]]
    assert home.read_at == NOW + SOON


def test_the_window_moves_on_though_nothing_changed(home: OutsideCalendar, site: Site) -> None:
    site.answer = saying(
        calendar(event("DTSTART:20261201T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"))
    )
    read_again(home, NOW + SOON)
    last, until = max(home.busy.values_list("starts_at", flat=True)), home.covers_until
    assert until is not None
    read_again(home, NOW + 8 * DAY)
    assert home.covers_until == until + 8 * DAY
    assert max(home.busy.values_list("starts_at", flat=True)) == last + 8 * DAY
    assert home.busy.filter(starts_at__range=(until, home.covers_until - DAY)).exists()


def test_it_is_read_when_it_is_due_and_by_one_at_a_time(home: OutsideCalendar, site: Site) -> None:
    assert not read_again(home, NOW + READ_EVERY - timedelta(seconds=1))
    assert read_again(home, NOW + SOON)
    assert not read_again(home, NOW + SOON)
    assert len(site.asked) == 2


def test_whoever_was_too_slow_changes_nothing(home: OutsideCalendar, site: Site) -> None:
    """Another reading has begun meanwhile, or the calendar was taken away."""
    later = NOW + SOON

    with mock.patch("scheduling.actions.outside.fetching.fetch") as fetch:

        def overtaken(url: str, seconds: float) -> bytes:
            OutsideCalendar.objects.update(tried_at=later + CLAIM)
            return calendar()

        fetch.side_effect = overtaken
        read_again(home, later)
    assert known(home) == ["09:00-10:00"]
    assert home.read_at == NOW


def test_the_worker_reads_each_by_itself(
    home: OutsideCalendar, site: Site, tariq: User, time_machine: Any
) -> None:
    """One that fails, in whatever way, leaves the others to be read."""
    OutsideCalendar.objects.create(
        therapist=tariq, name="Broken", url="https://localhost/", added_at=NOW
    )
    time_machine.move_to(NOW + SOON, tick=False)
    assert tasks.read_outside_calendars() == 2
    home.refresh_from_db()
    assert home.read_at == NOW + SOON
    assert OutsideCalendar.objects.get(name="Broken").trouble == Trouble.UNREACHABLE
    assert tasks.read_outside_calendars() == 0


def test_the_longest_waiting_are_read_first_and_not_all_at_once(tariq: User) -> None:
    OutsideCalendar.objects.bulk_create(
        OutsideCalendar(
            therapist=tariq,
            name=str(n),
            url="https://x/",
            added_at=NOW,
            tried_at=NOW - n * timedelta(minutes=5),
        )
        for n in range(40)
    )
    due = actions.calendars_due(at=NOW)
    names = [OutsideCalendar.objects.get(pk=pk).name for pk in due]
    assert names == [str(n) for n in range(39, 19, -1)]
    tariq.is_active = False
    tariq.save()
    assert actions.calendars_due(at=NOW) == []


def test_a_new_zone_of_the_therapist_moves_whole_days(
    home: OutsideCalendar, site: Site, tariq: User
) -> None:
    site.answer = saying(calendar(event("DTSTART;VALUE=DATE:20261124")))
    read_again(home, NOW + SOON)
    assert known(home) == ["23:00-23:00"]
    tariq.time_zone = "America/New_York"
    tariq.save()
    read_again(home, NOW + 2 * SOON)
    assert known(home) == ["05:00-05:00"]


# --- broken ---------------------------------------------------------------------------------


def test_a_broken_calendar_frees_nothing(
    home: OutsideCalendar, site: Site, tariq: User, usual: Service
) -> None:
    site.answer = saying(b"", status=500)
    assert not read_again(home, NOW + SOON)
    assert home.trouble == Trouble.REFUSED
    assert home.troubled_since == NOW + SOON
    assert home.read_at == NOW
    assert 10 not in free_hours(tariq, usual)
    site.answer = saying(calendar(DENTIST)[:-30])
    assert not read_again(home, NOW + 2 * SOON)
    assert home.trouble == Trouble.NOT_A_CALENDAR
    assert home.troubled_since == NOW + SOON, "still the same outage"
    assert known(home) == ["09:00-10:00"]


def test_nothing_beyond_what_was_seen_is_free(home: OutsideCalendar) -> None:
    """Broken for years: all after the end of the last good copy counts as busy."""
    (unknown,) = home.busy.filter(starts_at__gte=home.covers_until)
    assert unknown.starts_at == home.covers_until
    assert unknown.ends_at > home.covers_until + 10 * 365 * DAY
    assert AHEAD >= 365 * DAY + 365 * DAY, "the longest horizon and a year"


def test_one_letter_tells_of_one_outage(home: OutsideCalendar, site: Site, tariq: User) -> None:
    site.answer = saying(b"", status=500)
    broken = NOW + SOON
    for n in range(12):
        read_again(home, broken + n * SOON)
    assert letters(broken + timedelta(minutes=59)) == []
    (letter,) = letters(broken + timedelta(minutes=61))
    assert letter.to == [tariq.email]
    assert "/hours/calendars/" in letter.body
    assert "Home" not in letter.body
    assert "secret-token" not in letter.body
    read_again(home, broken + DAY)
    assert letters(broken + DAY) == []
    site.answer = saying(calendar(DENTIST))
    assert read_again(home, broken + 2 * DAY)
    assert (home.trouble, home.troubled_since) == ("", None)
    site.answer = saying(b"", status=500)
    read_again(home, broken + 3 * DAY)
    assert len(letters(broken + 4 * DAY)) == 1, "another outage"


def test_a_short_outage_is_not_worth_a_letter(home: OutsideCalendar, site: Site) -> None:
    good, site.answer = site.answer, saying(b"", status=500)
    read_again(home, NOW + SOON)
    site.answer = good
    read_again(home, NOW + 2 * SOON)
    assert letters(NOW + DAY) == []


def test_no_log_tells_the_address(
    home: OutsideCalendar, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    site.answer = saying(b"", status=500)
    read_again(home, NOW + SOON)
    letters(NOW + DAY)
    assert "secret-token" not in caplog.text


# --- taken away and put back ----------------------------------------------------------------


def test_taken_away_it_stops_counting_and_put_back_it_counts_again(
    home: OutsideCalendar, site: Site, tariq: User, usual: Service
) -> None:
    actions.remove_calendar(actor=tariq, calendar=home, at=NOW)
    assert 10 in free_hours(tariq, usual)
    assert not read_again(home, NOW + SOON)
    actions.restore_calendar(actor=tariq, calendar=home, at=NOW + SOON)
    assert 10 not in free_hours(tariq, usual), "at once, before it is read again"
    assert actions.calendars_due(at=NOW + SOON) == [home.pk]


def test_after_an_hour_it_is_forgotten(home: OutsideCalendar, tariq: User) -> None:
    actions.remove_calendar(actor=tariq, calendar=home, at=NOW)
    assert actions.forget_calendars(at=NOW + UNDO - timedelta(seconds=1)) == 0
    with pytest.raises(Refused, match="too late"):
        actions.restore_calendar(actor=tariq, calendar=home, at=NOW + UNDO)
    assert actions.forget_calendars(at=NOW + UNDO) == 1
    assert not OutsideBusy.objects.exists()


def test_whoever_leaves_takes_their_calendars_along(home: OutsideCalendar, tariq: User) -> None:
    tariq.therapist_profile.left_at = NOW
    tariq.therapist_profile.save()
    assert actions.forget_calendars(at=NOW) == 1


@pytest.mark.parametrize("verb", ["remove_calendar", "restore_calendar", "read_now"])
def test_a_calendar_is_its_therapists_alone(home: OutsideCalendar, nadia: User, verb: str) -> None:
    entries = AuditEntry.objects.count()
    with pytest.raises(Http404):
        getattr(actions, verb)(actor=nadia, calendar=home, at=NOW + DAY)
    home.refresh_from_db()
    assert (home.removed_at, home.tried_at) == (None, NOW)
    assert AuditEntry.objects.count() == entries


def test_read_now_but_not_again_and_again(home: OutsideCalendar, site: Site, tariq: User) -> None:
    site.answer = saying(calendar(LUNCH))
    with pytest.raises(Refused, match="a moment ago"):
        actions.read_now(actor=tariq, calendar=home, at=NOW + CLAIM - timedelta(seconds=1))
    actions.read_now(actor=tariq, calendar=home, at=NOW + CLAIM)
    home.refresh_from_db()
    assert known(home) == ["11:00-12:00"]
    site.answer = saying(b"", status=404)
    with pytest.raises(Refused, match="refused"):
        actions.read_now(actor=tariq, calendar=home, at=NOW + 2 * CLAIM)
