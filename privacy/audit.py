"""Writing the audit trail and checking that nobody touched it.

`record` takes the lock on the chain's end and holds it until the transaction ends, so it is the
last thing a verb does in its transaction: whoever locked rows after it could wait for somebody
who waits for the chain.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from privacy.models import AuditEntry, AuditHead

GENESIS = "0" * 64

_origin: ContextVar[str] = ContextVar("audit_origin", default="")
_waiting: ContextVar[list[AuditEntry] | None] = ContextVar("audit_waiting", default=None)


@contextmanager
def coming_from(origin: str) -> Iterator[None]:
    """Within the block, entries are stamped with this network address or process name."""
    token = _origin.set(origin[:64])
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Within the block, entries wait; they are appended together when it ends well.

    For a verb made of other verbs, whose entries would else come before the row locks of the next
    one: ``with transaction.atomic(), audit.at_the_end():``. Blocks within blocks are one.
    """
    if _waiting.get() is not None:
        yield
        return
    entries: list[AuditEntry] = []
    token = _waiting.set(entries)
    try:
        yield
    finally:
        _waiting.reset(token)
    for entry in entries:
        _append(entry)


def record(
    verb: str,
    *,
    actor: AbstractBaseUser | None,
    row: models.Model | None = None,
    care: models.Model | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry, chained to the one before, in the caller's transaction.

    `verb` is a dotted word such as ``appointment.book`` or ``note.read``; `detail` holds small
    facts (codes, times, versions) and never a clinical word.
    """
    entry = AuditEntry(
        at=timezone.now(),
        actor_id=actor.pk if actor is not None and actor.pk else None,
        verb=verb,
        row_label=row._meta.label_lower if row is not None else "",
        row_key=str(row.pk) if row is not None else "",
        care_key=str(care.pk) if care is not None else "",
        origin=_origin.get(),
        detail=detail or {},
    )
    waiting = _waiting.get()
    if waiting is None:
        _append(entry)
    else:
        waiting.append(entry)
    return entry


def _append(entry: AuditEntry) -> None:
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get_or_create(
            pk=1, defaults={"hash": GENESIS}
        )[0]
        entry.previous_hash = head.hash
        entry.hash = digest(entry)
        entry.save(force_insert=True)
        head.count += 1
        head.hash = entry.hash
        head.save(update_fields=["count", "hash"])


def digest(entry: AuditEntry) -> str:
    """SHA-256 over every column but the key, canonical JSON, times in UTC."""
    told = [
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.actor_id) if entry.actor_id else None,
        entry.verb,
        entry.row_label,
        entry.row_key,
        entry.care_key,
        entry.origin,
        entry.detail,
        entry.previous_hash,
    ]
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


@dataclass(frozen=True)
class Fault:
    """The first place where the trail is not what was written."""

    entry_id: int | None
    sentence: str


@dataclass(frozen=True)
class Verification:
    """How many entries were checked, the first fault if there is one, and the last sound hash."""

    checked: int
    fault: Fault | None
    last_hash: str = field(default=GENESIS, compare=False)


def verify() -> Verification:
    """Walk the whole trail from its beginning. Reads in batches, changes nothing."""
    previous, checked = GENESIS, 0
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.previous_hash != previous:
            return Verification(
                checked,
                Fault(entry.pk, f"an entry before number {entry.pk} was removed or changed"),
            )
        if entry.hash != digest(entry):
            return Verification(checked, Fault(entry.pk, f"entry number {entry.pk} was changed"))
        previous = entry.hash
        checked += 1
    head = AuditHead.objects.filter(pk=1).first()
    expected_count, expected_hash = (head.count, head.hash) if head else (0, GENESIS)
    if (checked, previous) != (expected_count, expected_hash):
        missing = expected_count - checked
        return Verification(
            checked, Fault(None, f"the last {missing} entries were removed from the end")
        )
    return Verification(checked, None, previous)
