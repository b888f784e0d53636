"""The private address of one's own sessions."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from people.models import Care, User
from privacy.models import AuditEntry
from scheduling import actions
from scheduling.actions.feed import NOTED_EVERY
from scheduling.calendar_links import calendar_links
from scheduling.models import CalendarFeed, GroupSession, Service
from scheduling.slots import DAY
from tests.scheduling.conftest import NOW
from tests.scheduling.world import make_appointment


@pytest.fixture
def feed(alice: User, time_machine: Any) -> CalendarFeed:
    time_machine.move_to(NOW, tick=False)
    return actions.make_feed(actor=alice, at=NOW)


def address(feed: CalendarFeed) -> str:
    return reverse("scheduling:feed", args=[feed.token])


def events(feed: CalendarFeed) -> list[Event]:
    response = Client().get(address(feed))
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).events)


def test_it_has_the_last_month_and_all_that_lies_ahead(
    feed: CalendarFeed, care: Care, nadias_care: Care
) -> None:
    for days in (-31, -29, 1, 400):
        make_appointment(care, NOW + days * DAY)
    cancelled = make_appointment(
        care,
        NOW + 3 * DAY,
        cancelled_at=NOW,
        cancelled_by=care.patient,
        cancel_reason="plans",
        sequence=1,
    )
    make_appointment(nadias_care, NOW + 2 * DAY)
    starts = [event.start for event in events(feed)]
    assert starts == [NOW + days * DAY for days in (-29, 1, 400)]
    assert cancelled.starts_at not in starts


def test_it_says_session_and_a_link_and_nothing_else(
    feed: CalendarFeed, care: Care, alice: User, tariq: User
) -> None:
    session = make_appointment(care, NOW + DAY)
    response = Client().get(address(feed))
    (event,) = Calendar.from_ical(response.content).events
    assert event["SUMMARY"] == "Session"
    assert f"/appointments/{session.pk}/" in str(event["URL"])
    assert {"LOCATION", "ORGANIZER", "ATTENDEE"} & set(event) == set()
    told = response.content.decode()
    words = (alice.full_name, tariq.full_name, tariq.email, alice.email, "therap", "patient")
    assert not [word for word in words if word.lower() in told.lower()]


def test_a_move_shows_with_a_higher_sequence_and_when_it_was(
    feed: CalendarFeed, care: Care, alice: User
) -> None:
    session = make_appointment(care, NOW + DAY, booked_at=NOW - 5 * DAY)
    assert events(feed)[0]["DTSTAMP"].dt == NOW - 5 * DAY
    session.changes.create(
        by=alice, at=NOW - DAY, starts_at_before=session.starts_at, starts_at=NOW + 2 * DAY
    )
    session.sequence = 1
    session.save()
    (event,) = events(feed)
    assert event["SEQUENCE"] == 1
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == NOW - DAY


def test_a_group_is_one_entry_for_the_therapist_and_one_for_each_patient(
    feed: CalendarFeed, care: Care, nadias_care: Care, tariq: User
) -> None:
    service = Service.objects.create(name="Group", minutes=90, seats=8)
    group = GroupSession.objects.create(
        therapist=tariq,
        service=service,
        starts_at=NOW + DAY,
        ends_at=NOW + DAY + timedelta(minutes=90),
        seats=8,
        planned_by=tariq,
        planned_at=NOW,
    )
    seat = make_appointment(care, group.starts_at, service=service, minutes=90, group=group)
    assert [str(event["UID"]).partition("@")[0] for event in events(feed)] == [str(seat.pk)]
    (event,) = events(actions.make_feed(actor=tariq, at=NOW))
    assert str(event["UID"]).partition("@")[0] == str(group.pk)


def test_a_calendar_that_knows_it_already_is_told_so(feed: CalendarFeed, care: Care) -> None:
    make_appointment(care, NOW + DAY)
    first = Client().get(address(feed))
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert not first.cookies
    again = Client().get(address(feed), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_appointment(care, NOW + 2 * DAY)
    changed = Client().get(address(feed), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_only_its_own_address_opens_it(feed: CalendarFeed, alice: User) -> None:
    for token in ("", "x", feed.token_hash, feed.token[:-1], str(feed.pk)):
        assert Client().get(f"/calendar-feed/{token}.ics").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scheduling_calendarfeed")
        assert feed.token not in str(cursor.fetchall()), "it is encrypted"
    assert Client().post(address(feed)).status_code == 405


def test_a_new_address_closes_the_old_one(feed: CalendarFeed, alice: User) -> None:
    later = actions.make_feed(actor=alice, at=NOW)
    assert Client().get(address(feed)).status_code == 404
    assert Client().get(address(later)).status_code == 200
    actions.revoke_feed(actor=alice, at=NOW)
    assert Client().get(address(later)).status_code == 404
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["calendar_feed.make", "calendar_feed.make", "calendar_feed.revoke"]
    assert later.token not in str(list(AuditEntry.objects.values()))
    actions.revoke_feed(actor=alice, at=NOW)
    assert AuditEntry.objects.count() == 3, "there was none to close"


def test_whoever_is_kept_out_has_none(feed: CalendarFeed, alice: User) -> None:
    alice.is_active = False
    alice.save()
    assert Client().get(address(feed)).status_code == 404


def test_an_admin_has_none(ines: User) -> None:
    for verb in (actions.make_feed, actions.revoke_feed):
        with pytest.raises(Http404):
            verb(actor=ines, at=NOW)
    assert not CalendarFeed.objects.exists()


def test_when_it_was_read_is_kept_to_the_hour(feed: CalendarFeed, time_machine: Any) -> None:
    def read(at: datetime) -> datetime | None:
        time_machine.move_to(at, tick=False)
        Client().get(address(feed))
        feed.refresh_from_db()
        return feed.read_at

    assert read(NOW) == NOW
    assert read(NOW + NOTED_EVERY - timedelta(seconds=1)) == NOW
    assert read(NOW + NOTED_EVERY) == NOW + NOTED_EVERY


def test_the_page_says_around_when_it_was_read(
    feed: CalendarFeed, alice: User, client_for: Callable[[User], Client], time_machine: Any
) -> None:
    time_machine.move_to(NOW + timedelta(minutes=16), tick=False)
    Client().get(address(feed))
    hour = (NOW + timedelta(minutes=16)).astimezone(alice.tz)
    shown = client_for(alice).get("/calendar-feed/").content.decode()
    assert f"Last read by a calendar today, around {hour:%H}:00." in shown


def test_it_takes_few_queries_however_many_sessions(
    feed: CalendarFeed, care: Care, django_assert_max_num_queries: Any
) -> None:
    for days in range(30):
        make_appointment(care, NOW + days * DAY)
    with django_assert_max_num_queries(6):
        assert len(events(feed)) == 30


def test_the_page_makes_shows_and_closes_it(
    alice: User, tariq: User, client_for: Callable[[User], Client]
) -> None:
    for person, page in ((alice, "/calendar-feed/"), (tariq, "/hours/calendars/")):
        browser = client_for(person)
        assert "/calendar-feed/x" not in browser.get(page).content.decode()
        browser.post("/calendar-feed/make/")
        feed = CalendarFeed.objects.get(person=person)
        shown = browser.get("/calendar-feed/", follow=True)
        assert shown.request["PATH_INFO"] == page
        assert address(feed) in shown.content.decode()
        assert "webcal://" in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]
        browser.post("/calendar-feed/close/")
        assert address(feed) not in browser.get(page).content.decode()


def test_links_to_other_calendars_carry_a_time_and_nothing_else() -> None:
    start = datetime(2026, 11, 24, 10, tzinfo=UTC)
    google, outlook = calendar_links(start, start + timedelta(minutes=50))
    assert google.url == (
        "https://calendar.google.com/calendar/render"
        "?action=TEMPLATE&text=Session&dates=20261124T100000Z%2F20261124T105000Z"
    )
    assert outlook.url == (
        "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose"
        "&rru=addevent&subject=Session&startdt=2026-11-24T10%3A00%3A00Z"
        "&enddt=2026-11-24T10%3A50%3A00Z"
    )


def test_the_sessions_page_says_what_following_them_tells(
    alice: User, care: Care, client_for: Callable[[User], Client], time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    session = make_appointment(care, NOW + DAY)
    shown = client_for(alice).get(f"/appointments/{session.pk}/").content.decode()
    assert "calendar.google.com" in shown
    assert "tells that provider the time" in shown
    assert 'rel="noopener noreferrer"' in shown
