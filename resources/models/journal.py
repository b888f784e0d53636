"""The journal: private until shared."""

from datetime import datetime, timedelta

from django.db import models

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField

KEPT_AFTER_DELETING = timedelta(days=1)


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def kept(self) -> "JournalQuerySet":
        return self.filter(deleted_at=None)

    def deleted(self) -> "JournalQuerySet":
        return self.filter(deleted_at__isnull=False)

    def gone(self, *, at: datetime) -> "JournalQuerySet":
        """Deleted so long ago that they can't be brought back."""
        return self.filter(deleted_at__lte=at - KEPT_AFTER_DELETING)

    def of(self, patient: User) -> "JournalQuerySet":
        return self.filter(care__patient=patient).select_related("care__therapist")

    def shared(self) -> "JournalQuerySet":
        return self.kept().filter(shared_at__isnull=False)

    def shared_with(self, therapist: User, *, since: datetime) -> "JournalQuerySet":
        """What this therapist's patients shared since then, the latest first."""
        return (
            self.shared()
            .filter(care__therapist=therapist, shared_at__gte=since)
            .select_related("care__patient")
            .order_by("-shared_at")
        )


class JournalEntry(Row):
    """One page of a patient's journal. It hangs from the care with whose therapist it could be
    shared; until then nobody else reads it."""

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="journal_entries")
    text = EncryptedTextField()
    written_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["care", "shared_at"], name="journal_of_care")]

    def __str__(self) -> str:
        return f"journal entry {self.pk}"

    def can_be_restored(self, *, at: datetime) -> bool:
        return self.deleted_at is not None and at < self.deleted_at + KEPT_AFTER_DELETING

    @property
    def opening(self) -> str:
        """The first words, for a list."""
        first = self.text.strip().splitlines()[0] if self.text.strip() else ""
        return first if len(first) <= 120 else first[:119].rstrip() + "…"
