"""Changing a note's format loses no word."""

from hypothesis import given
from hypothesis import strategies as st

from sessions.formats import FORMATS, Format, heading, is_blank, reshape

forms = st.sampled_from(list(FORMATS.values()))
words = st.text(alphabet="abc äß\n", max_size=40).map(str.strip)


@st.composite
def notes(draw: st.DrawFn) -> tuple[Format, dict[str, str]]:
    form = draw(forms)
    return form, {code: draw(words) for code in form.codes}


def lines(texts: dict[str, str]) -> list[str]:
    return sorted(line for text in texts.values() for line in text.splitlines() if line.strip())


@given(notes(), forms)
def test_no_word_is_lost(note: tuple[Format, dict[str, str]], target: Format) -> None:
    source, texts = note
    written = reshape(texts, source=source, target=target)
    assert set(written) == set(target.codes)
    assert set(lines(texts)) <= set(lines(written))


@given(notes(), forms)
def test_going_back_gives_the_note_as_it_was(
    note: tuple[Format, dict[str, str]], target: Format
) -> None:
    source, texts = note
    there = reshape(texts, source=source, target=target)
    assert reshape(there, source=target, target=source) == texts


def test_what_has_no_section_moves_under_its_old_name() -> None:
    soap = {"subjective": "told", "objective": "saw", "assessment": "think", "plan": "next"}
    assert reshape(soap, source=FORMATS["soap"], target=FORMATS["dap"]) == {
        "data": "Subjective:\ntold\n\nObjective:\nsaw",
        "assessment": "think",
        "plan": "next",
    }


def test_free_text_needs_no_name() -> None:
    birp = reshape({"text": "all of it"}, source=FORMATS["free"], target=FORMATS["birp"])
    assert birp["behaviour"] == "all of it"


def test_headings_typed_by_hand_become_sections() -> None:
    text = "told\nPlan:\nnext"
    soap = reshape({"text": text}, source=FORMATS["free"], target=FORMATS["soap"])
    assert (soap["subjective"], soap["plan"]) == ("told", "next")


def test_every_heading_names_one_section_of_a_format() -> None:
    for form in FORMATS.values():
        assert len({heading(code) for code in form.codes}) == len(form.codes)


def test_white_space_is_nothing_written() -> None:
    assert is_blank({"a": " \n", "b": ""})
    assert not is_blank({"a": ".", "b": ""})
