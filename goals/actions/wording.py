"""Coming to the same words: propose, reword, agree, decline, withdraw.

Each verb locks the goal first, so of two people who act at once the second sees what the first
has done.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from goals.letters import tell_that_something_waits
from goals.models import GOAL_LENGTH, Agreement, ClosedAs, Goal, Wording
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit


def propose(*, actor: User, care: Care, text: str, at: datetime) -> Goal:
    """Put a goal into words. Proposing is agreeing; it counts when the other agrees too."""
    access.require(actor, Action.WORK_ON_GOALS, care)
    words = _clean(text)
    with transaction.atomic():
        goal = Goal.objects.create(care=care, opened_at=at, opened_by=actor)
        _put_in_words(goal, words, actor=actor, at=at)
        audit.record("goal.propose", actor=actor, row=goal, care=care)
    return goal


def reword(*, actor: User, goal: Goal, text: str, at: datetime) -> Wording:
    """Propose other words. What both had agreed to stays in force until both agree to these.

    Words that still waited for an answer are replaced. Refused for a goal that is closed and for
    words that are already there.
    """
    access.require(actor, Action.WORK_ON_GOALS, goal.care)
    words = _clean(text)
    with transaction.atomic():
        goal = locked(goal)
        _refuse_if_closed(goal)
        in_force, waiting = goal.agreed_wording, goal.open_wording
        if in_force and in_force.text == words:
            raise Refused(_("These are the words you have both agreed to already."))
        if waiting and waiting.text == words:
            raise Refused(_("These words have been proposed already. They wait for an answer."))
        if waiting:
            _close(waiting, ClosedAs.REPLACED, actor=actor, at=at)
        wording = _put_in_words(goal, words, actor=actor, at=at)
        audit.record("goal.reword", actor=actor, row=goal, care=goal.care)
    return wording


def agree(*, actor: User, wording: Wording, at: datetime) -> None:
    """Agree to exactly these words. Agreeing twice is agreeing once.

    Raises `Refused` when the words were replaced, taken back or declined in the meantime.
    """
    access.require(actor, Action.WORK_ON_GOALS, wording.care)
    with transaction.atomic():
        goal = locked(wording.goal)
        _refuse_if_closed(goal)
        wording = _as_it_is_now(goal, wording)
        if wording.agreed_at:
            return
        _refuse_if_gone(wording)
        Agreement.objects.get_or_create(wording=wording, person=actor, defaults={"at": at})
        both = {goal.care.patient_id, goal.care.therapist_id}
        agreed = set(wording.agreements.values_list("person_id", flat=True))
        if not both <= agreed:
            return
        wording.agreed_at = at
        wording.save(update_fields=["agreed_at"])
        audit.record("goal.agree", actor=actor, row=goal, care=goal.care)


def decline(*, actor: User, wording: Wording, at: datetime) -> None:
    """Say that one does not agree to the other's words. Earlier agreed words stay in force."""
    access.require(actor, Action.WORK_ON_GOALS, wording.care)
    with transaction.atomic():
        goal = locked(wording.goal)
        wording = _as_it_is_now(goal, wording)
        if wording.proposed_by_id == actor.pk:
            raise Refused(_("These are your own words. You can take them back."))
        _refuse_if_settled(wording)
        _close(wording, ClosedAs.DECLINED, actor=actor, at=at)
        audit.record("goal.decline", actor=actor, row=goal, care=goal.care)


def withdraw(*, actor: User, wording: Wording, at: datetime) -> None:
    """Take back words one has proposed, while the other has not agreed."""
    access.require(actor, Action.WORK_ON_GOALS, wording.care)
    with transaction.atomic():
        goal = locked(wording.goal)
        wording = _as_it_is_now(goal, wording)
        if wording.proposed_by_id != actor.pk:
            raise Refused(_("Only the person who proposed these words can take them back."))
        _refuse_if_settled(wording)
        _close(wording, ClosedAs.WITHDRAWN, actor=actor, at=at)
        audit.record("goal.withdraw", actor=actor, row=goal, care=goal.care)


def locked(goal: Goal) -> Goal:
    """The goal as it is now, held until the transaction ends. First of all in every verb."""
    Goal.objects.select_for_update().get(pk=goal.pk)
    return Goal.objects.with_words().get(pk=goal.pk)


def close_open_wording(goal: Goal, *, actor: User, at: datetime) -> None:
    """Words that still waited have nothing to wait for when the goal itself is closed."""
    if goal.open_wording:
        _close(goal.open_wording, ClosedAs.OVERTAKEN, actor=actor, at=at)


def _put_in_words(goal: Goal, words: str, *, actor: User, at: datetime) -> Wording:
    wording = Wording.objects.create(goal=goal, text=words, proposed_by=actor, proposed_at=at)
    Agreement.objects.create(wording=wording, person=actor, at=at)
    tell_that_something_waits(goal.care.other(actor), at=at)
    return wording


def _close(wording: Wording, closed_as: ClosedAs, *, actor: User, at: datetime) -> None:
    wording.closed_at, wording.closed_by, wording.closed_as = at, actor, closed_as
    wording.save(update_fields=["closed_at", "closed_by", "closed_as"])


def _as_it_is_now(goal: Goal, wording: Wording) -> Wording:
    return next(now for now in goal.wordings.all() if now.pk == wording.pk)


def _clean(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise Refused(_("Write the goal in a few words first."))
    if len(words) > GOAL_LENGTH:
        raise Refused(
            _("That is longer than %(most)s characters. A goal works best in one short sentence.")
            % {"most": GOAL_LENGTH}
        )
    return words


def _refuse_if_closed(goal: Goal) -> None:
    if goal.achieved_at:
        raise Refused(_("This goal has been marked as reached. Take it up again to change it."))
    if goal.set_aside_at:
        raise Refused(_("This goal has been set aside. Take it up again to change it."))


def _refuse_if_gone(wording: Wording) -> None:
    name = wording.closed_by.known_as if wording.closed_by else ""
    if wording.closed_as == ClosedAs.REPLACED:
        raise Refused(
            _("%(name)s has just changed the words. Please read the new ones before you agree.")
            % {"name": name}
        )
    if wording.closed_as == ClosedAs.WITHDRAWN:
        raise Refused(_("%(name)s has just taken these words back.") % {"name": name})
    if wording.closed_at:
        raise Refused(_("These words are no longer proposed. You can propose them again."))


def _refuse_if_settled(wording: Wording) -> None:
    if wording.agreed_at:
        raise Refused(_("You have both agreed to these words. To change them, propose others."))
    _refuse_if_gone(wording)
