"""Rows that the database itself keeps from changing, and re-encryption of what is in them."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import isolate_apps
from pytest_django import Settings

from people.models import User
from privacy import audit
from privacy.fields import EncryptedTextField
from privacy.invariants import frozen_rows
from privacy.management.commands.reencrypt import Command
from privacy.models import AuditEntry

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def letter(db: None) -> Iterator[type[models.Model]]:
    """A table whose signed rows are frozen, but for the ciphertext of one column."""
    with isolate_apps("privacy"):

        class Letter(models.Model):
            text = EncryptedTextField()
            place = models.CharField(max_length=20)
            signed_at = models.DateField(null=True)

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return self.place

        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE privacy_letter "
                "(id serial PRIMARY KEY, text text, place varchar(20), signed_at date)"
                if connection.vendor == "postgresql"
                else "CREATE TABLE privacy_letter "
                "(id integer PRIMARY KEY, text text, place text, signed_at date)"
            )
            frozen = frozen_rows(
                "privacy_letter",
                when="OLD.signed_at IS NOT NULL",
                except_columns=["text"],
                message="a signed letter never changes",
            )
            editor: Any = SimpleNamespace(connection=connection, execute=cursor.execute)
            create: Any = frozen.code
            create(apps, editor)
        yield Letter


def refused(change: object, words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        change()  # type: ignore[operator]


def test_unsigned_rows_change_and_signed_ones_do_not(letter: type[models.Model]) -> None:
    rows = letter._default_manager
    draft = rows.create(text="a", place="Lisbon")
    rows.filter(pk=draft.pk).update(place="Porto")
    rows.filter(pk=draft.pk).update(signed_at="2026-01-01")
    words = "a signed letter never changes"
    refused(lambda: rows.filter(pk=draft.pk).update(place="Faro"), words)
    refused(lambda: rows.filter(pk=draft.pk).update(signed_at=None), words)
    refused(lambda: rows.filter(pk=draft.pk).delete(), words)
    assert rows.get().place == "Porto"


def test_reencrypt_reaches_frozen_rows(letter: type[models.Model], settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    letter._default_manager.create(text="dear", place="Lisbon", signed_at="2026-01-01")
    settings.FIELD_KEYS = [NEW, OLD]
    assert Command()._rotate(letter, letter._meta.get_field("text")) == 1  # type: ignore[arg-type]
    settings.FIELD_KEYS = [NEW]
    assert letter._default_manager.get().text == "dear"


def test_the_audit_trail_only_grows(alice: User) -> None:
    audit.record("goal.propose", actor=alice)
    words = "the audit trail only grows"
    refused(lambda: AuditEntry.objects.update(verb="x"), words)
    refused(lambda: AuditEntry.objects.all().delete(), words)
    assert AuditEntry.objects.get(verb="goal.propose").actor == alice
