"""Answers to one version of one instrument."""

from django.db import models
from django.db.models import Q

from intake.engine import Answer, Library, Questionnaire, Score, score
from people.models import Care
from people.models.base import Row
from privacy.fields import EncryptedJSONField


class ResponseQuerySet(models.QuerySet["QuestionnaireResponse"]):
    def drafts(self) -> "ResponseQuerySet":
        """Begun and not finished."""
        return self.filter(completed_at=None)

    def completed(self) -> "ResponseQuerySet":
        """Finished, oldest first."""
        return self.exclude(completed_at=None).order_by("completed_at")

    def without_words(self) -> "ResponseQuerySet":
        """For asking what was done: answers and scores stay encrypted in the database."""
        return self.defer("answers", "score")


class QuestionnaireResponse(Row):
    """One person's answers, kept from the first one on. Finished when `completed_at` is set."""

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="responses")
    instrument = models.SlugField(max_length=40)
    version = models.CharField(max_length=20)
    answers = EncryptedJSONField()
    score = EncryptedJSONField()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["care", "instrument"],
                condition=Q(completed_at=None),
                name="one_draft_per_instrument",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.pk}"

    @property
    def questionnaire(self) -> Questionnaire:
        """The very version that was asked."""
        return Library.shipped().get(self.instrument, self.version)

    @property
    def given(self) -> dict[str, Answer]:
        """The answers, typed."""
        answers: dict[str, Answer] = self.answers
        return answers

    @property
    def total(self) -> int | None:
        """The score as it was counted when the form was finished; None without one."""
        return self.score.get("total") if self.score else None

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None

    def scored(self) -> Score | None:
        """The score with its band and what is missing, counted from the answers."""
        return score(self.questionnaire, self.given)
