"""Model fields whose values are ciphertext in the database.

Fernet (AES-128-CBC with HMAC-SHA-256, authenticated) from `cryptography`. The first of
`settings.FIELD_KEYS` writes; every one of them reads, so keys can be changed without downtime:
put the new key first, restart, run `manage.py reencrypt`, take the old key away.
"""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

if TYPE_CHECKING:
    TextColumn = models.TextField[str, str]
    AnyColumn = models.JSONField[Any, Any]
else:  # Django's fields are generic for type checkers only
    TextColumn = AnyColumn = models.TextField


class Unreadable(Exception):
    """A stored value could not be decrypted with any key. Carries no part of the value."""


@cache
def _cipher_for(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """The cipher made of today's keys."""
    return _cipher_for(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    """Ciphertext under the newest key, url-safe base64."""
    return cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The clear text. Raises `Unreadable` when no key opens it or when it was tampered with."""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable("no field key opens a stored value") from None


class EncryptedTextField(TextColumn):
    """Text that is encrypted at rest. It can't be searched, sorted or made unique.

    The empty string stays empty, so that "nothing written" costs nothing and shows in queries.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", "exact"}:
            return None
        return super().get_lookup(lookup_name)


class EncryptedJSONField(AnyColumn):
    """A JSON value that is encrypted at rest. Empty means `{}`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(json.dumps(value, cls=DjangoJSONEncoder))

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Any:
        return json.loads(decrypt(value)) if value else ({} if value == "" else value)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


EncryptedField = EncryptedTextField | EncryptedJSONField
