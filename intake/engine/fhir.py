"""Answers as a FHIR R4 QuestionnaireResponse."""

from datetime import datetime
from typing import Any

from intake.engine.answers import is_enabled
from intake.engine.model import Answer, Answers, Item, ItemType, Questionnaire, as_list

SCORE_EXTENSION = "urn:attune:fhir:score"
"""Where the total goes: R4 has no place for it in the response itself."""


def questionnaire_response(
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    completed: bool,
    authored: datetime,
    total: int | None = None,
) -> dict[str, Any]:
    """The answers that apply, in the form's own order. `authored` must carry its time zone."""
    if authored.tzinfo is None:
        raise ValueError("authored needs a time zone")
    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{questionnaire.url}|{questionnaire.version}",
        "status": "completed" if completed else "in-progress",
        "authored": authored.isoformat(),
        "item": _items(questionnaire, questionnaire.items, answers),
    }
    if total is not None:
        response["extension"] = [{"url": SCORE_EXTENSION, "valueInteger": total}]
    return response


def _items(
    questionnaire: Questionnaire, items: tuple[Item, ...], answers: Answers
) -> list[dict[str, Any]]:
    written = []
    for item in items:
        if item.type is ItemType.DISPLAY or not is_enabled(questionnaire, item, answers):
            continue
        entry: dict[str, Any] = {"linkId": item.link_id, "text": item.text}
        if item.type is ItemType.GROUP:
            entry["item"] = _items(questionnaire, item.items, answers)
            if not entry["item"]:
                continue
        elif item.link_id in answers:
            entry["answer"] = _values(item, answers[item.link_id])
        else:
            continue
        written.append(entry)
    return written


def _values(item: Item, answer: Answer) -> list[dict[str, Any]]:
    match item.type:
        case ItemType.CHOICE:
            return [{"valueCoding": _coding(item, code)} for code in as_list(answer)]
        case ItemType.INTEGER:
            return [{"valueInteger": answer}]
        case ItemType.BOOLEAN:
            return [{"valueBoolean": answer}]
        case ItemType.DATE:
            return [{"valueDate": answer}]
        case _:
            return [{"valueString": answer}]


def _coding(item: Item, code: str) -> dict[str, str]:
    option = item.option(code)
    if option is None:
        return {"code": code}
    coding = {"code": option.code, "display": option.display}
    return {"system": option.system, **coding} if option.system else coding
