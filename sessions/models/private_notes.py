"""Psychotherapy notes: a therapist's own reflections, apart from the record."""

from django.db import models

from people.models import Care, User
from privacy.fields import EncryptedTextField
from sessions.models.drafts import Draft


class PsychotherapyNoteQuerySet(models.QuerySet["PsychotherapyNote"]):
    def by(self, author: User) -> "PsychotherapyNoteQuerySet":
        """The only door to them: nobody but the author ever reads one."""
        return self.filter(author=author)


class PsychotherapyNote(Draft):
    """Private reflections (45 CFR 164.501), seen by their author alone and never exported.

    They are never signed: they are no part of the record, and stay with their author when the
    care is handed over.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="psychotherapy_notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="psychotherapy_notes")
    text = EncryptedTextField(blank=True)
    begun_at = models.DateTimeField()

    objects = PsychotherapyNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return f"psychotherapy note {self.pk}"

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()
