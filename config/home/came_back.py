"""What patients gave back lately, by person, for the therapist's day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from people.models import Care, User
from resources.models import Homework, JournalEntry
from sessions.models.feedback import SessionFeedback

PEOPLE_SHOWN = 10
"""How many people the day shows, and besides them whoever's feedback is worth a look."""


@dataclass(slots=True)
class Returned:
    """What came from one person, each kind the latest first."""

    care: Care
    last_at: datetime
    feedback: list[SessionFeedback] = field(default_factory=list)
    homework: list[Homework] = field(default_factory=list)
    pages: list[JournalEntry] = field(default_factory=list)
    is_worth_a_look: bool = False
    """Whether their feedback fell."""


def came_back(therapist: User, *, since: datetime) -> list[Returned]:
    """Session feedback, homework and shared journal pages, all of each person; who gave something
    last comes first."""
    people: dict[object, Returned] = {}
    for care, at, kind, given in _given(therapist, since=since):
        one = people.setdefault(care.pk, Returned(care, at))
        one.last_at = max(one.last_at, at)
        getattr(one, kind).append(given)
    falling = SessionFeedback.objects.trends_of(one.care for one in people.values() if one.feedback)
    for one in people.values():
        one.is_worth_a_look = one.care.pk in falling
    latest = sorted(people.values(), key=lambda one: one.last_at, reverse=True)
    return latest[:PEOPLE_SHOWN] + [one for one in latest[PEOPLE_SHOWN:] if one.is_worth_a_look]


def _given(
    therapist: User, *, since: datetime
) -> Iterator[tuple[Care, datetime, str, SessionFeedback | Homework | JournalEntry]]:
    for feedback in SessionFeedback.objects.recent_for(therapist, since=since):
        assert feedback.given_at is not None  # recent_for() chose only what was given
        yield feedback.care, feedback.given_at, "feedback", feedback
    returned: Iterable[Any] = Homework.objects.returned_to(therapist, since=since)
    for task in returned:  # each with `came_back_at`
        yield task.care, task.came_back_at, "homework", task
    for page in JournalEntry.objects.shared_with(therapist, since=since):
        assert page.shared_at is not None  # shared_with() chose only what is shared
        yield page.care, page.shared_at, "pages", page
