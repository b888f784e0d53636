import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.kinds import WORKSHEETS, Kind, Shape

RECORD = WORKSHEETS[Kind.THOUGHT_RECORD]


def test_every_kind_has_a_worksheet_with_names_of_its_own() -> None:
    for kind in Kind:
        names = [field.name for field in WORKSHEETS[kind].fields]
        assert names
        assert len(names) == len(set(names))


def test_a_thought_record_asks_what_the_field_asks() -> None:
    assert [field.name for field in RECORD.fields] == [
        "situation",
        "feeling",
        "strength",
        "thought",
        "evidence_for",
        "evidence_against",
        "balanced",
        "strength_after",
    ]


def test_half_an_answer_is_kept() -> None:
    given_answers = {"situation": " Monday \r\n", "strength": "", "unknown": "x"}
    assert RECORD.answers_from(given_answers) == {"situation": "Monday"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("0", 0),
        ("100", 100),
        ("101", None),
        ("-1", None),
        ("much", None),
        ("7.5", None),
    ],
)
def test_strength_is_a_number_from_0_to_100(text: str, kept: int | None) -> None:
    assert RECORD.answers_from({"strength": text}).get("strength") == kept


def test_says_which_answers_it_could_not_keep() -> None:
    lost = RECORD.unusable({"situation": "Monday", "strength": "300", "feeling": "x" * 500})
    assert [field.name for field in lost] == ["feeling", "strength"]


def test_a_padded_number_is_kept_and_nothing_is_lost() -> None:
    assert RECORD.unusable({"strength": "075"}) == []


@given(st.dictionaries(st.sampled_from([f.name for f in RECORD.fields]), st.text()))
def test_what_is_kept_can_be_given_again(answers: dict[str, str]) -> None:
    kept = RECORD.answers_from(answers)
    assert RECORD.answers_from({name: str(value) for name, value in kept.items()}) == kept
    numbers = {field.name for field in RECORD.fields if field.shape is Shape.NUMBER}
    assert all(isinstance(value, int) is (name in numbers) for name, value in kept.items())
