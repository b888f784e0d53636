"""Reading what came in from a form, part by part, and saying what is wrong by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import eq, ge, gt, le, lt
from typing import Any

from intake.engine.model import (
    Answer,
    Answers,
    Condition,
    Item,
    ItemType,
    Questionnaire,
    as_list,
)

MAX_WORDS = 10_000
"""Characters in a free answer where the file sets no maxLength: some seven pages."""


class AnswerError(StrEnum):
    """What can be wrong with one answer. The words for people live with the screens."""

    REQUIRED = "required"
    NOT_AN_OPTION = "not_an_option"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_YES_OR_NO = "not_yes_or_no"
    TOO_LONG = "too_long"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    UNKNOWN_QUESTION = "unknown_question"


class _Unreadable(ValueError):
    def __init__(self, reason: AnswerError) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reading:
    """What a submitted page said: `answers` that are good, `cleared` questions left blank, and an
    error for each that could not be read (the caller still has the text and gives it back)."""

    answers: dict[str, Answer]
    cleared: frozenset[str]
    errors: dict[str, AnswerError]


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    asked: int


def read(
    questionnaire: Questionnaire,
    submitted: Mapping[str, Sequence[str]],
    *,
    asked: Iterable[str],
) -> Reading:
    """Turn submitted strings into answers for the questions that were on the page (`asked`).

    A question that was asked and came back empty is cleared; one that was not asked is left
    alone, so a page can be saved by itself. A linkId the form does not have is an error.
    """
    answers: dict[str, Answer] = {}
    cleared: set[str] = set()
    errors: dict[str, AnswerError] = {}
    for link_id in asked:
        item = questionnaire.by_link_id.get(link_id)
        if item is None or not item.type.is_question:
            errors[link_id] = AnswerError.UNKNOWN_QUESTION
            continue
        given = [text for text in submitted.get(link_id, ()) if text.strip()]
        if not given:
            cleared.add(link_id)
            continue
        try:
            answers[link_id] = _convert(item, given)
        except _Unreadable as error:
            errors[link_id] = error.reason
    return Reading(answers, frozenset(cleared), errors)


def merge(stored: Answers, reading: Reading) -> dict[str, Answer]:
    """The stored answers with a reading laid over them; what can't be read keeps what was there."""
    kept = {key: value for key, value in stored.items() if key not in reading.cleared}
    return {**kept, **reading.answers}


def check(questionnaire: Questionnaire, answers: Answers) -> dict[str, AnswerError]:
    """What stands between these answers and a finished form, by linkId; empty when nothing does."""
    errors: dict[str, AnswerError] = {}
    for link_id, answer in answers.items():
        item = questionnaire.by_link_id.get(link_id)
        if item is None or not item.type.is_question:
            errors[link_id] = AnswerError.UNKNOWN_QUESTION
        elif (fault := _fault(item, answer)) is not None:
            errors[link_id] = fault
    for item in questionnaire.questions:
        unanswered = item.required and item.link_id not in answers
        if unanswered and is_enabled(questionnaire, item, answers):
            errors[item.link_id] = AnswerError.REQUIRED
    return errors


def progress(questionnaire: Questionnaire, answers: Answers) -> Progress:
    """How many of the questions that apply have an answer."""
    asked = [item for item in questionnaire.questions if is_enabled(questionnaire, item, answers)]
    return Progress(sum(item.link_id in answers for item in asked), len(asked))


def is_enabled(questionnaire: Questionnaire, item: Item, answers: Answers) -> bool:
    """Whether FHIR's enableWhen lets this item, and each group around it, be asked."""
    around = questionnaire.parents.get(item.link_id)
    if around is not None and not is_enabled(questionnaire, around, answers):
        return False
    met = [_is_met(condition, answers) for condition in item.conditions]
    return not met or (all(met) if item.all_conditions else any(met))


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    ">": gt,
    "<": lt,
    ">=": ge,
    "<=": le,
}


def _is_met(condition: Condition, answers: Answers) -> bool:
    answer = answers.get(condition.question)
    if condition.operator == "exists":
        return (answer is not None) is condition.value
    if answer is None:
        return False
    given = as_list(answer)
    if condition.operator == "!=":
        return condition.value not in given
    return any(_COMPARE[condition.operator](value, condition.value) for value in given)


def _convert(item: Item, given: Sequence[str]) -> Answer:
    answer: Answer
    match item.type:
        case ItemType.CHOICE:
            # dict.fromkeys: each option once, in the order given.
            answer = [*dict.fromkeys(given)] if item.repeats else given[-1]
        case ItemType.INTEGER:
            try:
                answer = int(given[-1])
            except ValueError:
                raise _Unreadable(AnswerError.NOT_A_NUMBER) from None
        case ItemType.BOOLEAN:
            if given[-1] not in ("true", "false"):
                raise _Unreadable(AnswerError.NOT_YES_OR_NO)
            answer = given[-1] == "true"
        case ItemType.DATE:
            answer = given[-1].strip()
        case _:
            # A browser sends CRLF; stored text has plain line ends so that lengths are honest.
            answer = given[-1].replace("\r\n", "\n").strip()
    fault = _fault(item, answer)
    if fault is not None:
        raise _Unreadable(fault)
    return answer


def _fault(item: Item, answer: Answer) -> AnswerError | None:
    match item.type:
        case ItemType.CHOICE:
            if isinstance(answer, list) != item.repeats or not answer:
                return AnswerError.NOT_AN_OPTION
            known = all(item.option(code) for code in as_list(answer))
            return None if known else AnswerError.NOT_AN_OPTION
        case ItemType.INTEGER:
            return _number_fault(item, answer)
        case ItemType.BOOLEAN:
            return None if isinstance(answer, bool) else AnswerError.NOT_YES_OR_NO
        case ItemType.DATE:
            return None if _is_date(answer) else AnswerError.NOT_A_DATE
        case _:
            if not isinstance(answer, str) or len(answer) > (item.max_length or MAX_WORDS):
                return AnswerError.TOO_LONG
            return None


def _number_fault(item: Item, answer: Answer) -> AnswerError | None:
    if isinstance(answer, bool) or not isinstance(answer, int):
        return AnswerError.NOT_A_NUMBER
    if item.min_value is not None and answer < item.min_value:
        return AnswerError.TOO_LOW
    if item.max_value is not None and answer > item.max_value:
        return AnswerError.TOO_HIGH
    return None


def _is_date(answer: Answer) -> bool:
    try:
        # fromisoformat alone also reads 20260102 and week dates, which FHIR does not.
        return isinstance(answer, str) and date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False
