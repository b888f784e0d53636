"""Sessions in writing: lines in order and once, receipts, and what is kept of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment, Modality
from sessions import actions
from sessions.actions.calling import move_to_phone
from sessions.actions.text import erase_left_over, mark, say, settle, wish_to_keep
from sessions.models import ChatLine, ChatMark, DeviceCheck, KeepWish, Session, Transcript
from sessions.preparation import steps
from tests.scheduling.world import make_appointment

WORDS = "I slept a little better."


@pytest.fixture
def now(in_writing: Appointment) -> datetime:
    return in_writing.starts_at + timedelta(minutes=1)


@pytest.fixture
def session(alice: User, tariq: User, in_writing: Appointment, now: datetime) -> Session:
    """Alice was let in, and both are there."""
    waits = actions.join(actor=alice, appointment=in_writing, at=now).session
    actions.admit(actor=tariq, session=waits, at=now)
    for person in (alice, tariq):
        actions.join(actor=person, appointment=in_writing, at=now)
    return Session.objects.get(pk=waits.pk)


def write(actor: User, session: Session, text: str = WORDS) -> ChatLine:
    return say(actor=actor, session=session, client_id=uuid4(), text=text, at=timezone.now())


def test_lines_are_numbered_in_one_order_for_both(
    alice: User, tariq: User, session: Session
) -> None:
    for person in (alice, tariq, alice):
        write(person, session)
    kept = ChatLine.objects.of(session).values_list("number", "author")
    assert list(kept) == [(1, alice.pk), (2, tariq.pk), (3, alice.pk)]


def test_the_same_line_twice_is_one_and_nobody_takes_anothers_name_for_it(
    alice: User, tariq: User, session: Session, now: datetime
) -> None:
    mine = uuid4()
    for _ in range(2):
        said = say(actor=alice, session=session, client_id=mine, text=WORDS, at=now)
        assert said.number == 1
    with pytest.raises(Refused):
        say(actor=tariq, session=session, client_id=mine, text="Mine now", at=now)
    assert ChatLine.objects.get().text == WORDS
    with pytest.raises(IntegrityError), transaction.atomic():
        ChatLine.objects.create(
            session=session, number=2, client_id=mine, author=alice, text=WORDS, at=now
        )


def test_words_are_encrypted_and_not_in_the_audit_trail(alice: User, session: Session) -> None:
    write(alice, session)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM therapy_sessions_chatline")
        assert WORDS not in str(cursor.fetchall())
    assert not any(WORDS in str(vars(entry)) for entry in AuditEntry.objects.all())


def test_nobody_writes_before_the_patient_is_let_in(
    alice: User, tariq: User, in_writing: Appointment, now: datetime
) -> None:
    waits = actions.join(actor=alice, appointment=in_writing, at=now).session
    for person in (alice, tariq):
        with pytest.raises(Refused):
            write(person, waits)
    assert not ChatLine.objects.exists()


def test_nobody_else_writes_marks_or_agrees(
    nadia: User, bruno: User, ines: User, mallory: User, session: Session, now: datetime
) -> None:
    for person in (nadia, bruno, ines, mallory):
        with pytest.raises((Http404, PermissionDenied)):
            write(person, session)
        with pytest.raises((Http404, PermissionDenied)):
            mark(actor=person, session=session, read=1)
        with pytest.raises((Http404, PermissionDenied)):
            wish_to_keep(actor=person, session=session, keeps=True, at=now)
    assert not (ChatLine.objects.exists() or ChatMark.objects.exists() or KeepWish.objects.exists())


def test_nothing_is_written_after_the_end_a_cancellation_or_on_the_phone(
    alice: User, tariq: User, session: Session, now: datetime
) -> None:
    move_to_phone(actor=tariq, session=session, at=now)
    with pytest.raises(Refused):
        write(alice, session)
    session.phone_moves.update(back_at=now, back_by=tariq)
    actions.end_session(actor=tariq, session=session, at=now)
    for refused in (
        lambda: write(alice, session),
        lambda: wish_to_keep(actor=alice, session=session, keeps=True, at=now),
    ):
        with pytest.raises(Refused):
            refused()
    assert not ChatLine.objects.exists()


def test_marks_only_grow_and_never_beyond_what_was_written(
    alice: User, tariq: User, session: Session
) -> None:
    for _ in range(3):
        write(alice, session)
    steps = [(2, 0), (1, 0), (9, 1), (0, 2), (0, 1), (0, 99)]
    told, moved = [], []
    for received, read in steps:
        moved.append(mark(actor=tariq, session=session, received=received, read=read))
        kept = ChatMark.objects.get(person=tariq)
        told.append((kept.received, kept.read))
    assert told == [(2, 0), (2, 0), (3, 1), (3, 2), (3, 2), (3, 3)]
    assert moved == [True, False, True, True, False, True]


def test_a_heartbeat_that_tells_nothing_new_writes_nothing(
    alice: User, tariq: User, session: Session
) -> None:
    write(alice, session)
    mark(actor=tariq, session=session, received=1)
    with CaptureQueriesContext(connection) as asked:
        assert not mark(actor=tariq, session=session, received=1)
    assert len(asked) == 1, [query["sql"] for query in asked]


@pytest.mark.parametrize(
    ("alice_keeps", "tariq_keeps", "is_kept"),
    [(False, False, False), (True, False, False), (False, True, False), (True, True, True)],
)
def test_lines_outlive_the_session_only_if_both_agree(
    alice_keeps: bool,
    tariq_keeps: bool,
    is_kept: bool,
    alice: User,
    tariq: User,
    session: Session,
    now: datetime,
) -> None:
    write(alice, session)
    for person, keeps in ((alice, alice_keeps), (tariq, tariq_keeps)):
        wish_to_keep(actor=person, session=session, keeps=keeps, at=now)
    actions.end_session(actor=tariq, session=session, at=now)
    assert ChatLine.objects.exists() == Transcript.objects.exists() == is_kept
    assert not ChatMark.objects.exists()
    verb = "transcript.keep" if is_kept else "transcript.erase"
    assert AuditEntry.objects.filter(verb=verb).count() == 1
    settle(session=session, actor=tariq, at=now)
    assert ChatLine.objects.exists() == is_kept


def test_whoever_agreed_can_take_it_back_until_the_end(
    alice: User, tariq: User, session: Session, now: datetime
) -> None:
    write(alice, session)
    for person in (alice, tariq):
        for _ in range(2):
            wish_to_keep(actor=person, session=session, keeps=True, at=now)
    wish_to_keep(actor=alice, session=session, keeps=False, at=now)
    actions.end_session(actor=tariq, session=session, at=now)
    assert not ChatLine.objects.exists()
    wish = KeepWish.objects.get(person=alice)
    assert (wish.at, wish.taken_back_at) == (now, now)


def test_what_nobody_ends_is_erased_when_its_time_is_over(
    alice: User, in_writing: Appointment, session: Session
) -> None:
    write(alice, session)
    over = in_writing.ends_at + timedelta(minutes=31)
    assert erase_left_over(at=in_writing.ends_at) == 0
    assert [erase_left_over(at=over) for _ in range(2)] == [1, 0]
    assert not ChatLine.objects.exists()


def test_what_was_written_in_a_cancelled_session_is_erased(
    alice: User, in_writing: Appointment, session: Session, now: datetime
) -> None:
    write(alice, session)
    Appointment.objects.filter(pk=in_writing.pk).update(
        cancelled_at=now, cancelled_by=alice, cancel_reason="plans"
    )
    assert erase_left_over(at=now) == 1
    assert not ChatLine.objects.exists()


def test_a_kept_transcript_is_read_by_the_two_alone_and_audited(
    alice: User,
    tariq: User,
    nadia: User,
    session: Session,
    now: datetime,
    client_for: Callable[[User | None], Client],
) -> None:
    page = reverse("sessions:transcript", args=[session.appointment_id])
    write(alice, session)
    assert client_for(alice).get(page).status_code == 404
    for person in (alice, tariq):
        wish_to_keep(actor=person, session=session, keeps=True, at=now)
    actions.end_session(actor=tariq, session=session, at=now)
    for person in (alice, tariq):
        assert WORDS in client_for(person).get(page).content.decode()
    assert client_for(nadia).get(page).status_code == 404
    assert AuditEntry.objects.filter(verb="writing.read").count() == 2
    after = client_for(alice).get(reverse("sessions:after", args=[session.appointment_id]))
    assert page in after.content.decode()


def test_what_becomes_of_the_words_is_said_before_and_during(
    alice: User, care: Care, in_writing: Appointment, client_for: Callable[[User | None], Client]
) -> None:
    said = "erased when the session ends, unless you both agree to keep it"
    client = client_for(alice)
    assert said in client.get(reverse("sessions:room", args=[in_writing.pk])).content.decode()
    later = make_appointment(care, timezone.now() + timedelta(hours=3))
    Appointment.objects.filter(pk=later.pk).update(modality=Modality.TEXT)
    assert said in client.get(reverse("sessions:room", args=[later.pk])).content.decode()


def test_nobody_needs_a_camera_for_it(in_writing: Appointment, care: Care) -> None:
    Appointment.objects.filter(pk=in_writing.pk).update(
        starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=2)
    )
    assert "devices" not in [step.code for step in steps(care)]
    assert not DeviceCheck.objects.exists()
