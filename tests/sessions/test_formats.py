"""Changing a note's format loses no word."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sessions.formats import FORMATS, SECTIONS, Format, heading, is_blank, reshape

forms = st.sampled_from(list(FORMATS.values()))
NAMES = {heading(code) for code in SECTIONS}
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


@given(notes(), st.lists(forms, max_size=5))
def test_trying_several_leaves_no_empty_name(
    note: tuple[Format, dict[str, str]], tried: list[Format]
) -> None:
    """Nor anything else, unless free text was among them, which forgets where words stood."""
    first, before = note
    form, texts = note
    for target in [*tried, first]:
        form, texts = target, reshape(texts, source=form, target=target)
        assert set(lines(before)) <= set(lines(texts))
        for text in texts.values():
            said = [line for line in text.splitlines() if line]
            # What follows the last line stands for nothing.
            below = pairwise([*said, heading("plan")])
            assert not any(line in NAMES and after in NAMES for line, after in below)
    if FORMATS["free"] not in (first, *tried):
        assert texts == before


def test_a_sections_own_words_stand_above_those_that_moved() -> None:
    """Else they would move on with them."""
    birp = {"behaviour": "Assessment:\nthink", "response": "took it up"}
    girp = reshape(birp, source=FORMATS["birp"], target=FORMATS["girp"])
    assert girp["response"] == "took it up\n\nAssessment:\nthink"


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
