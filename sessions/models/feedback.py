"""Session feedback: four ratings that help the two to work better. Not a validated scale."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.feedback_trend import PARTS, Ratings, Trend, trend
from sessions.models.meeting import Session

CHANGEABLE_FOR = timedelta(hours=24)


QUESTIONS = {
    "heard": _("I felt heard and understood"),
    "mattered": _("We worked on what matters to me"),
    "suited": _("The way we worked suited me"),
    "overall": _("The session as a whole was right for me"),
}


def _rating() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )


class Answer(NamedTuple):
    label: str | Promise
    value: int | None


class SessionFeedbackQuerySet(models.QuerySet["SessionFeedback"]):
    def given(self) -> "SessionFeedbackQuerySet":
        return self.filter(given_at__isnull=False)

    def recent_for(self, therapist: User, *, since: datetime) -> "SessionFeedbackQuerySet":
        """What this therapist's patients gave since then, newest first, with the patient."""
        return (
            self.given()
            .filter(session__care__therapist=therapist, given_at__gte=since)
            .select_related("session__care__patient", "session__appointment")
            .order_by("-given_at")
        )

    def trend_of(self, care: Care) -> Trend | None:
        """Whether this care's latest feedback is worth a look."""
        return self.trends_of([care]).get(care.pk)

    def trends_of(self, cares: Iterable[Care]) -> dict[UUID, Trend]:
        """The same for many, by care, of those whose feedback is worth a look. One query."""
        given = self.given().filter(session__care__in=[care.pk for care in cares])
        history: dict[UUID, list[Ratings]] = {}
        for care, *ratings in given.order_by("session__appointment__starts_at").values_list(
            "session__care", *PARTS
        ):
            history.setdefault(care, []).append(Ratings(*ratings))
        trends = {care: trend(ratings) for care, ratings in history.items()}
        return {care: found for care, found in trends.items() if found is not None}


class SessionFeedback(Row):
    """What the patient thought of one session, once per session. Any part may be left out.

    `given_at` is None while it was only skipped.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="feedback")
    heard = _rating()
    mattered = _rating()
    suited = _rating()
    overall = _rating()
    comment = EncryptedTextField(blank=True)
    given_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)

    objects = SessionFeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{part}__isnull": True}) | Q(**{f"{part}__range": (0, 10)}),
                name=f"feedback_{part}_is_0_to_10",
            )
            for part in PARTS
        ]

    def __str__(self) -> str:
        return f"session feedback {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care

    @property
    def ratings(self) -> Ratings:
        return Ratings(self.heard, self.mattered, self.suited, self.overall)

    @property
    def answers(self) -> list[Answer]:
        """The four ratings with their questions."""
        return [Answer(label, getattr(self, part)) for part, label in QUESTIONS.items()]

    @property
    def is_given(self) -> bool:
        return self.given_at is not None

    @property
    def changeable_until(self) -> datetime | None:
        return self.given_at + CHANGEABLE_FOR if self.given_at is not None else None

    def is_changeable(self, *, at: datetime) -> bool:
        """Not given yet, or given less than a day ago."""
        return self.given_at is None or at < self.given_at + CHANGEABLE_FOR
