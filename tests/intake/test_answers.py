"""Reading pages as they come in, keeping what is good, naming what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine import (
    Answer,
    AnswerError,
    Library,
    Reading,
    check,
    is_enabled,
    merge,
    progress,
    read,
)
from tests.intake.instrument import instrument, question, scale

MIN = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX = "http://hl7.org/fhir/StructureDefinition/maxValue"

FORM = instrument(
    scale("one", 0, 1, 2),
    scale("many", 0, 1, 2, repeats=True),
    question(
        "age",
        "integer",
        extension=[{"url": MIN, "valueInteger": 0}, {"url": MAX, "valueInteger": 120}],
    ),
    question("yes", "boolean"),
    question("day", "date"),
    question("line", "string", maxLength=5),
    question("words", "text"),
)


def error_of(link_id: str, *given_texts: str) -> AnswerError | None:
    return read(FORM, {link_id: given_texts}, asked=[link_id]).errors.get(link_id)


@pytest.mark.parametrize(
    ("link_id", "given_texts", "answer"),
    [
        ("one", ["w1"], "w1"),
        ("many", ["w1", "w2", "w1"], ["w1", "w2"]),
        ("age", [" 41 "], 41),
        ("yes", ["true"], True),
        ("yes", ["false"], False),
        ("day", ["2026-02-28"], "2026-02-28"),
        ("line", ["abcde"], "abcde"),
        ("words", ["two\r\nlines "], "two\nlines"),
    ],
)
def test_reads(link_id, given_texts, answer):
    reading = read(FORM, {link_id: given_texts}, asked=[link_id])
    assert reading == Reading({link_id: answer}, frozenset(), {})


@pytest.mark.parametrize(
    ("link_id", "text", "error"),
    [
        ("one", "w7", AnswerError.NOT_AN_OPTION),
        ("many", "w7", AnswerError.NOT_AN_OPTION),
        ("age", "forty", AnswerError.NOT_A_NUMBER),
        ("age", "-1", AnswerError.TOO_LOW),
        ("age", "121", AnswerError.TOO_HIGH),
        ("yes", "maybe", AnswerError.NOT_YES_OR_NO),
        ("day", "2026-02-30", AnswerError.NOT_A_DATE),
        ("day", "20260228", AnswerError.NOT_A_DATE),
        ("line", "abcdef", AnswerError.TOO_LONG),
        ("words", "x" * 10_001, AnswerError.TOO_LONG),
        ("page", "x", AnswerError.UNKNOWN_QUESTION),
        ("other", "x", AnswerError.UNKNOWN_QUESTION),
    ],
)
def test_names_what_is_wrong(link_id, text, error):
    assert error_of(link_id, text) is error


def test_a_page_leaves_the_questions_of_other_pages_alone():
    reading = read(FORM, {"one": ["w2"], "words": [""]}, asked=["one", "words"])
    assert merge({"words": "old", "age": 30}, reading) == {"one": "w2", "age": 30}


def test_what_cannot_be_read_keeps_what_was_there():
    reading = read(FORM, {"age": ["soon"]}, asked=["age"])
    assert merge({"age": 30}, reading) == {"age": 30}


def test_check_accepts_what_read_gives_and_names_the_rest():
    assert check(FORM, {"one": "w1", "many": ["w0"], "age": 3, "yes": True}) == {}
    assert check(
        FORM,
        {"one": ["w1"], "many": "w0", "age": True, "yes": "true", "day": 3, "ghost": 1},
    ) == {
        "one": AnswerError.NOT_AN_OPTION,
        "many": AnswerError.NOT_AN_OPTION,
        "age": AnswerError.NOT_A_NUMBER,
        "yes": AnswerError.NOT_YES_OR_NO,
        "day": AnswerError.NOT_A_DATE,
        "ghost": AnswerError.UNKNOWN_QUESTION,
    }


def when(asked: str, operator: str, **answer: object) -> dict[str, object]:
    return {"question": asked, "operator": operator, **answer}


def test_required_is_asked_only_where_the_question_applies():
    form = instrument(
        question("yes", "boolean"),
        question(
            "why",
            "text",
            required=True,
            enableWhen=[when("yes", "=", answerBoolean=True)],
        ),
    )
    assert check(form, {}) == {}
    assert check(form, {"yes": False}) == {}
    assert check(form, {"yes": True}) == {"why": AnswerError.REQUIRED}
    assert check(form, {"yes": True, "why": "so"}) == {}


@pytest.mark.parametrize(
    ("condition", "answers", "enabled"),
    [
        (when("age", "exists", answerBoolean=True), {}, False),
        (when("age", "exists", answerBoolean=True), {"age": 0}, True),
        (when("age", "exists", answerBoolean=False), {}, True),
        (when("age", ">", answerInteger=17), {"age": 17}, False),
        (when("age", ">", answerInteger=17), {"age": 18}, True),
        (when("age", "<=", answerInteger=17), {"age": 17}, True),
        (when("day", "<", answerDate="2000-01-01"), {"day": "1999-12-31"}, True),
        (when("one", "=", answerCoding={"code": "w1"}), {"one": "w1"}, True),
        (when("one", "!=", answerCoding={"code": "w1"}), {"one": "w1"}, False),
        (when("one", "!=", answerCoding={"code": "w1"}), {}, False),
        (when("many", "=", answerCoding={"code": "w1"}), {"many": ["w0", "w1"]}, True),
        (
            when("many", "!=", answerCoding={"code": "w1"}),
            {"many": ["w0", "w1"]},
            False,
        ),
    ],
)
def test_conditions(condition, answers, enabled):
    form = instrument(
        scale("one", 0, 1),
        scale("many", 0, 1, repeats=True),
        question("age", "integer"),
        question("day", "date"),
        question("more", "text", enableWhen=[condition]),
    )
    assert is_enabled(form, form.by_link_id["more"], answers) is enabled


def test_any_condition_is_enough_when_the_file_says_so():
    conditions = [
        when("a", "=", answerBoolean=True),
        when("b", "=", answerBoolean=True),
    ]
    asked = question("more", "text", enableWhen=conditions, enableBehavior="any")
    form = instrument(question("a", "boolean"), question("b", "boolean"), asked)
    more = form.by_link_id["more"]
    assert is_enabled(form, more, {"b": True})
    assert not is_enabled(form, more, {"a": False, "b": False})


def test_a_question_is_not_asked_when_its_group_is_not():
    group = {
        "linkId": "inner",
        "type": "group",
        "enableWhen": [when("a", "=", answerBoolean=True)],
        "item": [question("deep", "text", required=True)],
    }
    form = instrument(question("a", "boolean"), group)
    assert check(form, {"a": False}) == {}
    assert check(form, {"a": True}) == {"deep": AnswerError.REQUIRED}


def test_progress_counts_only_what_applies():
    form = instrument(
        question("yes", "boolean"),
        question("why", "text", enableWhen=[when("yes", "=", answerBoolean=True)]),
    )
    assert (progress(form, {}).answered, progress(form, {}).asked) == (0, 1)
    assert (
        progress(form, {"yes": True}).answered,
        progress(form, {"yes": True}).asked,
    ) == (1, 2)
    assert progress(form, {"yes": False, "why": "kept"}).answered == 1


def test_the_whole_history_can_be_left_open():
    history = Library.shipped().current("history")
    assert check(history, {}) == {}
    assert len(history.pages) == 8
    for page in history.pages:
        assert f"{page.link_id}-unsaid" in history.by_link_id


words = st.text(max_size=40).map(lambda text: text.replace("\r", "").strip()).filter(bool)
pages_of_answers = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(["w0", "w1", "w2"]),
        "many": st.lists(st.sampled_from(["w0", "w1", "w2"]), min_size=1, unique=True),
        "age": st.integers(0, 120),
        "yes": st.booleans(),
        "day": st.dates().map(lambda day: day.isoformat()),
        "words": words,
    },
)


def as_submitted(answer: Answer) -> list[str]:
    if isinstance(answer, list):
        return answer
    return [str(answer).lower() if isinstance(answer, bool) else str(answer)]


@given(answers=pages_of_answers)
def test_law_what_was_answered_comes_back_the_same(answers):
    submitted = {key: as_submitted(value) for key, value in answers.items()}
    reading = read(FORM, submitted, asked=FORM.by_link_id.keys() - {"page"})
    assert reading.errors == {}
    assert merge({}, reading) == answers
    assert check(FORM, answers) == {}


@given(first=pages_of_answers, second=pages_of_answers)
def test_law_saving_page_by_page_equals_saving_at_once(first, second):
    page_one, page_two = ["one", "many", "age"], ["yes", "day", "words", "line"]
    stored: dict[str, Answer] = dict(first)
    for page in (page_one, page_two):
        submitted = {key: as_submitted(second[key]) for key in page if key in second}
        stored = merge(stored, read(FORM, submitted, asked=page))
    assert stored == second


@given(answers=pages_of_answers)
def test_law_saving_twice_is_saving_once(answers):
    submitted = {key: as_submitted(value) for key, value in answers.items()}
    reading = read(FORM, submitted, asked=["one", "age", "words"])
    once = merge({"day": "2026-01-01"}, reading)
    assert merge(once, reading) == once
