"""Which of two texts of one draft is the newer one. Pure.

A draft counts its revisions. A page that saves says which revision it began from, which page it is
and how many times it has saved: then a lost answer, a late request and a forgotten window can be
told apart.
"""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID


@dataclass(frozen=True)
class Stamp:
    """Where a text comes from: the revision it stands on, the page, that page's own count."""

    revision: int
    page: UUID
    turn: int


@dataclass(frozen=True)
class Kept:
    """What the draft remembers of its last saving. `page` is None when nothing was saved yet."""

    revision: int
    page: UUID | None
    turn: int


class Verdict(Enum):
    NEWER = "take it"
    LATE = "the same page has said something newer since: nothing to do"
    ELSEWHERE = "another window has written since: keep both"


def judge(kept: Kept, stamp: Stamp) -> Verdict:
    """What to do with a text that arrives with this stamp."""
    if kept.page == stamp.page:
        return Verdict.NEWER if stamp.turn > kept.turn else Verdict.LATE
    if kept.revision == stamp.revision:
        return Verdict.NEWER
    return Verdict.ELSEWHERE
