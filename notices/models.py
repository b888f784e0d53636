"""The outbox: all that the practice sends is a row first, written with what it tells of."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.fields import EncryptedJSONField

# After the first failure a minute, then five, then half an hour, two hours, half a day. Then it
# is given up and an admin sees it.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]
CLAIM = timedelta(minutes=5)


class Channel(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    SMS = "sms", _("by text message")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> "NoticeQuerySet":
        """Neither sent nor withdrawn nor given up nor found to be needless."""
        return self.filter(
            sent_at=None, withdrawn_at=None, failed_at=None, needless_at=None, expired_at=None
        )

    def due(self, *, at: datetime) -> "NoticeQuerySet":
        """What the worker should try now: due, not waiting for a retry, not in another's hands."""
        return self.open().filter(
            Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM), due_at__lte=at, try_after__lte=at
        )

    def given_up(self) -> "NoticeQuerySet":
        """Every attempt failed: for the admin's list, newest first."""
        return self.filter(failed_at__isnull=False).order_by("-failed_at")

    def too_late(self) -> "NoticeQuerySet":
        """Not sent, because it would have come too late to be of use. Newest first."""
        return self.filter(expired_at__isnull=False).order_by("-expired_at")


class Notice(models.Model):
    """One message to one person. `key` is unique: asking twice for the same notice is once.

    `due_at` is when to send, `expires_at` when it has become too late to be of use. `context` is
    encrypted because it may hold a one-time code or link. `claimed_at` is when a worker took it
    in hand the last time, `first_claimed_at` the first time: where they differ, an earlier attempt
    may have gone out without our knowing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices"
    )
    address = models.EmailField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    about = models.CharField(max_length=64, blank=True)
    context = EncryptedJSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField(null=True)
    try_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    first_claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    needless_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "created_at"]
        indexes = [
            models.Index(fields=["about"], name="notice_about"),
            models.Index(
                fields=["due_at"],
                name="notice_waiting",
                condition=Q(
                    sent_at=None,
                    withdrawn_at=None,
                    failed_at=None,
                    needless_at=None,
                    expired_at=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class WorkerSign(models.Model):
    """When a worker last ran a task that beat had sent: one row."""

    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M:%S}"
