"""Verbs of the outbox."""

import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from notices import post
from notices.kinds import KINDS, Later
from notices.models import BACK_OFF, Channel, Notice
from notices.sms import Refused
from privacy import audit

if TYPE_CHECKING:  # the account lives one floor up
    from people.models import User

log = logging.getLogger("notices")

ROUND = timedelta(minutes=2)
"""How long one round of deliveries takes at most, well within the worker's limit for a task."""


def enqueue(
    *,
    key: str,
    kind: str,
    recipient: "User | None" = None,
    address: str = "",
    channel: Channel = Channel.EMAIL,
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
                channel=channel,
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


def withdraw_about(*, about: UUID | str, kind: str) -> None:
    """Take back the unsent notices of one kind about one thing."""
    waiting = Notice.objects.open().filter(about=str(about), kind=kind)
    waiting.update(withdrawn_at=timezone.now())


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Send what is due, one after the other, and answer how many went out.

    Each notice is claimed in a transaction of its own before it is sent and marked after it: two
    workers never hold the same one, and one whose worker died is taken up again after a while
    under the same Message-ID. A claim counts from the moment it is made, however long the round.
    """
    sent, began = 0, time.monotonic()
    for _ in range(limit):
        passed = timedelta(seconds=int(time.monotonic() - began))
        notice = _claim(at=at + passed) if passed < ROUND else None
        if notice is None:
            break
        sent += _try(notice, at=at + passed)
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
        notice.first_claimed_at = notice.first_claimed_at or at
        notice.attempts += 1
        notice.save(update_fields=["claimed_at", "first_claimed_at", "attempts"])
    return notice


def _try(notice: Notice, *, at: datetime) -> int:
    if notice.expires_at and at >= notice.expires_at:
        return _too_late(notice, at=at)
    try:
        gone = post.send(notice)
    except Refused as error:
        _refused(notice, at=at, error=error)
        return 0
    except Exception as error:
        _put_off(notice, at=at, error=error)
        return 0
    if isinstance(gone, Later):
        return _wait(notice, until=gone.until, at=at)
    _close(notice, "sent_at" if gone else "needless_at", at)
    return int(gone)


def _too_late(notice: Notice, *, at: datetime) -> int:
    _close(notice, "expired_at", at)
    log.warning("a notice was too late to send kind=%s id=%s", notice.kind, notice.pk)
    return 0


def _wait(notice: Notice, *, until: datetime, at: datetime) -> int:
    """This was no attempt: it will be the first one then, unless that is too late."""
    if notice.expires_at and until >= notice.expires_at:
        return _too_late(notice, at=at)
    notice.try_after, notice.claimed_at, notice.attempts = until, None, notice.attempts - 1
    notice.save(update_fields=["try_after", "claimed_at", "attempts"])
    return 0


def _close(notice: Notice, column: str, at: datetime) -> None:
    setattr(notice, column, at)
    notice.context = {}  # a sent code or link is of no more use to us
    notice.save(update_fields=[column, "context"])


def _refused(notice: Notice, *, at: datetime, error: Exception) -> None:
    """The provider will never take it: no use in trying again."""
    if not _by_email_instead(notice, at=at, error=error):
        _give_up(notice, at=at, error=error)


def _put_off(notice: Notice, *, at: datetime, error: Exception) -> None:
    last = notice.attempts > len(BACK_OFF)
    again_at = at if last else at + BACK_OFF[notice.attempts - 1]
    in_time = not last and (notice.expires_at is None or again_at < notice.expires_at)
    if not in_time and _by_email_instead(notice, at=at, error=error):
        return
    if last:
        _give_up(notice, at=at, error=error)
        return
    notice.last_error, notice.claimed_at = type(error).__name__, None
    notice.try_after = again_at
    notice.save(update_fields=["last_error", "claimed_at", "try_after"])
    _tell(notice, "a notice could not be sent")


def _by_email_instead(notice: Notice, *, at: datetime, error: Exception) -> bool:
    """A text message that can't go out becomes an e-mail, if its sender asked for that."""
    if notice.channel != Channel.SMS or not notice.context.get("or_email"):
        return False
    notice.channel, notice.last_error = Channel.EMAIL, type(error).__name__
    notice.claimed_at, notice.attempts, notice.try_after = None, 0, at
    notice.save(update_fields=["channel", "last_error", "claimed_at", "attempts", "try_after"])
    _tell(notice, "a text message goes by e-mail instead")
    return True


def _give_up(notice: Notice, *, at: datetime, error: Exception) -> None:
    notice.last_error, notice.claimed_at, notice.failed_at = type(error).__name__, None, at
    notice.save(update_fields=["last_error", "claimed_at", "failed_at"])
    _tell(notice, "a notice was given up")


def _tell(notice: Notice, event: str) -> None:
    """The error's type alone is kept: its text may quote the address or the letter."""
    log.warning(
        "%s kind=%s id=%s attempt=%s error=%s",
        event,
        notice.kind,
        notice.pk,
        notice.attempts,
        notice.last_error,
    )
