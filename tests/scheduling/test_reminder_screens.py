"""Where people choose when and how they are reminded, and see when that is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notices.models import Channel as Way
from notices.models import Notice
from people.models import Care, User
from scheduling import letters
from scheduling.models import Appointment, Channel, ReminderPlan
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

ClientFor = Callable[[User | None], Client]
OWN = "/reminders/"
PRACTICE = "/practice/reminders/"


@pytest.fixture(autouse=True)
def text_messages(settings: Settings, tmp_path, time_machine) -> None:
    settings.SMS_PROVIDER, settings.SMS_FILE_PATH = "local", tmp_path
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def session(care: Care, alice: User) -> Appointment:
    appointment = make_appointment(care, local(alice, TUESDAY, 10), booked_at=NOW)
    letters.tell_booked(appointment, at=NOW)
    return appointment


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_a_patient_follows_the_practice_until_they_choose(
    session: Appointment, alice: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    page = text(client.get(OWN))
    assert "As the practice does: 1 day and 1 hour before, by e-mail" in page
    assert "Tomorrow, 10:00, by e\N{NON-BREAKING HYPHEN}mail" in page
    typed = {
        "whose": "own",
        "minutes_before": ["120", "4320"],
        "channel": "email",
        "quiet_from": "22:00",
        "quiet_until": "08:00",
    }
    page = text(client.post(OWN, typed, follow=True))
    assert "Saved." in page
    assert "Tuesday 24 November, 08:00, by e\N{NON-BREAKING HYPHEN}mail" in page
    assert ReminderPlan.objects.get(person=alice).minutes_before == [4320, 120]
    client.post(OWN, {"whose": "practice"})
    assert not ReminderPlan.objects.exists()


def test_text_messages_need_a_number(alice: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    typed = {"whose": "own", "minutes_before": ["60"], "channel": "both"}
    refused = client.post(OWN, typed)
    assert refused.status_code == 400
    assert "For this we need your phone number" in text(refused)
    assert refused.context["form"]["minutes_before"].value() == ["60"]
    alice.phone = "+351 912 345 678"
    alice.save()
    assert client.post(OWN, typed).status_code == 302
    assert ReminderPlan.objects.get().channel == Channel.BOTH


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [("22:00", "", "need both ends"), ("22:00", "22:00", "the whole day quiet")],
)
def test_quiet_hours_that_make_no_sense_are_explained(
    begin: str, end: str, words: str, alice: User, client_for: ClientFor
) -> None:
    typed = {"whose": "own", "channel": "email", "quiet_from": begin, "quiet_until": end}
    refused = client_for(alice).post(OWN, typed)
    assert words in text(refused)
    assert 'value="22:00"' in text(refused)


def test_without_a_provider_there_is_nothing_to_choose(
    alice: User, ines: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.SMS_PROVIDER = ""
    for person, address in ((alice, OWN), (ines, PRACTICE)):
        assert 'name="channel"' not in text(client_for(person).get(address))
    client_for(ines).post(PRACTICE, {"minutes_before": ["1440"]})
    assert ReminderPlan.objects.get().channel == Channel.EMAIL


def test_the_practice_sees_what_its_plan_makes_of_a_session(
    session: Appointment, ines: User, client_for: ClientFor
) -> None:
    client = client_for(ines)
    typed = {
        "minutes_before": ["1440", "60"],
        "channel": "email",
        "quiet_from": "22:00",
        "quiet_until": "08:00",
    }
    page = text(client.post(PRACTICE, typed, follow=True))
    assert "1 day and 1 hour before, by e-mail, never from 22:00 until 08:00" in page
    assert "A session on Monday 30 November, 08:30" in page
    assert "<li>Sunday 29 November, 08:30</li><li>Sunday 29 November, 21:55</li>" in page
    assert Notice.objects.open().filter(kind="reminder").count() == 2


def test_the_sessions_page_says_when(
    session: Appointment, alice: User, tariq: User, client_for: ClientFor
) -> None:
    page = text(client_for(alice).get(f"/appointments/{session.pk}/"))
    assert "We’ll remind you:" in page
    assert "<li>Tomorrow, 10:00, by e\N{NON-BREAKING HYPHEN}mail" in page
    assert "We’ll remind you" not in text(client_for(tariq).get(f"/appointments/{session.pk}/"))
    Notice.objects.filter(kind="reminder").update(sent_at=NOW)
    page = text(client_for(alice).get(f"/appointments/{session.pk}/"))
    assert "We’ll remind you" not in page
    assert "Change how you are reminded" in page


def test_what_came_too_late_is_said(
    session: Appointment, ines: User, client_for: ClientFor
) -> None:
    client = client_for(ines)
    assert "Too late" not in text(client.get("/practice/notices/"))
    Notice.objects.filter(key__startswith="reminder:60").update(
        expired_at=timezone.now(), channel=Way.SMS
    )
    page = text(client.get("/practice/notices/"))
    assert "Too late" in page
    assert "Alice Moreau" in page
    assert "reminder, by text message · due Tuesday 24 November, 09:00" in page
