"""Technical help: asked with what the check found, answered once, read by nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from notices.tasks import deliver
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from sessions.actions import Tried, record_device_check
from sessions.actions.helping import answer_help, ask_for_help
from sessions.device_facts import facts_of
from sessions.lines import Line
from sessions.models import DeviceState, HelpRequest

ClientFor = Callable[[User | None], Client]
WORDS = "The picture is black since Monday"


@pytest.fixture
def checked(alice: User, care: Care) -> None:
    """Alice has checked her devices: the microphone is silent, the line is good one way."""
    tried = Tried(
        camera=DeviceState.WORKS,
        microphone=DeviceState.SILENT,
        speaker=DeviceState.WORKS,
        lines=(
            Line(way="direct", connected=True, round_trip_ms=40, loss_up=25, up_kbit=900),
            Line(way="relay", connected=False),
        ),
        browser="firefox",
        system="mac",
    )
    record_device_check(actor=alice, tried=tried, at=timezone.now())


@pytest.fixture
def asked(alice: User) -> HelpRequest:
    return ask_for_help(actor=alice, words=WORDS, facts="Camera: works", at=timezone.now())


@pytest.mark.usefixtures("checked")
def test_the_facts_are_shown_before_they_are_sent(alice: User, client_for: ClientFor) -> None:
    client, address = client_for(alice), reverse("sessions:ask_for_help")
    page = client.get(address).content.decode()
    told = facts_of(alice, browser="other", system="other")
    assert "Microphone: silent" in told
    assert any("40 ms there and back; lost 2.5 % up, ? % down" in fact for fact in told)
    assert "Line, through the relay: no way through" in told
    for fact in told:
        assert fact in page
    client.post(address, {"words": WORDS, "with_facts": "on"})
    kept = HelpRequest.objects.get()
    assert (kept.person, kept.words) == (alice, WORDS)
    assert kept.facts.splitlines() == told
    assert HelpRequest.objects.extra(where=["words LIKE '%%black%%'"]).count() == 0


def test_the_facts_name_the_day_and_the_clock(alice: User, care: Care) -> None:
    alice.time_zone = "Asia/Tokyo"
    alice.save()
    at = datetime(2026, 9, 18, 20, 10, tzinfo=UTC)
    works = DeviceState.WORKS
    tried = Tried(camera=works, microphone=works, speaker=works, browser="firefox", system="mac")
    record_device_check(actor=alice, tried=tried, at=at)
    told = facts_of(alice, browser="other", system="other")
    assert "Device check: 19 September 2026, 05:10 in Tokyo, Firefox on Mac" in told


def test_an_old_check_is_marked_as_old(alice: User, care: Care) -> None:
    tried = Tried(camera=DeviceState.WORKS, microphone=DeviceState.WORKS, speaker=DeviceState.WORKS)
    record_device_check(actor=alice, tried=tried, at=timezone.now() - timedelta(days=8))
    old = "The check is more than a week old; much may have changed since."
    assert old in facts_of(alice, browser="other", system="other")
    record_device_check(actor=alice, tried=tried, at=timezone.now())
    assert old not in facts_of(alice, browser="other", system="other")


@pytest.mark.usefixtures("checked")
def test_the_facts_stay_behind_when_that_is_wished(alice: User, client_for: ClientFor) -> None:
    client_for(alice).post(reverse("sessions:ask_for_help"), {"words": WORDS})
    assert HelpRequest.objects.get().facts == ""


def test_without_a_check_the_browser_is_all_there_is(tariq: User) -> None:
    assert facts_of(tariq, browser="chrome", system="ios") == [
        "Asked from: Chrome on iPhone or iPad",
        "No device check has been made yet.",
    ]


def test_nothing_is_no_question(alice: User, client_for: ClientFor) -> None:
    answer = client_for(alice).post(reverse("sessions:ask_for_help"), {"words": " "})
    assert answer.status_code == 422
    assert not HelpRequest.objects.exists()


def test_an_answer_is_told_by_letter_and_read_on_a_page(
    asked: HelpRequest,
    alice: User,
    ines: User,
    client_for: ClientFor,
) -> None:
    practice = client_for(ines)
    assert "Somebody asks for technical help" in practice.get("/home/").content.decode()
    assert "Alice Moreau" in practice.get(reverse("sessions:help_requests")).content.decode()
    address = reverse("sessions:answer_help", args=[asked.pk])
    assert WORDS in practice.get(address).content.decode()
    practice.post(address, {"words": "Is there a cover on the camera?"})
    deliver()
    [letter] = [letter for letter in mail.outbox if letter.to == [alice.email]]
    assert "Something waits" in letter.subject
    own = reverse("sessions:help", args=[asked.pk])
    assert own in letter.body
    assert "cover" not in letter.body
    assert "cover on the camera" in client_for(alice).get(own).content.decode()
    listed = practice.get(reverse("sessions:help_requests")).content.decode()
    assert "Nobody waits for an answer" in listed
    assert "by Ines Ferreira" in listed
    assert "Somebody asks" not in practice.get("/home/").content.decode()
    verbs = AuditEntry.objects.filter(verb__startswith="help.").order_by("pk")
    assert [(entry.verb, entry.actor_id) for entry in verbs] == [
        ("help.ask", alice.pk),
        ("help.read", ines.pk),
        ("help.answer", ines.pk),
    ]


def test_the_second_answer_is_refused_and_changes_nothing(
    asked: HelpRequest, ines: User, client_for: ClientFor
) -> None:
    answer_help(asked, actor=ines, words="The first", at=timezone.now())
    with pytest.raises(Refused):
        answer_help(asked, actor=ines, words="The second", at=timezone.now())
    address = reverse("sessions:answer_help", args=[asked.pk])
    page = client_for(ines).post(address, {"words": "The third"}, follow=True)
    assert "answered this meanwhile" in page.content.decode()
    assert HelpRequest.objects.get().answer == "The first"
    assert Notice.objects.filter(kind="help_answered").count() == 1


@pytest.mark.parametrize("who", ["alice", "tariq"])
def test_only_the_practice_answers(
    who: str, asked: HelpRequest, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Http404):
        answer_help(asked, actor=request.getfixturevalue(who), words="I know", at=timezone.now())
    assert not Notice.objects.exists()
    assert AuditEntry.objects.filter(verb="help.answer").count() == 0


def test_an_answer_is_whole_or_there_is_none(asked: HelpRequest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.update(answered_at=timezone.now() + timedelta(hours=1))


def test_asking_over_and_over_has_an_end(
    alice: User, client_for: ClientFor, settings: LazySettings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"ask_for_help": "2/h/user"}
    cache.clear()
    client, address = client_for(alice), reverse("sessions:ask_for_help")
    statuses = [client.post(address, {"words": WORDS}).status_code for _ in range(3)]
    cache.clear()
    assert statuses == [302, 302, 429]
    assert HelpRequest.objects.count() == 2


def test_the_page_for_everybody_leads_there_only_when_signed_in(
    alice: User, client_for: ClientFor
) -> None:
    address, page = reverse("sessions:ask_for_help"), reverse("pages:technical_help")
    assert address not in client_for(None).get(page).content.decode()
    assert address in client_for(alice).get(page).content.decode()


def test_nobody_who_works_here_is_told_about_their_therapist(
    alice: User, tariq: User, ines: User, client_for: ClientFor
) -> None:
    ask = reverse("sessions:ask_for_help")
    assert "Your therapist does not see it" in client_for(alice).get(ask).content.decode()
    for person in (tariq, ines):
        for address in (ask, reverse("pages:technical_help")):
            page = client_for(person).get(address).content.decode()
            assert "our therapist" not in page
            assert "your therapist calls" not in page
            leads_on = reverse("sessions:help_requests") in page
            assert leads_on or person.is_therapist
