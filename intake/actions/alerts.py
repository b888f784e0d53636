"""Opening an alert with the answer that calls for it, and closing it with what came of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from intake.engine import risk_hits
from intake.models import QuestionnaireResponse, RiskAlert
from notices.actions import enqueue
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, Role, User
from privacy import audit


def raise_alert(response: QuestionnaireResponse, *, actor: User, at: datetime) -> RiskAlert | None:
    """The alert for the risk answers in this response; for verbs, inside their transaction.

    Once per response: an alert that was closed is opened anew only when an answer has become
    graver since. Taking an answer back closes nothing. The alert keeps the answer itself: a draft
    can be answered differently a minute later, and the therapist must see what was said.
    """
    weights = {hit.link_id: hit.weight for hit in risk_hits(response.questionnaire, response.given)}
    hits = {
        name: {"weight": weight, "answer": response.given[name]} for name, weight in weights.items()
    }
    if not weights:
        return None
    last = RiskAlert.objects.filter(response=response).order_by("opened_at").last()
    if last is not None:
        if not _is_graver(weights, than=last.weights):
            return last if last.is_open else None
        if last.is_open:
            graver = {
                name: hit for name, hit in hits.items() if weights[name] > last.weights.get(name, 0)
            }
            last.hits = {**last.hits, **graver}
            last.save(update_fields=["hits"])
            return last
    alert = RiskAlert.objects.create(care=response.care, response=response, hits=hits, opened_at=at)
    tell_therapist(alert)
    audit.record("alert.open", actor=actor, row=alert, care=response.care)
    return alert


def tell_therapist(alert: RiskAlert) -> None:
    """A mail that something waits. The alert stands on its own; nothing depends on this letter.

    While the therapist is suspended nobody could open it: the admins are asked to decide who takes
    over, and not told what it is.
    """
    therapist = alert.care.therapist
    if not therapist.is_active:
        for admin in User.objects.filter(role=Role.ADMIN, is_active=True):
            enqueue(
                key=f"nobody_there:{alert.pk}:{admin.pk}",
                kind="nobody_there",
                recipient=admin,
                about=alert.pk,
            )
    enqueue(
        key=f"risk_alert:{alert.pk}:{therapist.pk}",
        kind="risk_alert",
        recipient=therapist,
        about=alert.pk,
    )


def _is_graver(weights: dict[str, int], *, than: dict[str, int]) -> bool:
    return any(weight > than.get(link_id, 0) for link_id, weight in weights.items())


def acknowledge_help(*, actor: User, care: Care, at: datetime) -> None:
    """The patient says they have seen where to find help. It closes nothing."""
    access.require(actor, Action.ANSWER, care)
    with transaction.atomic():
        waiting = RiskAlert.objects.open().filter(care=care, seen_help_at=None)
        if waiting.update(seen_help_at=at):
            audit.record("alert.help_seen", actor=actor, row=care, care=care)


def close_alert(*, actor: User, alert: RiskAlert, outcome: str, at: datetime) -> RiskAlert:
    """The therapist writes down what came of it; only then is the alert closed.

    Raises `Refused` without an outcome, or when it is closed already.
    """
    access.require(actor, Action.CLOSE_ALERT, alert.care)
    words = outcome.strip()
    if not words:
        raise Refused(_("Write what you did and what you found. An alert closes only with that."))
    with transaction.atomic():
        locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
        if not locked.is_open:
            raise Refused(_("This alert has already been closed."))
        locked.closed_at = at
        locked.closed_by = actor
        locked.outcome = words
        locked.save(update_fields=["closed_at", "closed_by", "outcome"])
        audit.record("alert.close", actor=actor, row=locked, care=locked.care)
    return locked
