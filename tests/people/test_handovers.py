"""The line of a care that changed hands, as each may follow it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from people.access import Action
from people.actions import end_care, hand_over
from people.handovers import Line, before, line
from people.models import Care, EndReason, User
from tests.conftest import make_therapist, open_active_care

PersonNamed = Callable[[str], User]


@pytest.fixture
def third(db: None) -> User:
    return make_therapist("third@example.com", "Third Person", slug="third", zone="UTC", needs=[])


@pytest.fixture
def second_care(care: Care, nadia: User, ines: User) -> Care:
    return hand_over(care=care, to=nadia, by=ines)


@pytest.fixture
def third_care(second_care: Care, third: User, ines: User) -> Care:
    return hand_over(care=second_care, to=third, by=ines)


def seen(person: User, care: Care) -> Line:
    care.refresh_from_db()
    return line(person, Action.READ_NOTE, care)


def test_a_care_that_never_changed_hands_asks_nothing(
    care: Care, tariq: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert line(tariq, Action.READ_NOTE, care) == Line()
        assert before([care]) == {care.pk: ()}
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    assert seen(tariq, care) == Line()


def test_who_has_it_now_sees_all_that_came_before(
    care: Care, second_care: Care, third_care: Care, third: User
) -> None:
    assert seen(third, third_care) == Line(before=(second_care, care))
    assert seen(third, second_care) == Line((care,), third_care, third_care)
    assert seen(third, care) == Line((), second_care, third_care)


def test_who_had_it_sees_to_whom_it_went_and_nothing_behind(
    care: Care, second_care: Care, third_care: Care, tariq: User, nadia: User
) -> None:
    assert seen(tariq, care) == Line((), second_care, None)
    assert seen(nadia, care) == Line((), second_care, second_care)
    assert seen(nadia, second_care) == Line((care,), third_care, None)


def test_the_patient_sees_the_whole_line_of_what_is_theirs_to_read(
    care: Care, second_care: Care, third_care: Care, alice: User
) -> None:
    third_care.refresh_from_db()
    goals = line(alice, Action.READ_GOALS, third_care)
    assert goals.before == (second_care, care)
    assert seen(alice, third_care).before == (), "notes are not theirs to read"


@pytest.mark.parametrize("name", ["bruno", "mallory", "ines"])
def test_strangers_see_none_of_it(
    name: str, care: Care, second_care: Care, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(name)
    for each in (care, second_care):
        found = seen(person, each)
        assert (found.before, found.onward) == ((), None)
    assert line(AnonymousUser(), Action.READ_NOTE, second_care).before == ()


def test_another_care_of_the_same_patient_is_not_in_the_line(
    care: Care, second_care: Care, alice: User, nadia: User, third: User
) -> None:
    beside = open_active_care(alice, third)
    assert seen(third, beside) == Line()
    assert seen(nadia, second_care) == Line(before=(care,))


def test_however_long_the_line_two_queries_are_enough(
    care: Care,
    second_care: Care,
    third_care: Care,
    tariq: User,
    third: User,
    django_assert_max_num_queries: Callable[..., DjangoAssertNumQueries],
) -> None:
    for person, each in ((third, third_care), (third, care), (tariq, care)):
        each.refresh_from_db()
        with django_assert_max_num_queries(2):
            line(person, Action.READ_NOTE, each)
    with django_assert_max_num_queries(1):
        assert before([third_care, second_care])[third_care.pk] == (second_care, care)
