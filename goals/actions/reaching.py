"""On the way to an agreed goal: rate, achieve, set aside, take up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goals.actions.wording import close_open_wording, locked
from goals.models import Goal, Rating
from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit


def rate(*, actor: User, goal: Goal, value: int, at: datetime) -> Rating:
    """The patient says how close the goal feels, 0 to 10. Only for goals both have agreed to."""
    access.require(actor, Action.RATE_GOALS, goal.care)
    if not 0 <= value <= 10:
        raise Refused(_("Choose a number from 0 to 10."))
    with transaction.atomic():
        goal = locked(goal)
        if goal.state != "agreed":
            raise Refused(_("A goal can be rated once you have both agreed to its words."))
        rating = Rating.objects.create(goal=goal, value=value, rated_by=actor, at=at)
        audit.record("goal.rate", actor=actor, row=goal, care=goal.care)
    return rating


def achieve(*, actor: User, goal: Goal, at: datetime) -> None:
    """Mark an agreed goal as reached."""
    access.require(actor, Action.WORK_ON_GOALS, goal.care)
    with transaction.atomic():
        goal = locked(goal)
        if goal.state != "agreed":
            raise Refused(_("Only a goal you have both agreed to, and still work on, is reached."))
        close_open_wording(goal, actor=actor, at=at)
        goal.achieved_at, goal.achieved_by = at, actor
        goal.save(update_fields=["achieved_at", "achieved_by"])
        audit.record("goal.achieve", actor=actor, row=goal, care=goal.care)


def set_aside(*, actor: User, goal: Goal, at: datetime) -> None:
    """Stop working on a goal without having reached it. Nothing is lost; it can be taken up."""
    access.require(actor, Action.WORK_ON_GOALS, goal.care)
    with transaction.atomic():
        goal = locked(goal)
        if goal.state != "agreed":
            raise Refused(
                _("Only a goal you have both agreed to, and still work on, is set aside.")
            )
        close_open_wording(goal, actor=actor, at=at)
        goal.set_aside_at, goal.set_aside_by = at, actor
        goal.save(update_fields=["set_aside_at", "set_aside_by"])
        audit.record("goal.set_aside", actor=actor, row=goal, care=goal.care)


def take_up_again(*, actor: User, goal: Goal) -> None:
    """Work again on a goal that was reached or set aside, in the words both had agreed to."""
    access.require(actor, Action.WORK_ON_GOALS, goal.care)
    with transaction.atomic():
        goal = locked(goal)
        if not goal.is_closed:
            raise Refused(_("You are working on this goal already."))
        goal.achieved_at = goal.achieved_by = goal.set_aside_at = goal.set_aside_by = None
        goal.save(update_fields=["achieved_at", "achieved_by", "set_aside_at", "set_aside_by"])
        audit.record("goal.take_up_again", actor=actor, row=goal, care=goal.care)
