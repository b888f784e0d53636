"""What two people wrote or drew together in the room, once both agreed to keep it."""

from django.db import models

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session


class KeptQuerySet(models.QuerySet["Kept"]):
    def whole(self) -> "KeptQuerySet":
        """Those that both agreed to and that arrived."""
        return self.filter(kept_at__isnull=False)


def by_two_people(name: str) -> models.CheckConstraint:
    """Kept by somebody else than agreed to it, or not kept yet."""
    return models.CheckConstraint(
        condition=models.Q(kept_by=None, kept_at=None)
        | (
            models.Q(kept_by__isnull=False, kept_at__isnull=False)
            & ~models.Q(kept_by=models.F("agreed_by"))
        ),
        name=name,
    )


class Kept(Row):
    """One of the two agrees to exactly this text (`digest`), then the other brings it.

    Before both did, nothing of the text is here: it is on their two pages alone.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    digest = EncryptedTextField()  # SHA-256 in hex; a short text could be guessed from it
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    text = EncryptedTextField(blank=True)
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(null=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["agreed_at"]

    @property
    def care(self) -> Care:
        return self.session.care


class KeptWriting(Kept):
    """The lines of their chat: `sessions/writing_kept.py` reads the text."""

    class Meta(Kept.Meta):
        constraints = [by_two_people("writing_is_kept_by_two_people")]

    def __str__(self) -> str:
        return f"writing {self.pk}"


class KeptDrawing(Kept):
    """The marks of their shared page: `sessions/drawing_kept.py` reads the text."""

    class Meta(Kept.Meta):
        constraints = [by_two_people("drawing_is_kept_by_two_people")]

    def __str__(self) -> str:
        return f"drawing {self.pk}"
