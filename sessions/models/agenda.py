"""What a therapist plans to come to: the lists they usually begin with, and each session's own."""

from django.db import models

from people.models import Care, Row, User
from privacy.fields import EncryptedJSONField
from sessions.agenda import Occasion, Points, read
from sessions.models.meeting import Session


class UsualAgenda(Row):
    """The list with which this therapist begins such sessions; without a row, the house's."""

    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="usual_agendas")
    occasion = models.CharField(max_length=5, choices=Occasion)
    kept = EncryptedJSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["therapist", "occasion"], name="one_usual_agenda_per_occasion"
            )
        ]

    def __str__(self) -> str:
        return f"usual agenda {self.pk}"

    @property
    def points(self) -> Points:
        return read(self.kept)


class SessionAgenda(Row):
    """The list of one session, made with its first change. The therapist's alone."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="agenda")
    kept = EncryptedJSONField(default=list)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"agenda {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care

    @property
    def points(self) -> Points:
        return read(self.kept)
