"""Verbs of what another window wrote: bring it in, or let it go."""

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from sessions.actions.drafts import our_stamp
from sessions.actions.notes import add_to_note
from sessions.formats import FORMATS, reshape
from sessions.models import ProgressNote, PsychotherapyNote, SetAside, Summary
from sessions.models.drafts import Draft, Kind

MODELS: dict[str, type[ProgressNote] | type[PsychotherapyNote] | type[Summary]] = {
    Kind.NOTE: ProgressNote,
    Kind.REFLECTION: PsychotherapyNote,
    Kind.SUMMARY: Summary,
}
ACTIONS = {
    Kind.NOTE: Action.WRITE_NOTE,
    Kind.REFLECTION: Action.KEEP_PRIVATE_NOTE,
    Kind.SUMMARY: Action.WRITE_SUMMARY,
}


def bring_in(*, actor: User, aside: SetAside, at: datetime) -> Draft:
    """Put the words at the end of the draft, section by section; of a signed note, as an addendum.

    Windows that are open become older ones: what they write from now on is set aside in turn.
    """
    draft = _lockable(actor, aside)
    with transaction.atomic():
        draft = _locked(draft)
        words = joined(aside)
        aside.delete()
        if isinstance(draft, ProgressNote) and draft.is_signed:
            add_to_note(actor=actor, note=draft, text=words, at=at)
        else:
            _append(draft, aside)
            draft.stamp(our_stamp(draft), at=at)
            draft.save()
        audit.record(f"{_shelf(aside)}.bring_in", actor=actor, row=draft, care=aside.care)
    return draft


def let_go(*, actor: User, aside: SetAside) -> Draft:
    """Forget the words that were set aside."""
    draft = _lockable(actor, aside)
    with transaction.atomic():
        aside.delete()
        audit.record(f"{_shelf(aside)}.let_go", actor=actor, row=draft, care=aside.care)
    return draft


def joined(aside: SetAside) -> str:
    """The words as one text, under the names of their sections."""
    if not aside.format:
        return str(aside.texts.get("text", "")).strip()
    free = reshape(aside.texts, source=FORMATS[aside.format], target=FORMATS["free"])
    return free["text"].strip()


def _shelf(aside: SetAside) -> str:
    """Where the trail counts it. That there are private notes is nobody else's to know."""
    return "private_note" if aside.kind == Kind.REFLECTION else "set_aside"


def _lockable(actor: User, aside: SetAside) -> Draft:
    access.require(actor, ACTIONS[Kind(aside.kind)], aside.care)
    if aside.author_id != actor.pk:
        raise Refused(_("Only who wrote this can decide about it."))
    return _find(aside)


def _find(aside: SetAside) -> Draft:
    return cast(Draft, MODELS[aside.kind]._default_manager.get(pk=aside.draft))


def _locked(draft: Draft) -> Draft:
    return type(draft)._default_manager.select_for_update().get(pk=draft.pk)


def _append(draft: Draft, aside: SetAside) -> None:
    if isinstance(draft, ProgressNote):
        more = reshape(aside.texts, source=FORMATS[aside.format], target=draft.form)
        draft.texts = {
            code: _after(draft.texts.get(code, ""), more[code]) for code in draft.form.codes
        }
    elif isinstance(draft, PsychotherapyNote | Summary):
        draft.text = _after(draft.text, str(aside.texts.get("text", "")))


def _after(first: str, second: str) -> str:
    """Both, unless the one already holds the other: windows often differ by their last words."""
    first, second = first.strip(), second.strip()
    if not second or second in first:
        return first
    if not first or second.startswith(first):
        return second
    return f"{first}\n\n{second}"
