"""What saving a draft has in common, whatever is drafted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from people.errors import Refused
from people.models import Care, User
from privacy import audit
from sessions.drafting import Stamp, Verdict, judge
from sessions.formats import is_blank
from sessions.models.drafts import Draft, Kind, SetAside

D = TypeVar("D", bound=Draft)


@dataclass(frozen=True)
class Saving(Generic[D]):
    """What became of a text: the draft as it is now, and whether the text was taken."""

    draft: D
    verdict: Verdict


@dataclass(frozen=True)
class Coming:
    """A text on its way into a draft: by section, from whom, from which window."""

    kind: Kind
    care: Care
    author: User
    texts: Mapping[str, str]
    stamp: Stamp
    at: datetime
    format: str = ""


def settle(draft: Draft, coming: Coming, *, is_closed: bool = False) -> Verdict:
    """Decide what to do with a text, in the caller's transaction with the draft's row locked.

    A text that must not go into the draft (another window has written since, or the draft
    `is_closed`) is set aside, so that neither of the two is lost. The caller saves the draft when
    the verdict is `NEWER`.
    """
    verdict = Verdict.ELSEWHERE if is_closed else judge(draft.kept, coming.stamp)
    if verdict is Verdict.ELSEWHERE and not is_blank(coming.texts):
        _set_aside(draft, coming)
    if verdict is Verdict.NEWER:
        draft.stamp(coming.stamp, at=coming.at)
    return verdict


def note_writing(verb: str, draft: Draft, coming: Coming, *, page_before: object) -> None:
    """Once for each window that writes, not for each pause in its typing."""
    if page_before != coming.stamp.page:
        audit.record(
            verb, actor=coming.author, row=draft, care=coming.care, detail={"from": draft.revision}
        )


def require_settled(draft: Draft) -> None:
    """Nothing is signed or sent while words from another window wait. Raises `Refused`."""
    if SetAside.objects.of(draft).exists():
        raise Refused(
            _(
                "Words from another window are still set aside. Bring them in or let them go, "
                "then come back here."
            )
        )


def require_unchanged(draft: Draft, *, revision: int) -> None:
    """What is signed or sent is what was read. Raises `Refused` when it has changed since."""
    if draft.revision != revision:
        raise Refused(
            _("The text has changed since you opened this page. Please read it once more.")
        )


def our_stamp(draft: Draft) -> Stamp:
    """For a change that no window typed: every open window becomes an older one."""
    return Stamp(draft.revision, uuid4(), 1)


def _set_aside(draft: Draft, coming: Coming) -> None:
    aside = SetAside.objects.select_for_update().filter(draft=draft.pk, page=coming.stamp.page)
    kept = aside.first() or SetAside(
        kind=coming.kind,
        care=coming.care,
        author=coming.author,
        draft=draft.pk,
        page=coming.stamp.page,
    )
    if coming.stamp.turn > kept.turn:
        kept.turn = coming.stamp.turn
        kept.format = coming.format
        kept.texts = dict(coming.texts)
        kept.saved_at = coming.at
        kept.save()
