"""Scores, bands, change and risk, at each boundary of each instrument that ships."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.engine import (
    Answer,
    Answers,
    Change,
    Library,
    Questionnaire,
    compare,
    risk_hits,
    score,
)
from tests.intake.instrument import instrument, scale

SHIPPED = Library.shipped()
MEASURES = [code for code in SHIPPED.codes() if SHIPPED.current(code).measure]


def answered(questionnaire: Questionnaire, total: int) -> dict[str, Answer]:
    """Answers that add up to `total` (before the factor), filled from the first item on."""
    assert questionnaire.measure
    answers: dict[str, Answer] = {}
    for name in questionnaire.measure.items:
        options = sorted(questionnaire.by_link_id[name].options, key=lambda o: o.weight or 0)
        weight = min(total, options[-1].weight or 0)
        total -= weight
        answers[name] = next(option.code for option in options if option.weight == weight)
    assert total == 0
    return answers


def band_at(code: str, total: int) -> str:
    questionnaire = SHIPPED.current(code)
    assert questionnaire.measure
    result = score(questionnaire, answered(questionnaire, total // questionnaire.measure.factor))
    assert result
    assert result.total == total
    assert result.band
    return result.band.label


@pytest.mark.parametrize(
    ("code", "first", "last", "label"),
    [
        ("phq-9", 0, 4, "minimal"),
        ("phq-9", 5, 9, "mild"),
        ("phq-9", 10, 14, "moderate"),
        ("phq-9", 15, 19, "moderately severe"),
        ("phq-9", 20, 27, "severe"),
        ("gad-7", 0, 4, "minimal"),
        ("gad-7", 5, 9, "mild"),
        ("gad-7", 10, 14, "moderate"),
        ("gad-7", 15, 21, "severe"),
        ("who-5", 0, 48, "low well-being"),
        ("who-5", 52, 100, "not low"),
    ],
)
def test_band_reaches_from_its_first_score_to_its_last(code, first, last, label):
    assert band_at(code, first) == label
    assert band_at(code, last) == label


@pytest.mark.parametrize("code", MEASURES)
def test_bands_leave_no_score_out_and_none_in_two(code):
    measure = SHIPPED.current(code).measure
    assert measure
    for total in range(measure.minimum, measure.maximum + 1):
        assert sum(band.start <= total <= band.end for band in measure.bands) == 1
    assert measure.band(measure.minimum - 1) is None
    assert measure.band(measure.maximum + 1) is None


@pytest.mark.parametrize(
    ("code", "total", "met"),
    [
        ("phq-9", 9, False),
        ("phq-9", 10, True),
        ("gad-7", 9, False),
        ("gad-7", 10, True),
        ("who-5", 48, True),
        ("who-5", 52, False),
    ],
)
def test_cutoff(code, total, met):
    questionnaire = SHIPPED.current(code)
    assert questionnaire.measure
    result = score(questionnaire, answered(questionnaire, total // questionnaire.measure.factor))
    assert result
    assert result.past_cutoff is met


def test_who5_cutoff_takes_in_fifty_itself():
    measure = SHIPPED.current("who-5").measure
    assert measure
    assert measure.cutoff
    assert measure.cutoff.is_met(50)
    assert not measure.cutoff.is_met(51)


@pytest.mark.parametrize("code", MEASURES)
def test_one_missing_item_means_no_score_and_says_which(code):
    questionnaire = SHIPPED.current(code)
    assert questionnaire.measure
    for name in questionnaire.measure.items:
        answers = answered(questionnaire, 0)
        del answers[name]
        result = score(questionnaire, answers)
        assert result
        assert result.total is None
        assert result.band is None
        assert result.missing == (name,)


def test_difficulty_is_not_part_of_the_phq9_score():
    questionnaire = SHIPPED.current("phq-9")
    answers = answered(questionnaire, 12) | {"phq9-difficulty": "LA6575-0"}
    result = score(questionnaire, answers)
    assert result
    assert result.total == 12


def test_a_form_that_is_no_measure_has_no_score():
    assert score(SHIPPED.current("history"), {}) is None


def test_reversed_item_counts_the_other_way_round():
    turned = instrument(
        scale("a", 0, 1, 2, 3, 4),
        scale("b", 1, 2, 3),
        measure={"items": ["a", "b"], "reversed": ["b"], "better": "lower"},
    )
    assert turned.measure
    assert (turned.measure.minimum, turned.measure.maximum) == (1, 7)
    for chosen, counted in [("w1", 3), ("w2", 2), ("w3", 1)]:
        result = score(turned, {"a": "w0", "b": chosen})
        assert result
        assert result.total == counted


@pytest.mark.parametrize(("option", "fires"), [(0, False), (1, True), (2, True), (3, True)])
def test_phq9_item_nine_fires_above_zero(option, fires):
    questionnaire = SHIPPED.current("phq-9")
    chosen = questionnaire.by_link_id["phq9-9"].options[option]
    hits = risk_hits(questionnaire, {"phq9-9": chosen.code})
    assert bool(hits) is fires
    assert [hit.weight for hit in hits] == ([option] if fires else [])


def test_no_other_phq9_item_fires():
    questionnaire = SHIPPED.current("phq-9")
    answers: Answers = {f"phq9-{n}": "LA6571-9" for n in range(1, 9)}
    assert risk_hits(questionnaire, answers) == ()
    assert risk_hits(questionnaire, {}) == ()


@pytest.mark.parametrize(
    ("ticked", "weight"),
    [(["none"], 0), (["talk"], 0), (["others"], 1), (["home"], 1), (["self"], 2)],
)
def test_history_fires_when_someone_is_in_danger(ticked, weight):
    hits = risk_hits(SHIPPED.current("history"), {"now-safety": ticked})
    assert [hit.weight for hit in hits] == ([weight] if weight else [])


def test_ticking_none_as_well_does_not_undo_a_risk():
    hits = risk_hits(SHIPPED.current("history"), {"now-safety": ["self", "none"]})
    assert [hit.weight for hit in hits] == [2]
    assert [hit.codes for hit in hits] == [("self",)]


@pytest.mark.parametrize(
    ("code", "baseline", "now", "change"),
    [
        ("phq-9", 18, 12, Change.BETTER),
        ("phq-9", 18, 13, Change.NONE),
        ("phq-9", 12, 18, Change.WORSE),
        ("phq-9", 12, 17, Change.NONE),
        ("gad-7", 10, 6, Change.BETTER),
        ("gad-7", 10, 7, Change.NONE),
        ("gad-7", 10, 14, Change.WORSE),
        ("gad-7", 10, 13, Change.NONE),
        ("who-5", 40, 52, Change.BETTER),
        ("who-5", 40, 48, Change.NONE),
        ("who-5", 52, 40, Change.WORSE),
    ],
)
def test_reliable_change(code, baseline, now, change):
    measure = SHIPPED.current(code).measure
    assert measure
    assert compare(measure, baseline=baseline, now=now) is change


def test_no_published_reliable_change_means_no_word_about_it():
    plain = instrument(scale("a", 0, 1), measure={"items": ["a"], "better": "lower"})
    assert plain.measure
    assert compare(plain.measure, baseline=0, now=1) is None


def full_answers(code: str) -> st.SearchStrategy[dict[str, Answer]]:
    questionnaire = SHIPPED.current(code)
    assert questionnaire.measure
    return st.fixed_dictionaries(
        {
            name: st.sampled_from(
                [option.code for option in questionnaire.by_link_id[name].options]
            )
            for name in questionnaire.measure.items
        }
    )


any_measure = st.sampled_from(MEASURES)


@given(code=any_measure, pick=st.data())
def test_law_a_score_lies_in_range_and_in_a_band(code, pick):
    questionnaire = SHIPPED.current(code)
    measure = questionnaire.measure
    result = score(questionnaire, pick.draw(full_answers(code)))
    assert measure
    assert result
    assert result.total is not None
    assert measure.minimum <= result.total <= measure.maximum
    assert result.band is not None


@given(code=any_measure, pick=st.data())
def test_law_a_heavier_answer_never_lowers_the_score(code, pick):
    questionnaire = SHIPPED.current(code)
    assert questionnaire.measure
    answers = pick.draw(full_answers(code))
    name = pick.draw(st.sampled_from(questionnaire.measure.items))
    item = questionnaire.by_link_id[name]
    chosen = item.option(str(answers[name]))
    assert chosen
    assert chosen.weight is not None
    heavier = [option for option in item.options if (option.weight or 0) >= (chosen.weight or 0)]
    other = pick.draw(st.sampled_from(heavier))
    before = score(questionnaire, answers)
    after = score(questionnaire, {**answers, name: other.code})
    assert before
    assert after
    assert before.total is not None
    assert after.total is not None
    gained = (other.weight or 0) - chosen.weight
    assert after.total - before.total == gained * questionnaire.measure.factor


@given(code=any_measure, a=st.integers(0, 100), b=st.integers(0, 100))
def test_law_change_there_and_back_are_opposites(code, a, b):
    measure = SHIPPED.current(code).measure
    assert measure
    opposite = {
        Change.BETTER: Change.WORSE,
        Change.WORSE: Change.BETTER,
        Change.NONE: Change.NONE,
    }
    forth = compare(measure, baseline=a, now=b)
    assert forth is not None
    assert compare(measure, baseline=b, now=a) is opposite[forth]
