"""What the pages about clinicians ask of the floors above, which know of calendars and notes."""

from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar
from uuid import UUID

from people.models import Care

Answer = TypeVar("Answer")
AnswerFor = Callable[[Collection[UUID]], Answer]


class Question(Generic[Answer]):
    """Asked here about therapists, by their keys, and answered above in a fixed number of queries.

    The app that knows declares its answer once, in a module that it imports when it is ready.
    """

    def __init__(self) -> None:
        self._answer: AnswerFor[Answer] | None = None

    def answered_by(self, answer: AnswerFor[Answer]) -> AnswerFor[Answer]:
        self._answer = answer
        return answer

    def __call__(self, therapists: Collection[UUID]) -> Answer:
        assert self._answer is not None, "no app has declared the answer"
        return self._answer(therapists)


paused: Question[set[UUID]] = Question()
"""Those of them who take no new bookings for now."""

sessions_ahead: Question[Mapping[UUID, int]] = Question()
"""How many live sessions lie ahead of each; who has none is left out."""

unsigned_notes: Question[list[Care]] = Question()
"""The care of each progress note that they began and have not signed, with the patient loaded."""
