"""The course of a measure: change since the first, drawn within its frame, told in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from intake.actions import complete_response
from intake.chart import draw
from intake.engine import Change, Library
from intake.results import courses
from people.templatetags.attune import signed

OPTIONS = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
MEASURES = [
    measure
    for code in Library.shipped().codes()
    if (measure := Library.shipped().current(code).measure) is not None
]


@pytest.fixture
def gad(answer, alice, care, now):
    def take(total: int | None, *, days_ago: int) -> None:
        at = now - timedelta(days=days_ago)
        left = total or 0
        chosen = {}
        for number in range(1, 8):
            weight = min(3, left)
            left -= weight
            chosen[f"gad7-{number}"] = OPTIONS[weight]
        if total is None:
            del chosen["gad7-7"]
        answer("gad-7", chosen, at=at)
        complete_response(actor=alice, care=care, instrument="gad-7", at=at)

    return take


def test_change_is_told_against_the_first_score(gad, care):
    for total, days in ((10, 30), (7, 20), (6, 10), (14, 0)):
        gad(total, days_ago=days)
    (course,) = courses(care)
    assert [entry.total for entry in course.entries] == [10, 7, 6, 14]
    assert [entry.change for entry in course.entries] == [
        None,
        Change.NONE,
        Change.BETTER,
        Change.WORSE,
    ]
    assert [entry.difference for entry in course.entries] == [None, -3, -4, 4]
    assert course.past_cutoff


def test_an_entry_without_score_is_no_baseline(gad, care):
    gad(None, days_ago=30)
    gad(10, days_ago=20)
    gad(5, days_ago=10)
    (course,) = courses(care)
    assert [entry.change for entry in course.entries] == [None, None, Change.BETTER]
    assert course.entries[0].missing == 1
    assert [len(chart.points) for chart in course.charts] == [2, 2]


def test_without_any_score_nothing_is_drawn(gad, care):
    gad(None, days_ago=1)
    (course,) = courses(care)
    assert course.charts == ()


def test_the_page_says_worth_a_look_and_has_the_table(gad, client_for, tariq, care):
    gad(5, days_ago=10)
    gad(12, days_ago=0)
    page = client_for(tariq).get(reverse("intake:measures", kwargs={"care": care.pk}))
    words = page.content.decode()
    assert "Worth a look" in words
    assert "reliably heavier" in words
    assert "<svg" in words
    assert "<table" in words
    assert "style=" not in words
    assert "Robert L. Spitzer" in words


def test_good_news_is_not_headed_like_a_warning(gad, client_for, tariq, care):
    gad(12, days_ago=10)
    gad(5, days_ago=0)
    page = client_for(tariq).get(reverse("intake:measures", kwargs={"care": care.pk}))
    words = page.content.decode()
    assert "Clearly lighter" in words
    assert "more than chance" in words
    assert "Worth a look" not in words
    assert "\N{MINUS SIGN}7 · reliably lighter" in words


@pytest.mark.parametrize(
    ("change", "read"), [(3, "+3"), (0, "0"), (-3, "\N{MINUS SIGN}3"), (-12, "\N{MINUS SIGN}12")]
)
def test_a_change_has_its_sign(change, read):
    assert signed(change) == read


FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@given(
    measure=st.sampled_from(MEASURES),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=30),
    width=st.sampled_from([280, 900]),
)
def test_law_every_point_lies_in_the_plot_and_in_its_band(measure, shares, width):
    totals = [round(measure.minimum + s * (measure.maximum - measure.minimum)) for s in shares]
    scores = [(FIRST + timedelta(days=i), total) for i, total in enumerate(totals)]
    chart = draw(measure, scores, width=width)
    assert [point.total for point in chart.points] == totals
    for point in chart.points:
        assert chart.left <= point.x <= chart.right
        assert chart.top <= point.y <= chart.bottom
    xs = [point.x for point in chart.points]
    assert xs == sorted(xs)
    heights = sum(band.height for band in chart.bands)
    assert heights == pytest.approx(chart.bottom - chart.top, abs=1)


@pytest.mark.parametrize("width", [280, 900])
@pytest.mark.parametrize("totals", [(20, 8, 4), (4, 9, 21), (15, 15, 15), (12, 11, 6, 2)])
def test_no_words_stand_on_a_point(totals, width):
    [measure] = [m for m in MEASURES if m.maximum == 27]
    scores = [(FIRST + timedelta(days=i), total) for i, total in enumerate(totals)]
    chart = draw(measure, scores, width=width)
    words = [band.words for band in chart.bands]
    words += [chart.reliable_words] if chart.reliable_words else []
    size = 11.5 if chart.narrow else 13
    for one in words:
        assert chart.left <= one.x
        assert one.x + len(one.text) * size * 0.54 <= chart.right
        for point in chart.points:
            beside = point.x < one.x or point.x > one.x + len(one.text) * size * 0.54
            assert beside or not one.y - size <= point.y <= one.y, (one, point)
    assert len({(one.x, one.y) for one in words}) == len(words)


def test_two_answers_at_one_moment_still_draw():
    measure = MEASURES[0]
    chart = draw(measure, [(FIRST, 3), (FIRST, 4)], width=900)
    assert len({point.x for point in chart.points}) == 2


def test_the_heaviest_band_is_the_deepest_whichever_way_a_measure_runs():
    for measure in MEASURES:
        chart = draw(measure, [(FIRST, measure.minimum)], width=900)
        depths = [band.depth for band in chart.bands]
        assert sorted(depths) == sorted(set(depths))
        heavy = chart.bands[-1] if measure.better == "lower" else chart.bands[0]
        assert heavy.depth == 4
