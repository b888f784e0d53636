"""What every draft has: it is saved while it is written, and no window overwrites another's."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from privacy.fields import EncryptedJSONField
from sessions.drafting import Kept, Stamp


class Draft(Row):
    """A text that is saved while somebody writes it. See `sessions.drafting` for the counting."""

    revision = models.PositiveIntegerField(default=0)
    page = models.UUIDField(null=True)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def kept(self) -> Kept:
        return Kept(self.revision, self.page, self.turn)

    def stamp(self, stamp: Stamp, *, at: datetime) -> None:
        """Remember who saved last. Saves nothing itself."""
        self.revision += 1
        self.page = stamp.page
        self.turn = stamp.turn
        self.saved_at = at


class Kind(models.TextChoices):
    """What can be a draft."""

    NOTE = "note", _("progress note")
    REFLECTION = "reflection", _("reflection")
    SUMMARY = "summary", _("summary")


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    def of(self, draft: Draft) -> "SetAsideQuerySet":
        return self.filter(draft=draft.pk)

    def by(self, author: User) -> "SetAsideQuerySet":
        """The only door to them."""
        return self.filter(author=author)


class SetAside(Row):
    """What a window wrote that had not seen the newest text: kept until its author decides.

    One row for each such window (`page`), with the latest of what it wrote, by section; `format` is
    a progress note's. `draft` is the key of the draft; only its author ever sees the row.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    draft = models.UUIDField()
    page = models.UUIDField()
    turn = models.PositiveIntegerField(default=0)
    format = models.CharField(max_length=10, blank=True)
    texts = EncryptedJSONField()
    saved_at = models.DateTimeField()

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        ordering = ["saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "page"], name="one_set_aside_per_window")
        ]

    def __str__(self) -> str:
        return f"set aside {self.saved_at:%Y-%m-%d %H:%M}"
