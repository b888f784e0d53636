"""What was written in the room is kept by two people, letter for letter, or not at all."""

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.errors import Refused
from people.models import User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions import actions, writing_kept
from sessions.actions.keeping import MOST, agree_to_keep
from sessions.actions.keeping import WRITING as KIND
from sessions.models import KeptWriting, Session
from tests.sessions.keeping import Keeping, digest
from tests.sessions.writing import SECRET

ClientFor = Callable[[User | None], Client]

WRITING = json.dumps([[1772463421000, "patient", SECRET], [1772463425000, "therapist", "Tell me"]])
KEEPING = Keeping(KIND, WRITING)
agree, keep = KEEPING.agree, KEEPING.keep


def test_one_agrees_the_other_brings_it_and_both_read_it(
    session: Session, alice: User, tariq: User, client_for: ClientFor
) -> None:
    for person, fields in ((tariq, {"digest": digest(WRITING)}), (alice, {"text": WRITING})):
        address = reverse("sessions:keep", args=[session.appointment_id])
        assert client_for(person).post(address, {"what": "writing", **fields}).status_code == 204
    kept = reverse("sessions:kept", args=[session.appointment_id])
    after = reverse("sessions:after", args=[session.appointment_id])
    for person in (alice, tariq):
        client = client_for(person)
        assert kept in client.get(after).content.decode()
        page = client.get(kept).content.decode()
        assert SECRET in page
        assert "Tell me" in page
        assert AuditEntry.objects.filter(verb="writing.read", actor_id=person.pk).exists()
    assert list(AuditEntry.objects.filter(verb__startswith="writing.").values_list("verb"))[:2] == [
        ("writing.agree",),
        ("writing.keep",),
    ]


def test_nothing_is_here_before_both_agreed(session: Session, alice: User, tariq: User) -> None:
    agree(tariq, session)
    assert not KeptWriting.objects.whole().exists()
    assert KeptWriting.objects.get().text == ""


def test_the_database_holds_neither_words_nor_sum_in_clear(
    session: Session, alice: User, tariq: User
) -> None:
    agree(tariq, session)
    keep(alice, session)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {KeptWriting._meta.db_table}")
        clear = str(cursor.fetchall())
    assert SECRET not in clear
    assert digest(WRITING) not in clear


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "{}",
        "[]",
        '[["1", "patient", "words"]]',
        r'[[1, "patient", "half a \ud800"]]',
        '[[true, "patient", "words"]]',
        '[[-1, "patient", "words"]]',
        f'[[{10**30}, "patient", "words"]]',
        '[[1, "admin", "words"]]',
        '[[1, "patient", ""]]',
        '[[1, "patient", "words", 1]]',
        json.dumps([[1, "patient", "a" * (writing_kept.LONGEST_LINE + 1)]]),
        json.dumps([[1, "patient", "a"]] * (writing_kept.MAX_LINES + 1)),
        "[" * 20_000,
    ],
)
def test_what_is_not_lines_of_two_people_is_refused(
    text: str, session: Session, alice: User, tariq: User
) -> None:
    agree(tariq, session, text)
    with pytest.raises(Refused):
        keep(alice, session, text)
    assert not KeptWriting.objects.whole().exists()


def test_other_words_than_were_agreed_to_are_refused(
    session: Session, alice: User, tariq: User
) -> None:
    agree(tariq, session)
    with pytest.raises(Refused, match="not agreed"):
        keep(alice, session, WRITING.replace("lighthouse", "sea"))
    assert not KeptWriting.objects.whole().exists()


def test_nobody_agrees_with_themselves(session: Session, alice: User) -> None:
    agree(alice, session)
    with pytest.raises(Refused, match="not agreed"):
        keep(alice, session)


def test_twice_is_once(session: Session, alice: User, tariq: User) -> None:
    agree(tariq, session)
    first = keep(alice, session)
    assert keep(alice, session).kept_at == first.kept_at
    assert AuditEntry.objects.filter(verb="writing.keep").count() == 1


def test_a_sum_that_is_none_and_one_too_many_are_refused(session: Session, tariq: User) -> None:
    with pytest.raises(Refused):
        agree_to_keep(actor=tariq, session=session, kind=KIND, digest="words", at=timezone.now())
    for number in range(MOST):
        agree(tariq, session, str(number))
    with pytest.raises(Refused):
        agree(tariq, session)
    assert KeptWriting.objects.count() == MOST


def test_a_closed_room_keeps_nothing(session: Session, alice: User, tariq: User) -> None:
    agree(tariq, session)
    actions.end_session(actor=tariq, session=session, at=timezone.now())
    with pytest.raises(Refused, match="closed"):
        keep(alice, session)
    with pytest.raises(Refused, match="closed"):
        agree(alice, session)


def test_a_patient_who_was_not_let_in_keeps_nothing(appointment: Appointment, alice: User) -> None:
    with pytest.raises(Refused, match="closed"):
        agree(alice, actions.session_of(appointment))


def test_strangers_keep_and_read_nothing(
    session: Session, nadia: User, ines: User, client_for: ClientFor
) -> None:
    for stranger in (nadia, ines):
        with pytest.raises((PermissionDenied, Http404)):
            agree(stranger, session)
        with pytest.raises((PermissionDenied, Http404)):
            keep(stranger, session)
        kept = reverse("sessions:kept", args=[session.appointment_id])
        assert client_for(stranger).get(kept).status_code == 404
    assert not KeptWriting.objects.exists()


def test_the_page_is_told_why_not(session: Session, alice: User, client_for: ClientFor) -> None:
    address = reverse("sessions:keep", args=[session.appointment_id])
    answer = client_for(alice).post(address, {"what": "writing", "text": WRITING})
    assert answer.status_code == 409
    assert "not agreed" in answer.content.decode()
