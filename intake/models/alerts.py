"""Somebody may be in danger: open until the therapist writes down what came of it."""

from django.db import models
from django.db.models import Q

from intake.engine import Answer
from intake.models.responses import QuestionnaireResponse
from people.models import Care, User
from people.models.base import Row
from privacy.fields import EncryptedJSONField, EncryptedTextField


class AlertQuerySet(models.QuerySet["RiskAlert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(closed_at=None)

    def open_for(self, therapist: User) -> "AlertQuerySet":
        """What waits for this therapist, oldest first, also from care that has ended."""
        rows = self.open().filter(care__therapist=therapist)
        return rows.select_related("care__patient", "care__therapist").order_by("opened_at")


class RiskAlert(Row):
    """Stored in the same transaction as the answer that opened it. One open per response.

    `care` is whoever must act: at a handover an open alert goes along to the new care, while the
    response stays where it was given.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="risk_alerts")
    response = models.ForeignKey(
        QuestionnaireResponse, on_delete=models.PROTECT, related_name="alerts"
    )
    hits = EncryptedJSONField()
    opened_at = models.DateTimeField()
    seen_help_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = EncryptedTextField(blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["response"],
                condition=Q(closed_at=None),
                name="one_open_alert_per_response",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="alert_closes_with_who_and_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def weights(self) -> dict[str, int]:
        """How much each risk item weighed, by linkId."""
        return {
            name: hit if isinstance(hit, int) else hit["weight"] for name, hit in self.hits.items()
        }

    @property
    def said(self) -> dict[str, Answer]:
        """The answers that opened it, by linkId: the response may say something else by now.

        An alert from before answers were kept with it has the weight alone, which names the answer
        wherever one choice weighs that much.
        """
        return {
            name: self._weighing(name, hit) if isinstance(hit, int) else hit["answer"]
            for name, hit in self.hits.items()
        }

    def _weighing(self, link_id: str, weight: int) -> Answer:
        item = self.response.questionnaire.by_link_id[link_id]
        codes = [option.code for option in item.options if option.weight == weight]
        return codes if item.repeats else codes[0]
