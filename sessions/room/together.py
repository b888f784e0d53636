"""What many sockets of this process ask at about the same time is asked once.

A question to the database costs far more than one more row in its answer. So sockets that may wait
for a moment wait for each other, and the database is asked for all of them in a few queries.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from django.utils import timezone

from sessions.room.asking import ask

logger = logging.getLogger(__name__)

MOST = 12
"""Questions that are asked at once: the answers to more would keep the loop from a signal."""

Q = TypeVar("Q")
A = TypeVar("A")
Asks = TypeVar("Asks", contravariant=True)
Answers = TypeVar("Answers", covariant=True)


class ForMany(Protocol[Asks, Answers]):
    """Answers many questions, in their order, as they stand at ``at``. Synchronous; it may be
    asked from several threads."""

    def __call__(self, *, many: Sequence[Asks], at: datetime) -> Sequence[Answers]: ...


@dataclass
class _Waiting(Generic[Q, A]):
    """What is asked on one event loop, and hasn't gone to the database yet."""

    asked: "list[tuple[Q, asyncio.Future[A]]]" = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class Together(Generic[Q, A]):
    """Gathers questions of one kind on their way to the database.

    The longest anybody waits for others is what they said; whoever is in more of a hurry takes
    everybody along. An error is the fault of one: the others are then asked again, each alone.
    """

    def __init__(self, answer: "ForMany[Q, A]", *, most: int = MOST) -> None:
        self._answer = answer
        self._most = most
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Waiting[Q, A]] = (
            WeakKeyDictionary()
        )
        self._going: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q, *, within: float) -> A:
        """The answer; asked within so many seconds. Raises what asking it alone raises."""
        loop = asyncio.get_running_loop()
        waiting = self._loops.setdefault(loop, _Waiting())
        future: asyncio.Future[A] = loop.create_future()
        waiting.asked.append((question, future))
        if len(waiting.asked) >= self._most:
            self.go()
        elif waiting.timer is None or waiting.timer.when() > loop.time() + within:
            if waiting.timer is not None:
                waiting.timer.cancel()
            waiting.timer = loop.call_later(within, self.go)
        return await future

    def go(self) -> None:
        """Ask now what is waiting to be asked."""
        loop = asyncio.get_running_loop()
        waiting = self._loops.setdefault(loop, _Waiting())
        if waiting.timer is not None:
            waiting.timer.cancel()
            waiting.timer = None
        asked, waiting.asked = waiting.asked, []
        if asked:
            task = loop.create_task(self._ask(asked))
            self._going.add(task)
            task.add_done_callback(self._going.discard)

    async def _ask(self, asked: "list[tuple[Q, asyncio.Future[A]]]") -> None:
        asked = [one for one in asked if not one[1].done()]  # whoever asked may be gone
        if not asked:
            return
        many = [question for question, _future in asked]
        try:
            answers = await ask(self._answer, many=many, at=timezone.now())
        except Exception as error:
            if len(asked) > 1:
                logger.warning("%d asked together and failed: %s", len(asked), type(error).__name__)
                await asyncio.gather(*(self._ask([one]) for one in asked))
            elif not asked[0][1].done():
                asked[0][1].set_exception(error)
            return
        for (_question, future), answer in zip(asked, answers, strict=True):
            if not future.done():
                future.set_result(answer)
