"""Between the sessions: goals, homework and the journal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from config.demo.stories import Goal as GoalStory
from config.demo.stories import Story, Task
from goals import actions as goals
from people.models import Care
from resources import actions as resources
from resources.models import LibraryItem


def seed(story: Story, care: Care, *, times: Sequence[datetime], at: datetime) -> None:
    """Verbs, with the time at which each thing happened."""
    begun = times[0] if times else at - timedelta(days=3)
    for goal in story.goals:
        _goal(goal, care, begun=begun, at=at)
    for task in story.homework:
        _homework(task, care, given=times[-1] if times else begun, at=at)
    for days, (text, shared) in enumerate(reversed(story.journal), start=1):
        written = at - timedelta(days=days, hours=2)
        entry = resources.write_journal(
            actor=care.patient, care=care, key=uuid4(), text=text, at=written
        )
        if shared:
            resources.share_journal(actor=care.patient, entry=entry, at=written)


def _goal(told: GoalStory, care: Care, *, begun: datetime, at: datetime) -> None:
    first, second = (
        (care.patient, care.therapist)
        if told.proposed_by_patient
        else (care.therapist, care.patient)
    )
    proposed = begun + timedelta(minutes=30) if told.agreed else at - timedelta(days=1)
    goal = goals.propose(actor=first, care=care, text=told.words, at=proposed)
    if not told.agreed:
        return
    wording = goal.wordings.get()
    goals.agree(actor=second, wording=wording, at=proposed + timedelta(minutes=3))
    for index, value in enumerate(told.ratings):
        moment = begun + (at - begun) * (index + 1) / (len(told.ratings) + 1)
        goals.rate(actor=care.patient, goal=goal, value=value, at=moment)


def _homework(task: Task, care: Care, *, given: datetime, at: datetime) -> None:
    homework = resources.assign(
        actor=care.therapist,
        care=care,
        item=LibraryItem.objects.get(slug=task.slug) if task.slug else None,
        title=task.title,
        instructions=task.instructions,
        due_on=None if task.done else (at + timedelta(days=5)).date(),
        at=min(given + timedelta(hours=1), at - timedelta(minutes=1)),
    )
    if task.done:
        resources.finish(
            actor=care.patient,
            homework=homework,
            answers=task.answers,
            share=task.shared,
            at=at - timedelta(days=1, hours=3),
        )
