"""From an instrument's JSON to frozen objects; a file with a fault is refused with its place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from intake.engine.model import (
    About,
    Answer,
    Band,
    Better,
    Condition,
    Cutoff,
    Item,
    ItemType,
    Measure,
    Option,
    Questionnaire,
    ReliableChange,
    RiskItem,
)

# R4 calls it ordinalValue, R5 itemWeight; both say how much an answer weighs.
WEIGHT_EXTENSIONS = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
)
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
OPERATORS = frozenset({"exists", "=", "!=", ">", "<", ">=", "<="})
COMPARISONS = frozenset({">", "<", ">=", "<="})


class InvalidInstrument(ValueError):
    """An instrument file is not what the engine can ask; the sentence says where."""


def parse(document: Mapping[str, Any]) -> Questionnaire:
    """An instrument file (`about`, `measure`, `risk`, `questionnaire`) as a `Questionnaire`.

    Raises `InvalidInstrument` for anything it does not fully understand: a form that is asked
    wrongly is worse than one that is not offered.
    """
    fhir = _need(document, "questionnaire", "the file")
    if fhir.get("resourceType") != "Questionnaire":
        raise InvalidInstrument("questionnaire.resourceType must be Questionnaire")
    items = tuple(_item(raw, "questionnaire.item") for raw in fhir.get("item", []))
    everything = {item.link_id: item for top in items for item in top.walk()}
    _refuse_duplicates([item.link_id for top in items for item in top.walk()])
    if any(item.type is not ItemType.GROUP for item in items) or not items:
        raise InvalidInstrument("each top-level item must be a group: one group is one page")
    for item in everything.values():
        _check_conditions(item, everything)
    measure = document.get("measure")
    return Questionnaire(
        url=_need(fhir, "url", "questionnaire"),
        version=_need(fhir, "version", "questionnaire"),
        title=_need(fhir, "title", "questionnaire"),
        description=fhir.get("description", ""),
        about=_about(_need(document, "about", "the file")),
        items=items,
        measure=_measure(measure, everything) if measure else None,
        risk=tuple(_risk(raw, everything) for raw in document.get("risk", [])),
        fhir=fhir,
    )


def _need(mapping: Mapping[str, Any], key: str, place: str) -> Any:
    if mapping.get(key) in (None, ""):
        raise InvalidInstrument(f"{place} has no {key}")
    return mapping[key]


def _about(raw: Mapping[str, Any]) -> About:
    loinc = raw.get("loinc", {})
    return About(
        code=_need(raw, "code", "about"),
        short=_need(raw, "short", "about"),
        purpose=_need(raw, "purpose", "about"),
        minutes=int(_need(raw, "minutes", "about")),
        licence=_need(raw, "licence", "about"),
        credit=_need(raw, "credit", "about"),
        source=_need(raw, "source", "about"),
        loinc=loinc.get("panel", ""),
        loinc_total=loinc.get("total", ""),
        notes=tuple(raw.get("notes", [])),
    )


def _item(raw: Mapping[str, Any], place: str) -> Item:
    link_id = _need(raw, "linkId", place)
    place = f"item {link_id}"
    try:
        kind = ItemType(_need(raw, "type", place))
    except ValueError as error:
        raise InvalidInstrument(f"{place} has a type this engine does not ask") from error
    children = tuple(_item(child, place) for child in raw.get("item", []))
    hint = ""
    if kind.is_question:
        # FHIR puts help for a question in a display item below it.
        if any(child.type is not ItemType.DISPLAY for child in children):
            raise InvalidInstrument(f"{place} is a question, so only display items may be in it")
        hint = " ".join(child.text for child in children)
        children = ()
    options = tuple(_option(option, place) for option in raw.get("answerOption", []))
    if (kind is ItemType.CHOICE) != bool(options):
        raise InvalidInstrument(f"{place}: a choice, and only a choice, has answerOption")
    _refuse_duplicates([option.code for option in options])
    repeats = bool(raw.get("repeats", False))
    if repeats and kind is not ItemType.CHOICE:
        raise InvalidInstrument(f"{place}: only a choice may repeat")
    return Item(
        link_id=link_id,
        type=kind,
        text=raw.get("text", ""),
        hint=hint,
        prefix=raw.get("prefix", ""),
        required=bool(raw.get("required", False)),
        repeats=repeats,
        code=next((coding["code"] for coding in raw.get("code", [])), ""),
        control=_control(raw),
        options=options,
        items=children,
        conditions=tuple(_condition(when, place) for when in raw.get("enableWhen", [])),
        all_conditions=raw.get("enableBehavior", "all") == "all",
        max_length=raw.get("maxLength"),
        min_value=_extension(raw, (MIN_VALUE,), "valueInteger"),
        max_value=_extension(raw, (MAX_VALUE,), "valueInteger"),
    )


def _control(raw: Mapping[str, Any]) -> str:
    for extension in raw.get("extension", []):
        if extension.get("url") == ITEM_CONTROL:
            return str(extension["valueCodeableConcept"]["coding"][0]["code"])
    return ""


def _option(raw: Mapping[str, Any], place: str) -> Option:
    coding = _need(raw, "valueCoding", place)
    weight = _extension(raw, WEIGHT_EXTENSIONS, "valueDecimal")
    if weight is None:
        weight = _extension(coding, WEIGHT_EXTENSIONS, "valueDecimal")
    return Option(
        code=_need(coding, "code", place),
        display=_need(coding, "display", place),
        system=coding.get("system", ""),
        weight=weight,
    )


def _extension(raw: Mapping[str, Any], urls: Sequence[str], key: str) -> int | None:
    for extension in raw.get("extension", []):
        if extension.get("url") in urls:
            value: object = extension.get(key)
            if isinstance(value, bool) or not isinstance(value, int):
                raise InvalidInstrument(f"extension {extension.get('url')} needs a whole {key}")
            return value
    return None


def _condition(raw: Mapping[str, Any], place: str) -> Condition:
    operator = _need(raw, "operator", place)
    if operator not in OPERATORS:
        raise InvalidInstrument(f"{place}: enableWhen has an unknown operator {operator}")
    values: list[Answer] = [
        raw[key]
        for key in ("answerBoolean", "answerInteger", "answerString", "answerDate")
        if key in raw
    ]
    if "answerCoding" in raw:
        values.append(_need(raw["answerCoding"], "code", place))
    if len(values) != 1:
        raise InvalidInstrument(f"{place}: enableWhen needs exactly one answer")
    if operator == "exists" and not isinstance(values[0], bool):
        raise InvalidInstrument(f"{place}: enableWhen exists needs answerBoolean")
    return Condition(_need(raw, "question", place), operator, values[0])


def _check_conditions(item: Item, everything: Mapping[str, Item]) -> None:
    for condition in item.conditions:
        asked = everything.get(condition.question)
        if asked is None or not asked.type.is_question:
            raise InvalidInstrument(f"item {item.link_id} depends on {condition.question}: no such")
        if condition.operator == "exists":
            continue
        expected = _VALUE_TYPES.get(asked.type)
        if type(condition.value) is not expected:
            raise InvalidInstrument(
                f"item {item.link_id}: {condition.question} never has that value"
            )
        if asked.options and asked.option(str(condition.value)) is None:
            raise InvalidInstrument(f"item {item.link_id}: {condition.question} has no such option")
        if condition.operator in COMPARISONS and asked.type not in _ORDERED:
            raise InvalidInstrument(f"item {item.link_id}: {condition.question} has no order")


_VALUE_TYPES = {
    ItemType.CHOICE: str,
    ItemType.INTEGER: int,
    ItemType.BOOLEAN: bool,
    ItemType.DATE: str,
    ItemType.STRING: str,
    ItemType.TEXT: str,
}
_ORDERED = (ItemType.INTEGER, ItemType.DATE)


def _refuse_duplicates(names: Sequence[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InvalidInstrument(f"used twice: {', '.join(twice)}")


def _measure(raw: Mapping[str, Any], everything: Mapping[str, Item]) -> Measure:
    items = tuple(_need(raw, "items", "measure"))
    factor = int(raw.get("factor", 1))
    ranges = [_weights(name, everything) for name in items]
    minimum = factor * sum(min(weights) for weights in ranges)
    maximum = factor * sum(max(weights) for weights in ranges)
    turned = frozenset(raw.get("reversed", []))
    if not turned <= set(items):
        raise InvalidInstrument("measure.reversed names an item that is not scored")
    cutoff = raw.get("cutoff")
    change = raw.get("reliable_change")
    return Measure(
        items=items,
        reversed=turned,
        factor=factor,
        better=Better(_need(raw, "better", "measure")),
        bands=_bands(raw.get("bands", []), minimum, maximum),
        cutoff=Cutoff(
            int(cutoff["value"]),
            bool(cutoff.get("at_most", False)),
            _need(cutoff, "meaning", ""),
        )
        if cutoff
        else None,
        reliable_change=ReliableChange(int(change["points"]), _need(change, "source", "change"))
        if change
        else None,
        minimum=minimum,
        maximum=maximum,
    )


def _weights(name: str, everything: Mapping[str, Item]) -> tuple[int, ...]:
    item = everything.get(name)
    if item is None or not item.options or len(item.weights) != len(item.options):
        raise InvalidInstrument(f"measure: {name} is not a choice whose every option has a weight")
    return item.weights


def _bands(raw: Sequence[Mapping[str, Any]], minimum: int, maximum: int) -> tuple[Band, ...]:
    starts = [int(band["from"]) for band in raw]
    if not starts:
        return ()
    if starts != sorted(set(starts)) or starts[0] != minimum or starts[-1] > maximum:
        raise InvalidInstrument(f"bands must rise from {minimum} and stay within {maximum}")
    ends = [start - 1 for start in starts[1:]] + [maximum]
    return tuple(
        Band(start, end, _need(band, "label", "a band"), _need(band, "words", "a band"))
        for start, end, band in zip(starts, ends, raw, strict=True)
    )


def _risk(raw: Mapping[str, Any], everything: Mapping[str, Item]) -> RiskItem:
    name = _need(raw, "item", "risk")
    item = everything.get(name)
    if item is None or not item.weights:
        raise InvalidInstrument(f"risk: {name} has no weighted options")
    return RiskItem(name, int(_need(raw, "at_least", "risk")))
