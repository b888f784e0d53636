"""The line of ratings, as arithmetic."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goals.chart import BOTTOM, LEFT, RIGHT, TOP, chart, height

DAY = datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_nothing_rated_is_no_line() -> None:
    assert chart([]).points == ()


def test_one_day_stands_in_the_middle() -> None:
    (point,) = chart([(DAY, 4)]).points
    assert point.x == (LEFT + RIGHT) / 2


def test_the_last_of_a_day_counts() -> None:
    (point,) = chart([(DAY, 4), (DAY + timedelta(hours=2), 7)]).points
    assert point.value == 7


def test_0_is_at_the_bottom_and_10_at_the_top() -> None:
    assert (height(0), height(10)) == (BOTTOM, TOP)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10)), min_size=1, max_size=40))
def test_every_point_is_inside_and_time_goes_right(rated: list[tuple[int, int]]) -> None:
    ratings = sorted((DAY + timedelta(days=day), value) for day, value in rated)
    points = chart(ratings).points
    assert len(points) == len({at.date() for at, _ in ratings})
    assert all(LEFT <= point.x <= RIGHT and TOP <= point.y <= BOTTOM for point in points)
    assert [point.x for point in points] == sorted(point.x for point in points)
