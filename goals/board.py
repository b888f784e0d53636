"""Everything about the goals of one care, sorted for the eyes of one of the two."""

import hashlib
from dataclasses import dataclass

from goals.models import Goal
from people.models import Care, User


@dataclass(frozen=True, slots=True)
class Board:
    """Goals by what this person can do with them now.

    A goal whose agreed words are to change stands in `agreed` and, for whoever is asked, in
    `waiting` as well. `version` changes whenever something on the board does.
    """

    care: Care
    other: User
    waiting: list[Goal]
    agreed: list[Goal]
    with_other: list[Goal]
    achieved: list[Goal]
    aside: list[Goal]
    version: str

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.agreed or self.with_other or self.achieved or self.aside)


def board(*, care: Care, viewer: User) -> Board:
    """The board in three queries. For a successor, who is not one of the two, nothing waits."""
    goals = [*Goal.objects.with_words().filter(care=care)]
    waiting = [goal for goal in goals if goal.waits_for(viewer)]
    return Board(
        care=care,
        other=care.other(viewer),
        waiting=waiting,
        agreed=[goal for goal in goals if goal.state == "agreed"],
        with_other=[goal for goal in goals if goal.state == "proposed" and goal not in waiting],
        achieved=[goal for goal in goals if goal.state == "achieved"],
        aside=[goal for goal in goals if goal.state in {"set-aside", "declined"}],
        version=_version(goals),
    )


def _version(goals: list[Goal]) -> str:
    told = [
        (
            goal.pk,
            goal.state,
            [(w.pk, w.agreed_at, w.closed_at) for w in goal.wordings.all()],
            [r.pk for r in goal.ratings.all()],
        )
        for goal in goals
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
