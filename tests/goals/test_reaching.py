"""Rating a goal, reaching it, setting it aside."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from goals import actions
from goals.models import Goal, Rating
from people.errors import Refused
from people.models import Care, User

NOW = timezone.now()


@pytest.fixture
def goal(care: Care, alice: User, tariq: User) -> Goal:
    goal = actions.propose(actor=alice, care=care, text="Say no once a week", at=NOW)
    actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)
    return goal


def fresh(goal: Goal) -> Goal:
    return Goal.objects.with_words().get(pk=goal.pk)


def test_the_patient_rates(goal: Goal, alice: User) -> None:
    actions.rate(actor=alice, goal=goal, value=3, at=NOW)
    actions.rate(actor=alice, goal=goal, value=6, at=NOW)
    first, last = fresh(goal).first_rating, fresh(goal).last_rating
    assert first is not None
    assert last is not None
    assert (first.value, last.value) == (3, 6)


def test_the_therapist_does_not_rate(goal: Goal, tariq: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.rate(actor=tariq, goal=goal, value=3, at=NOW)
    assert not Rating.objects.exists()


@pytest.mark.parametrize("value", [-1, 11])
def test_the_scale_ends_at_0_and_10(goal: Goal, alice: User, value: int) -> None:
    with pytest.raises(Refused):
        actions.rate(actor=alice, goal=goal, value=value, at=NOW)


def test_only_agreed_goals_are_rated_reached_or_set_aside(care: Care, alice: User) -> None:
    proposal = actions.propose(actor=alice, care=care, text="Rest", at=NOW)
    with pytest.raises(Refused):
        actions.rate(actor=alice, goal=proposal, value=5, at=NOW)
    with pytest.raises(Refused):
        actions.achieve(actor=alice, goal=proposal, at=NOW)
    with pytest.raises(Refused):
        actions.set_aside(actor=alice, goal=proposal, at=NOW)


def test_reached_and_taken_up_again(goal: Goal, tariq: User, alice: User) -> None:
    actions.achieve(actor=tariq, goal=goal, at=NOW)
    assert fresh(goal).state == "achieved"
    assert not Goal.objects.agreed().exists()
    with pytest.raises(Refused):
        actions.rate(actor=alice, goal=goal, value=5, at=NOW)
    with pytest.raises(Refused, match="marked as reached"):
        actions.reword(actor=alice, goal=goal, text="More", at=NOW)
    actions.take_up_again(actor=alice, goal=goal)
    assert fresh(goal).state == "agreed"
    with pytest.raises(Refused):
        actions.take_up_again(actor=alice, goal=goal)


def test_reaching_a_goal_closes_words_that_waited(goal: Goal, tariq: User, alice: User) -> None:
    actions.reword(actor=tariq, goal=goal, text="Say no twice", at=NOW)
    actions.achieve(actor=alice, goal=goal, at=NOW)
    assert fresh(goal).open_wording is None
    assert not Goal.objects.waiting_for(alice).exists()
    actions.take_up_again(actor=alice, goal=goal)
    assert fresh(goal).words == "Say no once a week"


def test_set_aside(goal: Goal, alice: User) -> None:
    actions.set_aside(actor=alice, goal=goal, at=NOW)
    assert fresh(goal).state == "set-aside"
    assert not Goal.objects.agreed().exists()
