"""A file with a fault is refused, and the refusal says where."""

import json
from datetime import UTC, datetime

import pytest

from intake.engine import (
    Answers,
    InvalidInstrument,
    ItemType,
    Library,
    NoSuchInstrument,
    parse,
    questionnaire_response,
)
from tests.intake.instrument import document, question, scale

SHIPPED = Library.shipped()


def refusal(**changes):
    items = changes.pop("items", [scale("a", 0, 1), question("b", "text")])
    faulty = document(*items, **changes)
    with pytest.raises(InvalidInstrument) as raised:
        parse(faulty)
    return str(raised.value)


MEASURE = {"items": ["a"], "better": "lower"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"items": [question("a", "quantity")]},
            "item a has a type this engine does not ask",
        ),
        ({"items": [question("a", "text"), question("a", "text")]}, "used twice: a"),
        ({"items": [question("a", "choice")]}, "item a: a choice, and only a choice"),
        (
            {"items": [question("a", "text", repeats=True)]},
            "item a: only a choice may repeat",
        ),
        ({"items": [scale("a", 0, 0)]}, "used twice: w0"),
        (
            {"items": [question("a", "text", item=[question("b", "text")])]},
            "item a is a question",
        ),
        ({"measure": {**MEASURE, "items": ["b"]}}, "measure: b is not a choice"),
        ({"measure": {**MEASURE, "items": ["z"]}}, "measure: z is not a choice"),
        ({"measure": {**MEASURE, "reversed": ["z"]}}, "measure.reversed names an item"),
        (
            {
                "measure": {
                    **MEASURE,
                    "bands": [{"from": 1, "label": "x", "words": "x"}],
                }
            },
            "bands must rise from 0 and stay within 1",
        ),
        ({"risk": [{"item": "b", "at_least": 1}]}, "risk: b has no weighted options"),
    ],
)
def test_refuses(changes, sentence):
    assert sentence in refusal(**changes)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (
            {"question": "z", "operator": "exists", "answerBoolean": True},
            "depends on z: no such",
        ),
        ({"question": "a", "operator": "~", "answerString": "x"}, "unknown operator ~"),
        ({"question": "a", "operator": "="}, "exactly one answer"),
        (
            {"question": "a", "operator": "exists", "answerString": "x"},
            "needs answerBoolean",
        ),
        (
            {"question": "a", "operator": "=", "answerInteger": 1},
            "a never has that value",
        ),
        (
            {"question": "a", "operator": "=", "answerCoding": {"code": "w9"}},
            "no such option",
        ),
        (
            {"question": "a", "operator": ">", "answerCoding": {"code": "w0"}},
            "a has no order",
        ),
    ],
)
def test_refuses_conditions_that_can_never_be_right(condition, sentence):
    items = [scale("a", 0, 1), question("b", "text", enableWhen=[condition])]
    assert sentence in refusal(items=items)


@pytest.mark.parametrize("missing", ["licence", "credit", "source", "code", "minutes"])
def test_refuses_a_file_that_does_not_say_where_it_comes_from(missing):
    faulty = document(question("a", "text"))
    del faulty["about"][missing]
    with pytest.raises(InvalidInstrument, match=f"about has no {missing}"):
        parse(faulty)


def test_refuses_a_question_outside_a_page():
    faulty = document(question("a", "text"))
    faulty["questionnaire"]["item"].append(question("loose", "text"))
    with pytest.raises(InvalidInstrument, match="top-level item must be a group"):
        parse(faulty)


def test_weights_may_be_r5_item_weights():
    item = scale("a", 0, 1)
    for option in item["answerOption"]:
        option["extension"][0]["url"] = "http://hl7.org/fhir/StructureDefinition/itemWeight"
    assert parse(document(item)).by_link_id["a"].weights == (0, 1)


def test_ships_what_intake_needs():
    assert set(SHIPPED.codes()) == {"phq-9", "gad-7", "who-5", "history"}


@pytest.mark.parametrize("code", SHIPPED.codes())
def test_each_file_keeps_to_its_own_name_and_can_be_asked(code):
    instrument = SHIPPED.current(code)
    assert instrument.url == f"urn:attune:questionnaire:{code}"
    assert instrument.questions
    for item in instrument.by_link_id.values():
        assert item.text or item.type is ItemType.GROUP
        # Names of fields and elements on the page: nothing that HTML or CSS would need escaped.
        assert item.link_id.replace("-", "").isalnum()


def test_published_wording_is_untouched():
    phq = SHIPPED.current("phq-9").by_link_id
    assert phq["phq9-9"].text == (
        "Thoughts that you would be better off dead or of hurting yourself in some way"
    )
    assert [option.display for option in phq["phq9-1"].options] == [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ]
    gad = SHIPPED.current("gad-7").by_link_id
    assert gad["gad7-7"].text == "Feeling afraid as if something awful might happen"
    who = SHIPPED.current("who-5").by_link_id
    assert [option.weight for option in who["who5-1"].options] == [5, 4, 3, 2, 1, 0]


def test_old_versions_stay_on_the_shelf(tmp_path):
    folder = tmp_path / "sample"
    folder.mkdir()
    for version in ("1.9.0", "1.10.0"):
        written = document(question("a", "text"))
        written["questionnaire"]["version"] = version
        (folder / f"{version}.json").write_text(json.dumps(written))
    library = Library(tmp_path)
    assert library.versions("sample") == ("1.9.0", "1.10.0")
    assert library.current("sample").version == "1.10.0"
    assert library.get("sample", "1.9.0").version == "1.9.0"
    with pytest.raises(NoSuchInstrument):
        library.get("sample", "2.0.0")
    with pytest.raises(NoSuchInstrument):
        library.current("nothing")


def test_a_file_named_otherwise_is_refused(tmp_path):
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "2.0.0.json").write_text(json.dumps(document(question("a", "text"))))
    with pytest.raises(InvalidInstrument, match="named otherwise"):
        Library(tmp_path).codes()


def test_writes_a_fhir_response():
    phq = SHIPPED.current("phq-9")
    written = questionnaire_response(
        phq,
        {"phq9-1": "LA6569-3"},
        completed=True,
        authored=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        total=None,
    )
    assert written["questionnaire"] == "urn:attune:questionnaire:phq-9|1.0.0"
    assert written["status"] == "completed"
    assert written["authored"] == "2026-03-01T09:30:00+00:00"
    (page,) = written["item"]
    (item,) = page["item"]
    assert item["linkId"] == "phq9-1"
    assert item["answer"] == [
        {
            "valueCoding": {
                "system": "http://loinc.org",
                "code": "LA6569-3",
                "display": "Several days",
            }
        }
    ]
    assert "extension" not in written


def test_a_fhir_response_leaves_out_what_does_not_apply():
    history = SHIPPED.current("history")
    answers: Answers = {
        "mental-care": "no",
        "mental-helped": "from before",
        "hopes-unsaid": True,
    }
    written = questionnaire_response(
        history,
        answers,
        completed=False,
        authored=datetime(2026, 3, 1, tzinfo=UTC),
        total=3,
    )
    assert written["status"] == "in-progress"
    links = {item["linkId"] for page in written["item"] for item in page["item"]}
    assert links == {"mental-care", "hopes-unsaid"}
    assert written["extension"] == [{"url": "urn:attune:fhir:score", "valueInteger": 3}]


def test_a_fhir_response_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        questionnaire_response(
            SHIPPED.current("phq-9"), {}, completed=True, authored=datetime(2026, 3, 1)
        )
