"""What the database keeps by itself, on both engines, and what it can't keep but shows."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from people.models import User
from privacy.fields import encrypt
from scheduling.models import Appointment
from sessions.actions.notes import add_to_note
from sessions.models import Addendum, ProgressNote, SessionFeedback, Summary, SummaryVersion
from sessions.models.sealed import Sealed
from tests.sessions.writing import SECRET, Window, sent_summary, signed_note

# What somebody might want to change, as SQL that nothing but the trigger refuses.
FROZEN = {
    ProgressNote: {
        "format": "'dap'",
        "revision": "revision + 1",
        "saved_at": "CURRENT_TIMESTAMP",
        "signed_at": "begun_at",
        "seal": "'0'",
    },
    Addendum: {"added_at": "CURRENT_TIMESTAMP", "seal": "'0'"},
    SummaryVersion: {"number": "number + 1", "sent_at": "CURRENT_TIMESTAMP", "seal": "'0'"},
}


@pytest.fixture
def written(held: Appointment) -> Appointment:
    """A signed note with an addendum, and a sent summary."""
    note = signed_note(held)
    add_to_note(actor=held.therapist, note=note, text=SECRET, at=timezone.now())
    sent_summary(held)
    return held


@pytest.mark.parametrize(
    ("model", "column"), [(model, column) for model in FROZEN for column in FROZEN[model]]
)
def test_a_sealed_row_does_not_change(
    model: type[Sealed], column: str, written: Appointment
) -> None:
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = {FROZEN[model][column]}")


@pytest.mark.parametrize("model", FROZEN)
def test_a_sealed_row_is_not_removed(model: type[Sealed], written: Appointment) -> None:
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert model.objects.exists()


def test_signing_without_a_seal_is_refused(held: Appointment) -> None:
    note = Window().write(held, text="x").draft
    note.signed_at, note.signed_by = timezone.now(), held.therapist
    with pytest.raises(IntegrityError), transaction.atomic():
        note.save()


def test_a_rating_beyond_the_scale_is_refused(held: Appointment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionFeedback.objects.create(session=held.session, heard=11)


def write_column(row: ProgressNote | Addendum, column: str, ciphertext: str) -> None:
    """As somebody with the database in their hands would."""
    key = row.pk.hex if connection.vendor == "sqlite" else row.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [ciphertext, key]
        )
        assert cursor.rowcount == 1


def test_another_text_under_the_same_seal_is_found(written: Appointment) -> None:
    note = ProgressNote.objects.get()
    write_column(note, "texts", encrypt('{"text": "never happened"}'))
    note = ProgressNote.objects.get()
    assert note.texts == {"text": "never happened"}
    assert not note.is_intact


def test_another_addendum_under_the_same_seal_is_found(written: Appointment) -> None:
    write_column(Addendum.objects.get(), "text", encrypt("never said"))
    assert not Addendum.objects.get().is_intact


def test_the_reader_is_told(
    written: Appointment, client_for: Callable[[User | None], Client]
) -> None:
    client = client_for(written.therapist)
    note = ProgressNote.objects.get()
    address = f"/patients/{note.care.pk}/notes/{note.pk}/"
    assert "not the text that was signed" not in client.get(address).content.decode()
    write_column(note, "texts", encrypt('{"text": "never happened"}'))
    assert "not the text that was signed" in client.get(address).content.decode()


def test_new_keys_reach_sealed_rows_and_leave_them_intact(
    written: Appointment, settings: Any
) -> None:
    old = settings.FIELD_KEYS[0]
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), old]
    call_command("reencrypt", stdout=StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert ProgressNote.objects.get().is_intact
    assert Addendum.objects.get().text == SECRET
    assert Addendum.objects.get().is_intact
    assert SummaryVersion.objects.get().is_intact


def test_the_database_holds_no_word_in_the_clear(written: Appointment) -> None:
    with connection.cursor() as cursor:
        for model in (ProgressNote, Addendum, Summary, SummaryVersion):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows = cursor.fetchall()
            assert rows
            assert "lighthouse" not in str(rows)
