"""Saving answers as they are given, and finishing a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from intake.actions.alerts import raise_alert
from intake.engine import AnswerError, Library, check, merge, read
from intake.models import QuestionnaireResponse, RiskAlert
from intake.told import begins_with, to_go_on_with
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page: the response, what could not be read, and the alert that is open."""

    response: QuestionnaireResponse
    errors: dict[str, AnswerError]
    alert: RiskAlert | None


class NotReady(Refused):
    """The form can't be finished yet; `errors` says which questions are in the way."""

    def __init__(self, errors: dict[str, AnswerError]) -> None:
        super().__init__(_("Some answers need another look before this can be finished."))
        self.errors = errors


def save_answers(
    *,
    actor: User,
    care: Care,
    instrument: str,
    submitted: Mapping[str, Sequence[str]],
    asked: Iterable[str],
    at: datetime,
) -> Saved:
    """Keep the answers to the questions that were on the page (`asked`).

    Others stay as they are; what can't be read is named and keeps what was stored. The same
    again changes nothing. A risk answer opens an alert in the same transaction.
    """
    access.require(actor, Action.ANSWER, care)
    with transaction.atomic():
        _lock(care)
        draft = _draft(care, instrument, at=at)
        before = draft.given
        reading = read(draft.questionnaire, submitted, asked=asked)
        answers = merge(before, reading)
        changed = draft._state.adding or answers != before
        if changed:
            draft.answers = answers
            draft.saved_at = at
            draft.save()
        alert = raise_alert(draft, before=before, actor=actor, at=at)
        if changed:
            audit.record(
                "answers.save",
                actor=actor,
                row=draft,
                care=care,
                detail={"instrument": instrument, "version": draft.version},
            )
    return Saved(draft, reading.errors, alert)


def complete_response(
    *, actor: User, care: Care, instrument: str, at: datetime
) -> QuestionnaireResponse:
    """Finish the form as it stands, with its score. Questions may be left open.

    Finishing twice is finishing once. Raises `NotReady` when an answer can't stand or a required
    one is missing; then nothing changes.
    """
    access.require(actor, Action.ANSWER, care)
    with transaction.atomic():
        _lock(care)
        responses = QuestionnaireResponse.objects.filter(care=care, instrument=instrument)
        last = responses.completed().last()
        if last is not None and not responses.drafts().exists():
            return last
        response = _draft(care, instrument, at=at)
        errors = check(response.questionnaire, response.given)
        if errors:
            raise NotReady(errors)
        result = response.scored()
        if result is not None:
            response.score = {
                "total": result.total,
                "band": result.band.label if result.band else None,
                "missing": list(result.missing),
            }
        response.saved_at = response.completed_at = at
        response.save()
        raise_alert(response, before=response.given, actor=actor, at=at)
        audit.record(
            "answers.complete",
            actor=actor,
            row=response,
            care=care,
            detail={"instrument": instrument, "version": response.version},
        )
    return response


def _lock(care: Care) -> None:
    """Saves of one care come one after the other, and not after its end."""
    if not Care.objects.select_for_update().get(pk=care.pk).is_open:
        raise Refused(_("This care has ended, so nothing new is kept here."))


def _draft(care: Care, instrument: str, *, at: datetime) -> QuestionnaireResponse:
    """The draft, or a new unsaved one of the current version."""
    responses = QuestionnaireResponse.objects.filter(care=care, instrument=instrument)
    draft = responses.drafts().first()
    if draft is not None:
        return draft
    current = Library.shipped().current(instrument)
    return QuestionnaireResponse(
        care=care,
        instrument=instrument,
        version=current.version,
        answers=begins_with(current, to_go_on_with(care, instrument)),
        started_at=at,
        saved_at=at,
    )
