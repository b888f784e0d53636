"""Repeating sessions page by page, without JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from notices.actions import deliver_due
from notices.models import Notice
from people.models import Care, User
from scheduling.actions import book_series, move
from scheduling.models import Appointment, Hold, Series, Service, TimeOff
from tests.scheduling.conftest import NOW
from tests.scheduling.repeating import (
    THURSDAY,
    WEEK,
    all_of,
    every_second_thursday,
    taken_by_bruno,
)
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice", "both_services")

THIRD, FIFTH = THURSDAY + 4 * WEEK, THURSDAY + 8 * WEEK


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def rhythm(usual: Service) -> dict[str, Any]:
    """What the first page asks: every second week from Thursday at 16, ten times."""
    return {
        "service": usual.pk,
        "first_on": THURSDAY.isoformat(),
        "at": "16:00",
        "every": "weekly-2",
        "ends": "count",
        "count": 10,
    }


@pytest.fixture
def two_conflicts(tariq: User, nadias_care: Care) -> None:
    taken_by_bruno(nadias_care, tariq, local(tariq, THIRD, 16))
    TimeOff.objects.create(
        therapist=tariq, starts_at=local(tariq, FIFTH, 0), ends_at=local(tariq, FIFTH, 23)
    )


@pytest.fixture
def series(care: Care, usual: Service, tariq: User) -> Series:
    rule = every_second_thursday(6)
    return book_series(
        actor=tariq, care=care, service=usual, rule=rule, starts=all_of(rule), at=NOW
    )


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def proposed(answer: Any) -> dict[str, str]:
    """What a browser would send back: ticked boxes, and of each box the hidden value before it."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", answer.content.decode()):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_off = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and value and (" checked" in tag or not is_off):
            fields[name[1]] = unescape(value[1])
    return fields


def ahead(series: Series) -> list[Appointment]:
    return list(Appointment.objects.live().filter(care=series.care).order_by("starts_at"))


def test_ten_biweekly_sessions_with_two_conflicts(
    client_for: Callable[[User | None], Client],
    care: Care,
    tariq: User,
    rhythm: dict[str, Any],
    two_conflicts: None,
) -> None:
    client, address = client_for(tariq), f"/series/new/{care.pk}/"
    assert "Repeat sessions" in text(client.get(address))
    page = client.get(address, rhythm)
    assert "10 sessions, every second Thursday" in text(page)
    assert "2 of them are not free" in text(page)
    assert "This time is taken." in text(page)
    assert "You have time off then." in text(page)
    assert "15:00 for Alice" in text(page)
    assert "Bruno" not in text(page)

    answers = proposed(page)
    assert sum(name.startswith("pick-") for name in answers) == 8
    again = client.post(address, answers)
    assert again.status_code == 409
    assert "2 sessions still need your choice" in text(again)
    assert not Series.objects.exists()

    answers[f"pick-{FIFTH}"] = "none"
    one_left = client.post(address, answers)
    assert "1 session still needs your choice" in text(one_left)
    assert proposed(one_left)[f"pick-{FIFTH}"] == "none"

    answers[f"pick-{THIRD}"] = local(tariq, THIRD, 14).isoformat()
    booked = client.post(address, answers)
    series = Series.objects.get()
    assert booked["Location"] == f"/series/{series.pk}/"
    assert len(ahead(series)) == 9
    page = client.get(booked["Location"])
    assert "9 sessions are booked" in text(page)
    assert "9 sessions, all to come" in text(page)
    assert local(tariq, THIRD, 14) in {one.starts_at for one in ahead(series)}


def test_one_letter_with_every_session_and_a_reminder_for_each(
    client_for: Callable[[User | None], Client], series: Series, alice: User, tariq: User
) -> None:
    assert Notice.objects.filter(kind="series_booked").count() == 2
    assert not Notice.objects.filter(kind="appointment_booked").exists()
    assert Notice.objects.filter(kind="reminder").count() == 12
    move(
        actor=tariq,
        appointment=ahead(series)[5],
        starts_at=local(tariq, THURSDAY + 10 * WEEK, 9),
        at=NOW,
    )
    deliver_due(at=NOW)
    letters = {one.subject: one for one in mail.outbox if one.to == [alice.email]}
    letter = letters.pop("5 sessions from Thursday 26 November")
    assert [subject.startswith("Your session is now on") for subject in letters] == [True]
    assert "Thursday 26 November 2026, 15:00 – 15:50" in letter.body
    assert "All times are Lisbon time." in letter.body
    assert "Tariq Haddad booked them for you." in letter.body
    for own in (one for one in mail.outbox if one.to == [tariq.email]):
        assert alice.full_name not in own.body
    assert f"/series/{series.pk}/" in letter.body
    (part,) = [
        part for part in letter.message().walk() if part.get_content_type() == "text/calendar"
    ]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert (part.get_param("method"), calendar["METHOD"]) == ("PUBLISH", "PUBLISH")
    uids = {str(event["UID"]).partition("@")[0] for event in calendar.events}
    assert uids == {str(one.pk) for one in ahead(series)[:5]}
    assert {event["SEQUENCE"] for event in calendar.events} == {0}
    elsewhere = IcsCalendarStream.calendar_from_ics(part.get_payload(decode=True).decode())
    starts = {event.dtstart for event in elsewhere.events}
    assert starts == {one.starts_at for one in ahead(series)[:5]}


def test_cancelled_together_the_file_strikes_all_of_them_out(
    client_for: Callable[[User | None], Client], series: Series, alice: User, tariq: User
) -> None:
    deliver_due(at=NOW)
    mail.outbox.clear()
    client = client_for(alice)
    address = f"/series/sessions/{ahead(series)[2].pk}/cancel/"
    page = client.get(address)
    assert "4 sessions would be cancelled" in text(page)
    done = client.post(address, {"scope": "following", "reason": "plans"}, follow=True)
    assert "4 sessions are cancelled. We have told Tariq in one e-mail." in text(done)
    assert "6 sessions, 2 to come" in text(done)
    deliver_due(at=NOW)
    (letter,) = [message for message in mail.outbox if message.to == [alice.email]]
    assert letter.subject == "4 sessions cancelled, from Thursday 24 December"
    (part,) = [
        part for part in letter.message().walk() if part.get_content_type() == "text/calendar"
    ]
    events = Calendar.from_ical(part.get_payload(decode=True)).events
    assert {(event["STATUS"], event["SEQUENCE"]) for event in events} == {("CANCELLED", 1)}
    assert not Notice.objects.open().filter(
        kind="reminder",
        about__in=[str(one.pk) for one in series.appointments.exclude(cancelled_at=None)],
    )


def test_the_page_of_a_long_series_reads_as_often_as_that_of_a_short_one(
    client_for: Callable[[User | None], Client],
    series: Series,
    tariq: User,
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(tariq)
    with django_assert_max_num_queries(12):
        assert client.get(f"/series/{series.pk}/").status_code == 200


def test_this_and_the_following_are_moved(
    client_for: Callable[[User | None], Client],
    series: Series,
    alice: User,
    tariq: User,
    nadias_care: Care,
) -> None:
    taken_by_bruno(nadias_care, tariq, local(tariq, FIFTH, 14))
    client, third = client_for(tariq), ahead(series)[2]
    address = f"/series/sessions/{third.pk}/move/"
    page = client.get(address)
    assert "Move this and the following" in text(page)
    to = local(tariq, THIRD, 14)
    assert f"{to:%Y-%m-%dT%H:%M:%SZ}" in page.content.decode()
    plan = client.get(address, {"scope": "following", "day": THIRD.isoformat(), "at": "14:00"})
    assert "Every second Thursday at 14:00" in text(plan)
    assert "One of the new times is not free" in text(plan)
    answers = proposed(plan)
    refused = client.post(address, answers)
    assert refused.status_code == 409 and "Nothing is moved yet" in text(refused)
    fifth = ahead(series)[4]
    done = client.post(address, answers | {f"pick-{fifth.pk}": "none"}, follow=True)
    assert "3 sessions are moved. We have told Alice in one e-mail." in text(done)
    hours = [one.starts_at.astimezone(tariq.tz).hour for one in ahead(series)]
    assert hours == [16, 16, 14, 14, 16, 14]
    page = client.get(f"/appointments/{third.pk}/")
    assert "Repeats every second Thursday, 3 of 6." in text(page)
    deliver_due(at=NOW)
    assert [m.subject for m in mail.outbox if m.to == [alice.email]][-1] == (
        "3 sessions moved, from Thursday 24 December"
    )


def test_a_therapist_takes_all_that_are_beyond_their_hours_at_once(
    client_for: Callable[[User | None], Client], care: Care, tariq: User, rhythm: dict[str, Any]
) -> None:
    client, address = client_for(tariq), f"/series/new/{care.pk}/"
    page = client.get(address, rhythm | {"at": "20:00"})
    assert "10 of them are not free" in text(page)
    looked = client.post(address, proposed(page) | {"insist": "yes"})
    assert looked.status_code == 200
    assert not Series.objects.exists()
    assert client.post(address, proposed(looked)).status_code == 302
    there = [one.starts_at.astimezone(tariq.tz).hour for one in ahead(Series.objects.get())]
    assert there == [20] * 10


def test_the_calendars_booking_leads_to_a_series(
    client_for: Callable[[User | None], Client], care: Care, tariq: User, usual: Service
) -> None:
    typed = {
        "care": care.pk,
        "service": usual.pk,
        "day": THURSDAY.isoformat(),
        "time": "16:00",
        "repeat": "yes",
    }
    answer = client_for(tariq).post("/calendar/book/", typed)
    page = client_for(tariq).get(answer["Location"])
    assert proposed(page)["first_on"] == THURSDAY.isoformat()
    assert proposed(page)["at"] == "16:00"


def test_a_patient_repeats_the_time_they_hold(
    client_for: Callable[[User | None], Client],
    care: Care,
    alice: User,
    tariq: User,
    usual: Service,
) -> None:
    make_appointment(care, NOW - timedelta(days=6), service=usual)
    client = client_for(alice)
    client.post(
        "/book/hold/",
        {
            "therapist": "tariq-haddad",
            "service": usual.pk,
            "starts_at": local(tariq, THURSDAY, 16).isoformat(),
        },
    )
    link = re.search(r'href="(/series/new/[^"]+)"', client.get("/book/").content.decode())
    assert link
    form = client.get(unescape(link[1]))
    fields = proposed(form)
    assert (fields["first_on"], fields["at"]) == (THURSDAY.isoformat(), "16:00")
    rhythm = {**fields, "every": "weekly-1", "count": "3"}
    page = client.get(f"/series/new/{care.pk}/", rhythm)
    assert "3 sessions, every Thursday" in text(page)
    assert "All of them are free." in text(page)
    done = client.post(f"/series/new/{care.pk}/", proposed(page), follow=True)
    assert "3 sessions are booked" in text(done)
    assert not Hold.objects.exists()


def test_who_has_not_met_is_told_so(
    client_for: Callable[[User | None], Client], care: Care, alice: User, rhythm: dict[str, Any]
) -> None:
    told = client_for(alice).get(f"/series/new/{care.pk}/", rhythm, follow=True)
    assert "can’t be repeated here yet" in text(told)
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"count": ""}, "Say how many sessions."),
        ({"count": 1}, "greater than or equal to 2"),
        ({"count": 53}, "less than or equal to 52"),
        ({"count": 52}, "In a year there are 27 of them."),
        ({"ends": "until", "until": ""}, "Say until which day."),
        ({"ends": "until", "until": "2027-12-01"}, "more than a year"),
        ({"ends": "until", "until": "2026-12-01"}, "only one session"),
        ({"first_on": "2026-11-21"}, "That day has passed"),
        ({"first_on": "9998-01-01"}, "within a year"),
        ({"at": "soon"}, "Enter a valid time"),
        ({"every": "weekly-0"}, "Select a valid choice"),
    ],
)
def test_a_rhythm_that_makes_no_sense_is_given_back(
    typed: dict[str, Any],
    told: str,
    client_for: Callable[[User | None], Client],
    care: Care,
    tariq: User,
    rhythm: dict[str, Any],
) -> None:
    answer = client_for(tariq).get(f"/series/new/{care.pk}/", rhythm | typed)
    assert answer.status_code == 400
    assert told in text(answer)
    assert "16:00" in answer.content.decode() or "at" in typed


def test_nonsense_in_place_of_choices_is_no_choice(
    client_for: Callable[[User | None], Client], care: Care, tariq: User, rhythm: dict[str, Any]
) -> None:
    client, address = client_for(tariq), f"/series/new/{care.pk}/"
    answers = proposed(client.get(address, rhythm))
    answers |= {
        f"pick-{THURSDAY}": "9999-99-99T00:00:00Z",
        "pick-nonsense": "none",
        "pick-2031-01-01": "2026-12-01T10:00:00Z",
    }
    assert client.post(address, answers).status_code == 302
    assert Series.objects.get().appointments.count() == 10


def test_a_wrong_time_to_move_to_is_said(
    client_for: Callable[[User | None], Client], series: Series, tariq: User
) -> None:
    client, address = client_for(tariq), f"/series/sessions/{ahead(series)[1].pk}/move/"
    for typed in (
        {"day": "2026-01-01", "at": "10:00"},
        {"starts_at": "9999-01-01T00:00:00Z"},
        {"day": "", "at": ""},
    ):
        assert client.get(address, typed).status_code == 400


def test_a_time_somebody_holds_is_not_free(
    client_for: Callable[[User | None], Client],
    care: Care,
    tariq: User,
    usual: Service,
    rhythm: dict[str, Any],
) -> None:
    start = local(tariq, THURSDAY, 16)
    Hold.objects.create(
        therapist=tariq,
        service=usual,
        starts_at=start,
        ends_at=start + usual.length,
        made_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    page = client_for(tariq).get(f"/series/new/{care.pk}/", rhythm)
    assert "One of them is not free" in text(page)
