"""Waiting: what keeps the place, what is said meanwhile, and who is told that somebody waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Notice
from people.errors import Refused
from people.models import Care, Practice, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions import actions, tasks
from sessions.actions.seats import Beat, beat_all
from sessions.models import Session, WaitingEntry, WaitingWord
from sessions.patience import stage, stage_of, unnoticed
from sessions.room import protocol
from sessions.room.state import AWAY_AFTER, GONE_AFTER
from tests.scheduling.world import make_appointment
from tests.sessions.conftest import OpenPage, db

WORDS = "Five more minutes, please."


@pytest.fixture
def now(appointment: Appointment) -> datetime:
    return appointment.starts_at + timedelta(minutes=1)


@pytest.fixture
def waited(alice: User, appointment: Appointment, now: datetime) -> Session:
    """Alice is in the waiting room."""
    return actions.join(actor=alice, appointment=appointment, at=now).session


def test_the_place_is_kept_while_the_phone_sleeps_the_tab_is_hidden_and_the_line_is_lost(
    alice: User, appointment: Appointment, waited: Session, now: datetime
) -> None:
    seat = waited.seats.get()
    seen: list[str] = []

    def look(at: datetime) -> None:
        entry = WaitingEntry.objects.get()
        assert entry.arrived_at == now
        seen.append(entry.presence(at=at))

    look(now)
    beat_all(many=[Beat(seat=seat, seq=0, visible=False, at=now)], at=now)  # the tab is hidden
    look(now)
    beat_all(many=[Beat(seat=seat, seq=0, visible=True, at=now)], at=now)
    look(now + AWAY_AFTER + timedelta(seconds=1))  # the line is lost
    look(now + GONE_AFTER + timedelta(seconds=1))  # the phone sleeps
    later = now + timedelta(minutes=20)
    actions.join(actor=alice, appointment=appointment, at=later)  # the page is reloaded
    look(later)
    actions.leave(seat=waited.seats.get(replaced_at=None), at=later)
    look(later)
    assert seen == ["here", "away", "away", "gone", "here", "left"]


@pytest.mark.parametrize(
    ("silence", "words"),
    [
        (timedelta(0), "waiting since"),
        (AWAY_AFTER + timedelta(seconds=2), "away for a moment"),
        (GONE_AFTER + timedelta(seconds=2), "gone for now"),
    ],
)
def test_the_therapists_day_tells_how_it_stands(
    silence: timedelta,
    words: str,
    tariq: User,
    waited: Session,
    client_for: Callable[[User | None], Client],
) -> None:
    WaitingEntry.objects.update(last_seen_at=timezone.now() - silence)
    shown = client_for(tariq).get(reverse("home:sessions")).content.decode()
    assert words in shown


def test_asking_to_wait_is_kept_encrypted_with_who_and_when(
    tariq: User, waited: Session, now: datetime
) -> None:
    word = actions.ask_to_wait(actor=tariq, session=waited, words=WORDS, at=now)
    assert (word.words, word.said_by, word.at) == (WORDS, tariq, now)
    entry = AuditEntry.objects.get(verb="waiting.ask")
    assert WORDS not in str(vars(entry))
    assert WaitingWord.objects.standing(waited) == word


def test_the_last_word_stands_until_they_are_let_in(
    tariq: User, waited: Session, now: datetime
) -> None:
    actions.ask_to_wait(actor=tariq, session=waited, words=WORDS, at=now)
    later = now + timedelta(minutes=3)
    last = actions.ask_to_wait(actor=tariq, session=waited, words="Nearly there.", at=later)
    assert WaitingWord.objects.standing(waited) == last
    actions.admit(actor=tariq, session=waited, at=later)
    waited = Session.objects.get()
    assert WaitingWord.objects.standing(waited) is None


def test_only_the_therapist_asks_and_never_of_somebody_let_in(
    alice: User, tariq: User, nadia: User, mallory: User, waited: Session, now: datetime
) -> None:
    for person, refusal in ((alice, PermissionDenied), (nadia, Http404), (mallory, Http404)):
        with pytest.raises(refusal):
            actions.ask_to_wait(actor=person, session=waited, words=WORDS, at=now)
    actions.admit(actor=tariq, session=waited, at=now)
    with pytest.raises(Refused):
        actions.ask_to_wait(actor=tariq, session=waited, words=WORDS, at=now)
    assert not WaitingWord.objects.exists()
    assert not AuditEntry.objects.filter(verb="waiting.ask").exists()


def test_own_words_have_to_be_written(
    tariq: User, waited: Session, client_for: Callable[[User | None], Client]
) -> None:
    page = reverse("sessions:ask_to_wait", args=[waited.appointment_id])
    client = client_for(tariq)
    answer = client.post(page, {"ready": "own", "own": " "}, headers={"HX-Request": "true"})
    assert "Write a few words" in answer.content.decode()
    assert not WaitingWord.objects.exists()
    answer = client.post(page, {"ready": "own", "own": WORDS}, headers={"HX-Request": "true"})
    assert WORDS in answer.content.decode()
    assert "data-closes autofocus" in answer.content.decode(), "one press, and the dialog is gone"
    again = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert WORDS in again
    assert "data-closes" not in again
    assert WaitingWord.objects.get().words == WORDS


@pytest.mark.django_db(transaction=True)
async def test_the_patients_page_is_told_at_once_and_again_after_a_reload(
    open_page: OpenPage, alice: User, tariq: User, client_for: Callable[[User | None], Client]
) -> None:
    patient = await open_page(alice)
    await patient.greet()
    therapist = await open_page(tariq)
    await therapist.greet()
    appointment = (await db(Session.objects.get)).appointment_id
    page = reverse("sessions:ask_to_wait", args=[appointment])
    client = await db(client_for, tariq)
    await db(client.post, page, {"ready": "own", "own": WORDS})
    assert (await patient.hear_a(protocol.AskedToWait)).text == WORDS

    reloaded = await open_page(alice)
    await reloaded.greet()
    assert isinstance(told := await reloaded.hear(), protocol.AskedToWait)
    assert told.text == WORDS
    await therapist.say(protocol.Admit())
    await reloaded.hear_a(protocol.Admitted)
    again = await open_page(alice)
    assert (await again.greet()).admitted
    assert not isinstance(await again.hear(), protocol.AskedToWait)


@pytest.mark.parametrize(
    ("minutes", "is_known", "told"),
    [
        (-5, False, "ahead"),
        (-5, True, "ahead"),
        (0, True, "begun"),
        (30, True, "begun"),
        (0, False, "late"),
        (4, False, "late"),
        (5, False, "missing"),
    ],
)
def test_the_clock_and_who_is_there_say_what_a_wait_is(
    minutes: int, is_known: bool, told: str
) -> None:
    start = datetime(2026, 3, 2, 15, tzinfo=timezone.get_default_timezone())
    at = start + timedelta(minutes=minutes)
    assert stage(starts_at=start, is_known=is_known, at=at) == told


def test_a_therapist_who_is_in_the_room_or_has_said_something_is_not_missing(
    tariq: User, appointment: Appointment, waited: Session
) -> None:
    at = appointment.starts_at + timedelta(minutes=6)
    assert stage_of(waited, at=at) == "missing"
    seat = actions.join(actor=tariq, appointment=appointment, at=at)
    assert stage_of(waited, at=at) == "begun"
    actions.leave(seat=seat, at=at)
    assert stage_of(waited, at=at) == "missing"
    actions.ask_to_wait(actor=tariq, session=waited, words=WORDS, at=at)
    assert stage_of(waited, at=at) == "begun"


def test_the_waiting_page_says_what_happens_next_and_how_to_reach_the_practice(
    alice: User,
    care: Care,
    practice: Practice,
    client_for: Callable[[User | None], Client],
) -> None:
    began = make_appointment(care, timezone.now() - timedelta(minutes=7))
    actions.join(actor=alice, appointment=began, at=timezone.now())
    client = client_for(alice)
    room = client.get(reverse("sessions:room", args=[began.pk])).content.decode()
    assert "We are letting Tariq know that you are waiting" in room
    assert 'href="tel:+351210000000"' in room
    again = reverse("sessions:while_waiting", args=[began.pk])
    assert client.get(again, {"seen": "missing"}).status_code == 204
    assert client.get(again, {"seen": "late"}).status_code == 200


def test_the_therapist_is_written_to_once_when_somebody_waits_for_them(
    alice: User, tariq: User, care: Care
) -> None:
    began = make_appointment(care, timezone.now() - timedelta(minutes=6))
    actions.join(actor=alice, appointment=began, at=timezone.now())
    assert [tasks.tell_waited_for() for _ in range(2)] == [1, 1]
    assert deliver_due(at=timezone.now()) == 1
    (letter,) = mail.outbox
    assert letter.to == [tariq.email]
    assert "Alice" not in f"{letter.subject} {letter.body}"
    assert f"/sessions/{began.pk}/room/" in letter.body


def test_nobody_is_written_to_who_has_come_meanwhile(alice: User, tariq: User, care: Care) -> None:
    began = make_appointment(care, timezone.now() - timedelta(minutes=6))
    actions.join(actor=alice, appointment=began, at=timezone.now())
    tasks.tell_waited_for()
    actions.join(actor=tariq, appointment=began, at=timezone.now())
    assert deliver_due(at=timezone.now()) == 0
    assert Notice.objects.get(kind="somebody_waits").needless_at is not None


def test_nobody_is_missing_too_early_nor_where_nobody_waits(
    alice: User, appointment: Appointment
) -> None:
    late = appointment.starts_at + timedelta(minutes=6)
    actions.session_of(appointment)
    assert unnoticed(at=late) == []
    actions.join(actor=alice, appointment=appointment, at=appointment.starts_at)
    assert unnoticed(at=appointment.starts_at + timedelta(minutes=4)) == []
    assert [one.appointment for one in unnoticed(at=late)] == [appointment]
    assert unnoticed(at=appointment.ends_at) == []
