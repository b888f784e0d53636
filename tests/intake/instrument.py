"""Builds small instruments for tests of the engine."""

from typing import Any

from intake.engine import Questionnaire, parse

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def scale(link_id: str, *weights: int, **extra: Any) -> dict[str, Any]:
    """A choice item whose options are called w0, w1, … after their weights."""
    options = [
        {
            "extension": [{"url": ORDINAL, "valueDecimal": weight}],
            "valueCoding": {"code": f"w{weight}", "display": str(weight)},
        }
        for weight in weights
    ]
    return {
        "linkId": link_id,
        "type": "choice",
        "text": link_id,
        "answerOption": options,
        **extra,
    }


def question(link_id: str, kind: str, **extra: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": link_id, **extra}


def document(
    *items: dict[str, Any],
    measure: dict[str, Any] | None = None,
    risk: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """An instrument file with one page of `items`."""
    return {
        "about": {
            "code": "sample",
            "short": "Sample",
            "purpose": "to test",
            "minutes": 1,
            "licence": "ours",
            "credit": "ours",
            "source": "here",
        },
        "measure": measure,
        "risk": risk or [],
        "questionnaire": {
            "resourceType": "Questionnaire",
            "url": "urn:sample",
            "version": "1.0.0",
            "title": "Sample",
            "item": [{"linkId": "page", "type": "group", "text": "Page", "item": [*items]}],
        },
    }


def instrument(*items: dict[str, Any], **rest: Any) -> Questionnaire:
    return parse(document(*items, **rest))
