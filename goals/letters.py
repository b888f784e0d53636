"""The one letter goals send: something waits for you."""

from datetime import datetime, timedelta

from django.urls import reverse

from goals.models import Goal
from notices.actions import enqueue
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import User

# Most proposals are answered at once, face to face. The letter is for those that are not.
PATIENCE = timedelta(minutes=20)


def tell_that_something_waits(person: User, *, at: datetime) -> None:
    """Ask for a letter, unless one is on its way already.

    The key counts the letters that have left, so two proposals at once make one letter.
    """
    letters = Notice.objects.filter(recipient=person, kind="goal_waiting")
    if letters.open().exists():
        return
    enqueue(
        key=f"goal_waiting:{person.pk}:{letters.count()}",
        kind="goal_waiting",
        recipient=person,
        due_at=at + PATIENCE,
    )


@kind("goal_waiting")
def goal_waiting(notice: Notice) -> Letter | None:
    """Nothing is sent to somebody who has answered in the meantime or can't sign in."""
    person = notice.recipient
    if person is None or not person.is_active:
        return None
    waiting = Goal.objects.waiting_for(person).select_related("care__patient", "care__therapist")
    goal = waiting.first()
    if goal is None:
        return None
    return Letter(
        context={
            "other": goal.care.other(person),
            "path": reverse("goals:goals", args=[goal.care_id]),
        }
    )
