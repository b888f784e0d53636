"""Seals: how a signed text is known to be the one that was signed. Pure.

The text itself is ciphertext that must be written anew when keys change, so the database can't
freeze its column. It freezes the seal instead: SHA-256 over the clear text and everything that was
signed with it. A salt, encrypted beside the text, keeps the seal from telling anything to somebody
who holds the database but no key: without it, short texts could be guessed and compared.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

SALT_BYTES = 32

Told = str | int | None | date | datetime | UUID | Mapping[str, str]


def new_salt() -> str:
    return secrets.token_urlsafe(SALT_BYTES)


def seal(salt: str, told: Mapping[str, Told]) -> str:
    """SHA-256 in hex over `told` as canonical JSON (keys sorted, times in UTC) and the salt."""
    plain = {name: _plain(value) for name, value in told.items()}
    words = json.dumps([salt, plain], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def _plain(value: Told) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Mapping):
        return dict(value)
    return value if value is None or isinstance(value, int) else str(value)
