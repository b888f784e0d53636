"""The first page after signing in, for each role."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.home.came_back import PEOPLE_SHOWN
from intake.models import QuestionnaireResponse, RiskAlert
from notices.models import WorkerSign
from people.actions import suspend
from people.models import Care, Practice, TherapistProfile, User
from resources.actions import share_journal, write_journal
from scheduling.actions import cancel
from scheduling.models import Appointment
from sessions.actions import enter_waiting
from sessions.actions.helping import ask_for_help
from sessions.actions.opening import session_of
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import make_appointment

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def morning(tariq: User, practice: Practice, time_machine: Any) -> datetime:
    """Eight o'clock on Tariq's day, and it stays that."""
    eight = timezone.now().astimezone(tariq.tz).replace(hour=8, minute=0, second=0, microsecond=0)
    time_machine.move_to(eight, tick=False)
    return eight


def test_somebody_without_care_is_shown_the_first_step(
    client_for: ClientFor, mallory: User, practice: Practice
) -> None:
    page = client_for(mallory).get("/home/").content.decode()
    assert "Find a therapist" in page
    assert "Join" not in page


def test_join_appears_when_the_room_opens(
    client_for: ClientFor, alice: User, care: Care, practice: Practice
) -> None:
    appointment = make_appointment(care, timezone.now() + timedelta(minutes=30))
    client = client_for(alice)
    assert b"Join from" in client.get("/home/next/").content
    assert b'<a class="button button--primary"' in client.get("/home/next/").content
    Appointment.objects.update(
        starts_at=timezone.now() + timedelta(days=2), ends_at=timezone.now() + timedelta(days=3)
    )
    assert b"button--primary" not in client.get("/home/next/").content
    appointment.starts_at = timezone.now() + timedelta(minutes=9)
    appointment.save()
    assert b"The room is open" in client.get("/home/next/").content


def test_what_is_left_to_prepare_leads_until_the_session_is_near(
    client_for: ClientFor, alice: User, care: Care, practice: Practice
) -> None:
    primary = re.compile(r'<a class="button button--primary"[^>]*>(.*?)</a>')
    appointment = make_appointment(care, timezone.now() + timedelta(days=2))
    client = client_for(alice)
    assert primary.findall(client.get("/home/").content.decode()) == ["Next: Your story so far"]
    appointment.starts_at = timezone.now() + timedelta(hours=2)
    appointment.save()
    (only,) = primary.findall(client.get("/home/").content.decode())
    assert "Join from" in only


def test_moving_is_offered_only_while_it_is_possible(
    client_for: ClientFor, alice: User, care: Care, practice: Practice
) -> None:
    appointment = make_appointment(care, timezone.now() + timedelta(hours=25))
    client = client_for(alice)
    assert b"Move or cancel" in client.get("/home/next/").content
    appointment.starts_at = timezone.now() + timedelta(hours=23)
    appointment.save()
    card = client.get("/home/next/").content
    assert b"Move or cancel" not in card
    assert b"About this session" in card


def test_a_therapist_sees_who_waits_and_can_let_them_in(
    client_for: ClientFor, tariq: User, alice: User, care: Care, practice: Practice
) -> None:
    now = timezone.now()
    appointment = make_appointment(care, now + timedelta(minutes=4))
    enter_waiting(actor=alice, session=session_of(appointment), at=now)
    page = client_for(tariq).get("/home/sessions/").content.decode()
    assert "waiting since" in page
    assert "Let in" in page


@pytest.mark.parametrize(
    ("at", "starts", "shown", "day"),
    [
        ((9, 23, 55), (10, 0, 4), True, "tomorrow"),
        ((10, 0, 10), (9, 23, 30), True, "yesterday"),
        ((10, 0, 10), (9, 23, 0), True, "yesterday"),  # over its time, and maybe not over
        ((10, 0, 10), (10, 0, 4), True, None),
        ((9, 12, 0), (9, 9, 0), True, None),  # over, and of today
        ((9, 12, 0), (10, 9, 0), False, None),
        ((10, 0, 10), (9, 20, 0), False, None),
    ],
)
def test_midnight_takes_no_session_away(
    at: tuple[int, int, int],
    starts: tuple[int, int, int],
    shown: bool,
    day: str | None,
    client_for: ClientFor,
    tariq: User,
    care: Care,
    practice: Practice,
    time_machine: Any,
) -> None:
    time_machine.move_to(datetime(2030, 12, *at, tzinfo=tariq.tz))
    make_appointment(care, datetime(2030, 12, *starts, tzinfo=tariq.tz))
    page = client_for(tariq).get("/home/sessions/").content.decode()
    assert ("first session" in page) == shown
    told = client_for(tariq).get("/home/").content.decode()
    assert ("One session." in told) == (shown and day is None)
    assert [word for word in ("tomorrow", "yesterday") if word in page] == ([day] if day else [])


def test_what_was_cancelled_late_stays_on_the_day_as_such(
    client_for: ClientFor, alice: User, tariq: User, care: Care, morning: datetime
) -> None:
    soon = make_appointment(care, morning + timedelta(hours=2))
    early, own = (make_appointment(care, morning + timedelta(hours=hours)) for hours in (4, 6))
    cancel(actor=alice, appointment=early, reason="plans", at=early.starts_at - timedelta(days=2))
    cancel(actor=tariq, appointment=own, reason="unwell", at=morning)
    cancel(actor=alice, appointment=soon, reason="plans", late=True, at=morning)
    page = client_for(tariq).get("/home/").content.decode()
    assert "No sessions today." in page
    assert f'<a href="/appointments/{soon.pk}/">' in page
    assert "cancelled, today, 08:00" in page
    assert str(early.pk) not in page
    assert str(own.pk) not in page


def test_a_time_that_was_given_up_and_taken_again_stands_there_once(
    client_for: ClientFor, alice: User, tariq: User, care: Care, morning: datetime
) -> None:
    client = client_for(tariq)
    for minute in (0, 5):
        at = morning + timedelta(minutes=minute)
        given_up = make_appointment(care, morning + timedelta(hours=2, minutes=minute))
        cancel(actor=alice, appointment=given_up, reason="plans", late=True, at=at)
    page = client.get("/home/sessions/").content.decode()
    assert page.count("cancelled, today, ") == 1
    assert "cancelled, today, 08:05" in page
    make_appointment(care, morning + timedelta(hours=2, minutes=10))
    assert "cancelled" not in client.get("/home/sessions/").content.decode()


def test_what_came_back_stands_by_person_with_the_way_to_each(
    client_for: ClientFor, tariq: User, alice: User, bruno: User, care: Care
) -> None:
    now = timezone.now()
    his = open_active_care(bruno, tariq)
    for of, text in ((care, "One"), (care, "Two"), (his, "Three")):
        page = write_journal(actor=of.patient, care=of, key=uuid4(), text=text, at=now)
        share_journal(actor=of.patient, entry=page, at=now)
        now += timedelta(seconds=1)
    shown = client_for(tariq).get("/home/").content.decode()
    assert "2 journal pages, today" in shown
    assert shown.count("A journal page, today") == 1
    for of in (care, his):
        assert shown.count(reverse("resources:shared_journal", args=[of.pk])) == 1
    assert shown.index("A journal page, today") < shown.index("2 journal pages, today")


def test_what_came_back_counts_all_that_one_person_gave_and_cuts_after_some_people(
    client_for: ClientFor, tariq: User, care: Care
) -> None:
    now = timezone.now() - timedelta(minutes=1)
    people = [
        open_active_care(make_patient(f"p{n}@example.com", f"Zoe No{n}"), tariq) for n in range(10)
    ]
    for of in [people[0], *[care] * 7, *people[1:]]:
        page = write_journal(actor=of.patient, care=of, key=uuid4(), text="One", at=now)
        share_journal(actor=of.patient, entry=page, at=now)
        now += timedelta(seconds=1)
    shown = client_for(tariq).get("/home/").content.decode()
    assert "7 journal pages, today" in shown
    assert shown.count("A journal page, today") == PEOPLE_SHOWN - 1, "all but the first to give"


def test_an_open_alert_stands_on_top_without_its_words(
    client_for: ClientFor, tariq: User, care: Care, practice: Practice
) -> None:
    now = timezone.now()
    response = QuestionnaireResponse.objects.create(
        care=care, instrument="phq-9", version="1.0.0", started_at=now, saved_at=now
    )
    RiskAlert.objects.create(care=care, response=response, opened_at=now)
    page = client_for(tariq).get("/home/").content.decode()
    assert "Alice gave an answer about safety" in page
    assert "PHQ" not in page


@pytest.mark.parametrize("hour", [9, 21])  # before and after all of them
def test_today_costs_the_same_for_one_session_and_for_six(
    hour: int,
    client_for: ClientFor,
    tariq: User,
    care: Care,
    practice: Practice,
    time_machine: Any,
) -> None:
    today = timezone.now().astimezone(tariq.tz).replace(minute=0, second=0, microsecond=0)
    noon = today.replace(hour=12)
    time_machine.move_to(today.replace(hour=hour))
    make_appointment(care, noon)
    client = client_for(tariq)
    client.get("/home/sessions/")
    one = _queries(client)
    for hours in range(1, 6):
        other = make_patient(f"p{hours}@example.com", f"Patient Number{hours}")
        make_appointment(open_active_care(other, tariq), noon + timedelta(hours=hours))
    assert _queries(client) <= one + 1


def _queries(client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        assert client.get("/home/sessions/").status_code == 200
    return len(caught)


def test_an_admin_sees_no_patient_by_name(
    client_for: ClientFor, ines: User, care: Care, practice: Practice
) -> None:
    make_appointment(care, timezone.now() + timedelta(hours=1))
    page = client_for(ines).get("/home/").content.decode()
    assert "Alice" not in page
    assert "In therapy" in page


def test_an_admin_reads_how_many_things_wait(
    client_for: ClientFor, ines: User, alice: User, practice: Practice
) -> None:
    client = client_for(ines)
    first = client.get("/home/").content.decode()
    assert "One thing needs your attention." in first
    assert "Reminders and e-mails are not going out" in first
    ask_for_help(actor=alice, words="No picture", facts="", at=timezone.now())
    assert "2 things need your attention." in client.get("/home/").content.decode()
    WorkerSign.objects.create(pk=1, seen_at=timezone.now())
    assert "One thing needs your attention." in client.get("/home/").content.decode()


@pytest.mark.parametrize("path", ["/patients/"])
def test_a_therapist_finds_their_patients(
    client_for: ClientFor, tariq: User, care: Care, nadias_care: Care, path: str
) -> None:
    page = client_for(tariq).get(path).content.decode()
    assert "Alice Moreau" in page
    assert "Bruno" not in page


def test_the_patients_page_is_for_the_therapist_alone(
    client_for: ClientFor, tariq: User, nadia: User, ines: User, care: Care, practice: Practice
) -> None:
    address = f"/patients/{care.pk}/"
    assert client_for(tariq).get(address).status_code == 200
    assert client_for(nadia).get(address).status_code == 404
    assert client_for(ines).get(address).status_code == 404


def test_the_overview_names_suspended_therapists_who_still_have_patients(
    client_for: ClientFor, care: Care, tariq: User, nadia: User, ines: User
) -> None:
    for therapist in (tariq, nadia):
        suspend(actor=ines, user=therapist, reason="A complaint", at=timezone.now())
    page = client_for(ines).get("/home/").content.decode()
    assert "Tariq Haddad is suspended and still has patients" in page
    assert "One patient waits for a decision." in page
    assert "Nadia Novak is suspended" not in page, "nobody waits there"
    assert reverse("people:clinician", args=[tariq.pk]) in page


def test_the_overview_names_missing_licences_too(
    client_for: ClientFor, tariq: User, nadia: User, ines: User
) -> None:
    TherapistProfile.objects.filter(user=tariq).update(licence_number="")
    TherapistProfile.objects.filter(user=nadia).update(licence_expires_on=None)
    page = client_for(ines).get("/home/").content.decode()
    assert page.count("number or date missing; not shown to the public") == 2
