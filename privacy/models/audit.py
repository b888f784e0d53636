"""The audit trail: who did or read what, in which row, when and from where. It only grows."""

from django.apps import apps
from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One line of the trail. Never updated and never deleted: the database refuses both.

    It names rows and people by key alone and holds no clinical word. There is no foreign key
    constraint to the actor, because the trail outlives an erased account.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    verb = models.CharField(max_length=60)
    row_label = models.CharField(max_length=80, blank=True)
    row_key = models.CharField(max_length=64, blank=True)
    care_key = models.CharField(max_length=64, blank=True, db_index=True)
    origin = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.row_label} {self.row_key}"

    @property
    def row_name(self) -> str:
        """What kind of row it was in words, as "progress note"; its label if that kind is gone."""
        try:
            return str(apps.get_model(self.row_label)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.row_label


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever appends.

    It remembers how many entries there are and the last one's hash, so cutting entries off the
    end is noticed as well.
    """

    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.count} entries"
