from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction

from privacy.fields import EncryptedJSONField, EncryptedTextField, cipher

BATCH = 500
MARK = "gAAAA"
"""How every Fernet token begins: its version, and the first bytes of this century's time."""


class Command(BaseCommand):
    help = "Write every encrypted value again under the newest of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate value by value without ever decoding into a model, so triggers and history stay.

        Safe to run while the site serves and to run twice: a value is replaced only where it is
        still the one that was read. Fails when a value is left that the newest key doesn't open:
        whoever then took the old key away would lose it.
        """
        total = 0
        for model, field in _fields(EncryptedTextField, EncryptedJSONField):
            total += self._rotate(model, field)
        # Secrets of authenticators are encrypted by hand, inside a library's own rows.
        for model, field in _fields(models.JSONField):
            total += self._rotate_within(model, field)
        left = [f"{model._meta.db_table}.{field.column}" for model, field in _left()]
        if left:
            raise CommandError(
                f"Not everything is under the newest key yet ({', '.join(left)}). See that every "
                "process has it, and run this again before you take the old one away."
            )
        self.stdout.write(f"{total} values are now under the newest key.")

    def _rotate(self, model: type[models.Model], field: "models.Field[Any, Any]") -> int:
        table, key, column = _names(model, field)
        rotated = 0
        rows = _stored(model, field)
        with connection.cursor() as cursor:
            for start in range(0, len(rows), BATCH):
                with transaction.atomic():
                    for pk, token in rows[start : start + BATCH]:
                        cursor.execute(
                            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",
                            [_rotated(token, model), pk, token],
                        )
                        rotated += cursor.rowcount
        return rotated

    def _rotate_within(self, model: type[models.Model], field: "models.Field[Any, Any]") -> int:
        rotated = 0
        for pk, value in _holding_tokens(model, field):
            with transaction.atomic():
                row = model._default_manager.select_for_update().filter(pk=pk)
                value = row.values_list(field.name, flat=True).first()
                tokens = len(list(_tokens(value)))
                if tokens:
                    row.update(**{field.name: _with_rotated(value, model)})
                rotated += tokens
        return rotated


def _fields(*kinds: type) -> "Iterator[tuple[type[models.Model], models.Field[Any, Any]]]":
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, kinds):
                yield model, field


def _names(model: type[models.Model], field: "models.Field[Any, Any]") -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    assert model._meta.pk is not None
    return quote(model._meta.db_table), quote(model._meta.pk.column), quote(field.column)


def _stored(model: type[models.Model], field: "models.Field[Any, Any]") -> list[tuple[Any, str]]:
    """Primary key and ciphertext as the database has them."""
    table, key, column = _names(model, field)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''")
        return list(cursor.fetchall())


def _holding_tokens(
    model: type[models.Model], field: "models.Field[Any, Any]"
) -> list[tuple[Any, Any]]:
    rows = model._default_manager.values_list("pk", field.name).iterator()
    return [(pk, value) for pk, value in rows if any(_tokens(value))]


def _tokens(value: Any) -> Iterator[str]:
    """The ciphertexts somewhere in a JSON value: no other text of ours begins like one."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _tokens(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tokens(inner)
    elif isinstance(value, str) and value.startswith(MARK):
        yield value


def _with_rotated(value: Any, model: type[models.Model]) -> Any:
    if isinstance(value, dict):
        return {key: _with_rotated(inner, model) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_rotated(inner, model) for inner in value]
    if isinstance(value, str) and value.startswith(MARK):
        return _rotated(value, model)
    return value


def _rotated(token: str, model: type[models.Model]) -> str:
    try:
        return cipher().rotate(token.encode()).decode()
    except InvalidToken:
        raise CommandError(
            f"None of FIELD_KEYS opens a value in {model._meta.db_table}. Put the key that does "
            "back into FIELD_KEYS, and run this again."
        ) from None


def _left() -> "Iterator[tuple[type[models.Model], models.Field[Any, Any]]]":
    """The fields in which a value is that the newest key alone doesn't open."""
    newest = Fernet(settings.FIELD_KEYS[0])

    def opens(token: str) -> bool:
        try:
            newest.decrypt(token.encode())
        except InvalidToken:
            return False
        return True

    for model, field in _fields(EncryptedTextField, EncryptedJSONField):
        if not all(opens(token) for _pk, token in _stored(model, field)):
            yield model, field
    for model, field in _fields(models.JSONField):
        for _pk, value in _holding_tokens(model, field):
            if not all(opens(token) for token in _tokens(value)):
                yield model, field
                break
