"""Verbs of the outbox."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from notices import post
from notices.kinds import KINDS
from notices.models import BACK_OFF, Notice
from privacy import audit

if TYPE_CHECKING:  # the account lives one floor up
    from people.models import User

log = logging.getLogger("notices")


def enqueue(
    *,
    key: str,
    kind: str,
    recipient: "User | None" = None,
    address: str = "",
    about: UUID | str = "",
    context: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Put a notice into the outbox, in the caller's transaction. The same key again does nothing.

    Give a `recipient` or, for somebody who has no account yet, an `address`.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind of notice named {kind!r}")
    if recipient is None and not address:
        raise ValueError("a notice needs somebody to go to")
    now = timezone.now()
    Notice.objects.bulk_create(
        [
            Notice(
                key=key,
                kind=kind,
                recipient=recipient,
                address=address,
                about=str(about),
                context=context or {},
                created_at=now,
                due_at=due_at or now,
                try_after=due_at or now,
                expires_at=expires_at,
            )
        ],
        ignore_conflicts=True,
    )


def withdraw(*, key: str) -> None:
    """Take back an unsent notice. One that is gone, or was never there, is left alone."""
    Notice.objects.open().filter(key=key).update(withdrawn_at=timezone.now())


def restore(*, key: str) -> None:
    """Send after all what was taken back. What was sent or closed otherwise is left alone."""
    Notice.objects.filter(key=key, withdrawn_at__isnull=False).update(withdrawn_at=None)


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due, one after the other, and answer how many went out.

    Each notice is claimed in a transaction of its own before it is sent and marked after it: two
    workers never hold the same one, and one whose worker died is taken up again after a while
    under the same Message-ID.
    """
    sent = 0
    for _ in range(limit):
        notice = _claim(at=at)
        if notice is None:
            break
        sent += _try(notice, at=at)
    return sent


def retry(*, notice: Notice, by: AbstractBaseUser) -> None:
    """Give a notice that was given up one more round of attempts."""
    now = timezone.now()
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk, failed_at__isnull=False).update(
            failed_at=None, attempts=0, try_after=now, claimed_at=None
        )
        audit.record("notice.retry", actor=by, row=notice)


def _claim(*, at: datetime) -> Notice | None:
    with transaction.atomic():
        due = Notice.objects.due(at=at).order_by("due_at")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        notice = due.first()
        if notice is None:
            return None
        notice.claimed_at = at
        notice.attempts += 1
        notice.save(update_fields=["claimed_at", "attempts"])
    return notice


def _try(notice: Notice, *, at: datetime) -> int:
    if notice.expires_at and at >= notice.expires_at:
        _close(notice, "expired_at", at)
        log.warning("a notice was too late to send kind=%s id=%s", notice.kind, notice.pk)
        return 0
    try:
        gone = post.send(notice)
    except Exception as error:
        _put_off(notice, at=at, error=error)
        return 0
    _close(notice, "sent_at" if gone else "needless_at", at)
    return int(gone)


def _close(notice: Notice, column: str, at: datetime) -> None:
    setattr(notice, column, at)
    notice.context = {}  # a sent code or link is of no more use to us
    notice.save(update_fields=[column, "context"])


def _put_off(notice: Notice, *, at: datetime, error: Exception) -> None:
    """The error's type alone is kept: its text may quote the address or the letter."""
    notice.last_error = type(error).__name__
    notice.claimed_at = None
    if notice.attempts > len(BACK_OFF):
        notice.failed_at = at
    else:
        notice.try_after = at + BACK_OFF[notice.attempts - 1]
    notice.save(update_fields=["last_error", "claimed_at", "failed_at", "try_after"])
    log.warning(
        "a notice could not be sent kind=%s id=%s attempt=%s error=%s",
        notice.kind,
        notice.pk,
        notice.attempts,
        notice.last_error,
    )
