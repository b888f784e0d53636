"""Addresses of goals. Alice and Tariq work on theirs; nobody else knows they exist."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only


def care(world: World) -> dict[str, Any]:
    return {"care": world.care.pk}


def of(row: str) -> Any:
    return lambda world: {"care": world.care.pk, "goal": world.rows[row].pk}


def proposed_words(world: World) -> dict[str, Any]:
    return {"wording": world.rows["goal_proposed"].wordings.get().pk}


both = only(alice=200, tariq=200)
both_moved_on = only(alice=302, tariq=302)

ROWS = [
    Entry("goals:index", only(otherwise=200, alice=302, bruno=302)),
    Entry("goals:goals", both, care),
    Entry("goals:panel", both, care),
    Entry(
        "goals:propose",
        both_moved_on,
        care,
        method="post",
        data=lambda world: {"text": "Rest more"},
    ),
    Entry("goals:goal", both, of("goal_agreed")),
    Entry("goals:reword", both, of("goal_agreed")),
    Entry(
        "goals:reword",
        both_moved_on,
        of("goal_agreed"),
        method="post",
        data=lambda world: {"text": "Say no twice a week"},
    ),
    Entry("goals:agree", both_moved_on, of("goal_proposed"), method="post", data=proposed_words),
    Entry("goals:decline", both_moved_on, of("goal_proposed"), method="post", data=proposed_words),
    Entry("goals:withdraw", both_moved_on, of("goal_proposed"), method="post", data=proposed_words),
    Entry(
        "goals:rate",
        only(alice=302, tariq=403),
        of("goal_agreed"),
        method="post",
        data=lambda world: {"value": 6},
    ),
    Entry("goals:achieve", both_moved_on, of("goal_agreed"), method="post"),
    Entry("goals:set_aside", both_moved_on, of("goal_agreed"), method="post"),
    Entry("goals:take_up", both_moved_on, of("goal_reached"), method="post"),
]
