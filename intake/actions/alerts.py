"""Opening an alert with the answer that calls for it, and closing it with what came of it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.engine import Answer, Answers, RiskHit, as_list, risk_hits
from intake.models import QuestionnaireResponse, RiskAlert
from notices.actions import enqueue
from notices.models import Notice
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, Role, User
from privacy import audit

WAS_ADDED = gettext_lazy(
    "Something was added to this alert since you opened it. Read it above; then you can close it."
)


def raise_alert(
    response: QuestionnaireResponse, *, before: Answers, actor: User, at: datetime
) -> RiskAlert | None:
    """The alert for the risk answers in this response; for verbs, inside their transaction.

    Once per response: what the last alert holds already is no news. A graver answer is, and so is
    another danger ticked where several may be: an open alert takes it in, a closed one is followed
    by a new one. Taking an answer back closes nothing and takes nothing out: the alert keeps what
    was said, because a draft can be answered differently a minute later and the therapist must
    see it. `before` is what the response said until now.
    """
    found = risk_hits(response.questionnaire, response.given)
    if not found:
        return None
    hits = {
        hit.link_id: {"weight": hit.weight, "answer": response.given[hit.link_id]} for hit in found
    }
    # Locked, so that nothing is added to an alert that is being closed this moment.
    alerts = RiskAlert.objects.select_for_update().filter(response=response)
    last = alerts.order_by("opened_at").last()
    if last is not None:
        said, weights = last.said_beside(before), last.weights
        news = [hit for hit in found if _is_news(hit, response.given, said=said, weights=weights)]
        if not news:
            return last if last.is_open else None
        if last.is_open:
            added = {
                hit.link_id: {
                    "weight": max(hit.weight, weights.get(hit.link_id, 0)),
                    "answer": _together(said.get(hit.link_id), response.given[hit.link_id]),
                }
                for hit in news
            }
            last.hits = {**last.hits, **added}
            last.seen_help_at = None
            last.save(update_fields=["hits", "seen_help_at"])
            _tell_again(last)
            return last
    alert = RiskAlert.objects.create(care=response.care, response=response, hits=hits, opened_at=at)
    tell_therapist(alert)
    audit.record("alert.open", actor=actor, row=alert, care=response.care)
    return alert


def tell_therapist(alert: RiskAlert, *again: str) -> None:
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
        key=":".join(["risk_alert", str(alert.pk), str(therapist.pk), *again]),
        kind="risk_alert",
        recipient=therapist,
        about=alert.pk,
    )


def _tell_again(alert: RiskAlert) -> None:
    """What was added gets a letter of its own, once the one before is out: somebody who ticks
    three boxes one after the other is told of once."""
    letters = Notice.objects.filter(kind="risk_alert", about=str(alert.pk))
    if not letters.open().exists():
        tell_therapist(alert, str(letters.count()))


def _is_news(hit: RiskHit, given: Answers, *, said: Answers, weights: Mapping[str, int]) -> bool:
    """Graver than what was said, or, where several may be ticked, a danger not ticked so far."""
    if hit.weight > weights.get(hit.link_id, 0):
        return True
    if not isinstance(given[hit.link_id], list):
        return False
    return not set(hit.codes) <= set(as_list(said.get(hit.link_id)))


def _together(said: Answer | None, now: Answer) -> Answer:
    """Everything that was ticked so far; where one is chosen, the one chosen now."""
    if isinstance(said, list) and isinstance(now, list):
        return [*said, *(code for code in now if code not in said)]
    return now


def acknowledge_help(*, actor: User, care: Care, at: datetime) -> None:
    """The patient says they have seen where to find help. It closes nothing."""
    access.require(actor, Action.ANSWER, care)
    with transaction.atomic():
        waiting = RiskAlert.objects.open().filter(care=care, seen_help_at=None)
        if waiting.update(seen_help_at=at):
            audit.record("alert.help_seen", actor=actor, row=care, care=care)


def close_alert(*, actor: User, alert: RiskAlert, outcome: str, at: datetime) -> RiskAlert:
    """The therapist writes down what came of it; only then is the alert closed.

    `alert` is as they saw it. Raises `Refused` without an outcome, when it is closed already, or
    when something was added that they haven't seen.
    """
    access.require(actor, Action.CLOSE_ALERT, alert.care)
    words = outcome.strip()
    if not words:
        raise Refused(_("Write what you did and what you found. An alert closes only with that."))
    with transaction.atomic():
        locked = RiskAlert.objects.select_for_update().get(pk=alert.pk)
        if not locked.is_open:
            raise Refused(_("This alert has already been closed."))
        if locked.hits != alert.hits:
            raise Refused(WAS_ADDED)
        locked.closed_at = at
        locked.closed_by = actor
        locked.outcome = words
        locked.save(update_fields=["closed_at", "closed_by", "outcome"])
        audit.record("alert.close", actor=actor, row=locked, care=locked.care)
    return locked
