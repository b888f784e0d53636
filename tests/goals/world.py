"""Goals for the access table: one that waits for Alice, one agreed, one reached."""

from typing import Any

from django.utils import timezone

from goals import actions
from goals.models import Goal
from tests.access.people import World


def agreed_goal(world: World, text: str) -> Goal:
    now = timezone.now()
    goal = actions.propose(actor=world.alice, care=world.care, text=text, at=now)
    actions.agree(actor=world.tariq, wording=goal.wordings.get(), at=now)
    return goal


def rows(world: World) -> dict[str, Any]:
    now = timezone.now()
    reached = agreed_goal(world, "Call a friend every week")
    actions.achieve(actor=world.alice, goal=reached, at=now)
    return {
        "goal_proposed": actions.propose(
            actor=world.tariq, care=world.care, text="Sleep through four nights", at=now
        ),
        "goal_agreed": agreed_goal(world, "Say no at work once a week"),
        "goal_reached": reached,
    }
