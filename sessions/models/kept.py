"""What two people wrote to each other in the room, once both agreed to keep it."""

from django.db import models

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session


class KeptWritingQuerySet(models.QuerySet["KeptWriting"]):
    def whole(self) -> "KeptWritingQuerySet":
        """Those that both agreed to and that arrived."""
        return self.filter(kept_at__isnull=False)


class KeptWriting(Row):
    """One of the two agrees to exactly this text (`digest`), then the other brings it.

    Before both did, nothing of the text is here: it is on their two pages alone.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="kept_writing")
    digest = EncryptedTextField()  # SHA-256 in hex; a short text could be guessed from it
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    text = EncryptedTextField(blank=True)
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)

    objects = KeptWritingQuerySet.as_manager()

    class Meta:
        ordering = ["agreed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kept_by=None, kept_at=None)
                | (
                    models.Q(kept_by__isnull=False, kept_at__isnull=False)
                    & ~models.Q(kept_by=models.F("agreed_by"))
                ),
                name="writing_is_kept_by_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"writing {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care
