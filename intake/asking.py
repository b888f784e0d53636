"""One page of a questionnaire for the template: what to show, what was said, what is wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.engine import (
    AnswerError,
    Answers,
    Item,
    ItemType,
    Option,
    Questionnaire,
    as_list,
    is_enabled,
    risk_hits,
)

ERROR_WORDS: dict[AnswerError, str | Promise] = {
    AnswerError.REQUIRED: _("This one is needed before you can finish."),
    AnswerError.NOT_AN_OPTION: _("Please choose one of the answers shown."),
    AnswerError.NOT_A_NUMBER: _("Please write a whole number, for example 3."),
    AnswerError.NOT_A_DATE: _("Please write a day that exists, as year-month-day."),
    AnswerError.NOT_YES_OR_NO: _("Please choose yes or no."),
    AnswerError.TOO_LONG: _("This is longer than we can keep here. Please shorten it a little."),
    AnswerError.TOO_LOW: _("This number is lower than it can be."),
    AnswerError.TOO_HIGH: _("This number is higher than it can be."),
    AnswerError.UNKNOWN_QUESTION: _("This question is not part of the form."),
}


class Shape(StrEnum):
    """How a question is put on the page."""

    DISPLAY = "display"
    HEADING = "heading"
    RADIOS = "radios"
    BOXES = "boxes"
    CHECK = "check"
    YES_NO = "yes-no"
    LINE = "line"
    WORDS = "words"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as this person sees it."""

    option: Option
    chosen: bool
    risky: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the page. `text` is what was typed, also when it could not be kept."""

    item: Item
    shape: Shape
    text: str
    choices: tuple[Choice, ...]
    error: str | Promise
    enabled: bool
    risky: bool
    conditions: str

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        name = self.item.link_id
        # The error's place is named even while it is empty: saving as one goes may fill it.
        return " ".join([f"{name}-hint-text"] * bool(self.item.hint) + [f"{name}-error"])

    @property
    def answered(self) -> bool:
        return bool(self.text) or any(choice.chosen for choice in self.choices)


def ask(
    questionnaire: Questionnaire,
    page: Item,
    answers: Answers,
    *,
    typed: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, AnswerError] | None = None,
) -> list[Asked]:
    """The lines of one page. What was just `typed` is shown where it could not be kept."""
    errors = errors or {}
    hit = {risk.link_id for risk in risk_hits(questionnaire, answers)}
    lines = []
    for item in list(page.walk())[1:]:
        error = errors.get(item.link_id)
        said = _said(item, answers)
        if error is not None and typed is not None:
            said = list(typed.get(item.link_id, ()))
        lines.append(
            Asked(
                item=item,
                shape=_shape(item),
                text=said[-1] if said and not item.options else "",
                choices=tuple(
                    Choice(option, option.code in said, _is_risky(questionnaire, item, option))
                    for option in item.options
                ),
                error=ERROR_WORDS[error] if error is not None else "",
                enabled=is_enabled(questionnaire, item, answers),
                risky=item.link_id in hit,
                conditions=_conditions(item),
            )
        )
    return lines


def _said(item: Item, answers: Answers) -> list[str]:
    answer = answers.get(item.link_id)
    if answer is None:
        return []
    if isinstance(answer, bool):
        return ["true" if answer else "false"]
    return answer if isinstance(answer, list) else [str(answer)]


def _shape(item: Item) -> Shape:
    match item.type:
        case ItemType.CHOICE:
            return Shape.BOXES if item.repeats else Shape.RADIOS
        case ItemType.BOOLEAN:
            return Shape.CHECK if item.control == "check-box" else Shape.YES_NO
        case ItemType.GROUP:
            return Shape.HEADING
        case _:
            return {
                ItemType.DISPLAY: Shape.DISPLAY,
                ItemType.STRING: Shape.LINE,
                ItemType.TEXT: Shape.WORDS,
                ItemType.INTEGER: Shape.NUMBER,
                ItemType.DATE: Shape.DATE,
            }[item.type]


def _is_risky(questionnaire: Questionnaire, item: Item, option: Option) -> bool:
    return any(
        risk.link_id == item.link_id and (option.weight or 0) >= risk.at_least
        for risk in questionnaire.risk
    )


def _conditions(item: Item) -> str:
    """For the page's script, which opens and closes follow-up questions as one answers."""
    if not item.conditions:
        return ""
    return json.dumps(
        {
            "all": item.all_conditions,
            "when": [
                {"question": c.question, "operator": c.operator, "value": c.value}
                for c in item.conditions
            ],
        }
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its answer in words, for reading."""

    item: Item
    words: tuple[str, ...]


def tell(questionnaire: Questionnaire, page: Item, answers: Answers) -> list[Told]:
    """What was answered on a page, in words; questions left open are left out."""
    return [
        Told(item, words)
        for item in page.questions
        if is_enabled(questionnaire, item, answers) and (words := in_words(item, answers))
    ]


@dataclass(frozen=True, slots=True)
class Alarming:
    """An answer that opened an alert, as it was given then, and as the form has it now."""

    item: Item
    words: tuple[str, ...]
    """Empty where the answer was not kept with the alert."""
    weight: int
    most: int
    """What the gravest choice of this question weighs."""
    now: tuple[str, ...]

    @property
    def was_changed(self) -> bool:
        return bool(self.words) and sorted(self.now) != sorted(self.words)


def tell_alarming(
    questionnaire: Questionnaire, said: Answers, *, weights: Mapping[str, int], now: Answers
) -> list[Alarming]:
    """What was `said` while the alert was open, next to what the form says `now`."""
    items = [questionnaire.by_link_id[name] for name in weights]
    return [
        Alarming(
            item=item,
            words=in_words(item, said),
            weight=weights[item.link_id],
            most=max(item.weights),
            now=in_words(item, now),
        )
        for item in items
    ]


def in_words(item: Item, answers: Answers) -> tuple[str, ...]:
    """One answer as a person reads it; empty where nothing was said."""
    answer = answers.get(item.link_id)
    if answer is None:
        return ()
    if isinstance(answer, bool):
        return (str(_("Yes") if answer else _("No")),)
    if not item.options:
        return (str(answer),)
    options = [item.option(code) for code in as_list(answer)]
    return tuple(option.display for option in options if option is not None)
