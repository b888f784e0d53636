"""Somebody may be in danger: open until the therapist writes down what came of it."""

import json
from hashlib import sha256

from django.db import models
from django.db.models import Q

from intake.engine import Answer, Answers, risk_hits
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
    def stamp(self) -> str:
        """Another one once something was added: whoever closes it must have seen it all."""
        return sha256(json.dumps(self.hits, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def weights(self) -> dict[str, int]:
        """How much each risk item weighed, by linkId."""
        return {
            name: hit if isinstance(hit, int) else hit["weight"] for name, hit in self.hits.items()
        }

    @property
    def said(self) -> dict[str, Answer]:
        """What was said while it was open, by linkId: the response may say something else by now.

        An item whose answer was not kept is missing.
        """
        return self.said_beside(self.response.given)

    def said_beside(self, given: Answers) -> dict[str, Answer]:
        """`said`, with these answers of the response to tell what an old alert does not.

        An alert from before answers were kept with it has the weight alone. The answer given now is
        taken for it while it weighs that much, else the one choice that does; where several do,
        nobody knows which it was.
        """
        said = {
            name: self._weighing(name, hit, given) if isinstance(hit, int) else hit["answer"]
            for name, hit in self.hits.items()
        }
        return {name: answer for name, answer in said.items() if answer is not None}

    def _weighing(self, link_id: str, weight: int, given: Answers) -> Answer | None:
        questionnaire = self.response.questionnaire
        weighs = {hit.link_id: hit.weight for hit in risk_hits(questionnaire, given)}
        if weighs.get(link_id) == weight:
            return given[link_id]
        item = questionnaire.by_link_id[link_id]
        codes = [option.code for option in item.options if option.weight == weight]
        if len(codes) != 1:
            return None
        return codes if item.repeats else codes[0]
