"""When feedback is worth a look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.feedback_trend import Fall, Ratings, trend


def all_of(value: int) -> Ratings:
    return Ratings(value, value, value, value)


NOTHING = Ratings(None, None, None, None)


@pytest.mark.parametrize("history", [[], [9], [1], [9, 9, 9], [3, 5, 8], [8, 7], [9, 8, 8], [2, 2]])
def test_not_worth_a_look(history: list[int]) -> None:
    assert trend([all_of(value) for value in history]) is None


def test_clearly_lower_than_before() -> None:
    found = trend([all_of(9), all_of(8), all_of(9), all_of(7)])
    assert found is not None
    assert (found.fall, found.before, found.now) == (Fall.CLEARLY_LOWER, 9, 7)


def test_a_little_lower_twice_in_a_row() -> None:
    found = trend([Ratings(9, 9, 9, 9), Ratings(9, 9, 8, 8), Ratings(8, 8, 8, 8)])
    assert found is not None
    assert (found.fall, found.before, found.now) == (Fall.LOWER_TWICE, 9, 8)


def test_one_bad_day_long_ago_is_no_trend() -> None:
    assert trend([all_of(9), all_of(2), all_of(9), all_of(9)]) is None


def test_the_part_that_fell_most_is_named() -> None:
    found = trend([all_of(9), all_of(9), Ratings(8, 8, 2, 8)])
    assert found is not None
    assert found.part == "suited"


def test_what_was_left_out_counts_for_nothing() -> None:
    assert trend([all_of(9), NOTHING]) is None
    found = trend([all_of(9), NOTHING, Ratings(5, None, None, None)])
    assert found is not None
    assert found.part == "heard"


ratings = st.builds(Ratings, *[st.none() | st.integers(0, 10)] * 4)


@given(st.lists(ratings, max_size=8))
def test_whatever_was_answered_a_rise_is_never_a_fall(history: list[Ratings]) -> None:
    found = trend(history)
    if found is not None:
        assert found.now < found.before
        assert trend([*history, all_of(10)]) is None
