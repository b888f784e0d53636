"""Progress notes: the therapist's part of the record."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from people.models import Care, User
from privacy.fields import EncryptedJSONField, EncryptedTextField
from sessions import seals
from sessions.formats import FORMATS, Format, is_blank
from sessions.models.drafts import Draft
from sessions.models.meeting import Session
from sessions.models.sealed import Sealed


class ReadSection(NamedTuple):
    label: str | Promise
    text: str


class ProgressNoteQuerySet(models.QuerySet["ProgressNote"]):
    def drafts(self) -> "ProgressNoteQuerySet":
        return self.filter(signed_at=None)

    def signed(self) -> "ProgressNoteQuerySet":
        return self.filter(signed_at__isnull=False)

    def readable_by(self, viewer: User) -> "ProgressNoteQuerySet":
        """A draft is its author's alone. Who may read signed ones is the care's to say."""
        return self.filter(Q(signed_at__isnull=False) | Q(author=viewer))

    def unsigned_by(self, therapist: User) -> "ProgressNoteQuerySet":
        """This therapist's drafts, the oldest session first, with patient and appointment."""
        return self.drafts().filter(author=therapist).with_session().order_by("begun_at")

    def with_session(self) -> "ProgressNoteQuerySet":
        return self.select_related(
            "author",
            "signed_by",
            "session__care__patient",
            "session__care__therapist",
            "session__appointment__service",
        )


class ProgressNote(Draft, Sealed):
    """What happened in one session. A draft until it is signed; then only addenda can follow.

    `texts` holds the words by the codes of the format's sections.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="progress_note")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="progress_notes")
    format = models.CharField(
        max_length=10, choices=[(f.code, f.label) for f in FORMATS.values()], default="free"
    )
    texts = EncryptedJSONField()
    begun_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ProgressNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        indexes = [
            models.Index(fields=["author"], name="unsigned_notes", condition=Q(signed_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, seal="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(seal="")),
                name="a_note_is_signed_by_somebody_under_a_seal",
            )
        ]

    def __str__(self) -> str:
        return f"progress note {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_blank(self) -> bool:
        return is_blank(self.texts)

    @property
    def form(self) -> Format:
        return FORMATS[self.format]

    @property
    def read_sections(self) -> list[ReadSection]:
        """The sections that have words, as they are read."""
        return [
            ReadSection(section.label, text)
            for section in self.form.sections
            if (text := self.texts.get(section.code, "").strip())
        ]

    def told(self) -> Mapping[str, seals.Told]:
        return {
            "note": self.pk,
            "session": self.session_id,
            "author": self.author_id,
            "format": self.format,
            "texts": _strings(self.texts),
            "signed_at": self.signed_at,
            "signed_by": self.signed_by_id,
        }


def _strings(texts: Any) -> dict[str, str]:
    return {str(code): str(text) for code, text in dict(texts).items()}


class Addendum(Sealed):
    """Something added to a signed note. It never changes either."""

    note = models.ForeignKey(ProgressNote, on_delete=models.PROTECT, related_name="addenda")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return f"addendum {self.pk}"

    @property
    def care(self) -> Care:
        return self.note.care

    def told(self) -> Mapping[str, seals.Told]:
        return {
            "addendum": self.pk,
            "note": self.note_id,
            "author": self.author_id,
            "text": self.text,
            "added_at": self.added_at,
        }
