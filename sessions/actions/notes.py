"""Verbs of progress notes: save a draft, sign it, add to it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.models import Appointment
from sessions.actions.drafts import (
    Coming,
    Saving,
    note_writing,
    require_settled,
    require_unchanged,
    settle,
)
from sessions.actions.opening import session_of
from sessions.drafting import Stamp, Verdict
from sessions.formats import FORMATS, is_blank
from sessions.models import Addendum, ProgressNote
from sessions.models.drafts import Kind

PRESSED_TWICE = timedelta(minutes=1)


def save_note(
    *,
    actor: User,
    appointment: Appointment,
    format: str,
    texts: Mapping[str, str],
    stamp: Stamp,
    at: datetime,
) -> Saving[ProgressNote]:
    """Save a draft while it is written; the note is begun when there is none.

    `texts` are the words by the format's sections. A window that has not seen the newest text, or
    writes after the note was signed, has its words set aside, and the verdict says so.
    """
    care = appointment.care
    access.require(actor, Action.WRITE_NOTE, care)
    wanted = {code: texts.get(code, "") for code in FORMATS[format].codes}
    with transaction.atomic():
        session = session_of(appointment)
        session.lock()
        note = ProgressNote.objects.select_for_update().filter(
            session=session
        ).first() or ProgressNote(session=session, author=actor, begun_at=at)
        if note._state.adding and is_blank(wanted):
            return Saving(note, Verdict.LATE)  # an empty page begins nothing
        page_before = note.page
        coming = Coming(Kind.NOTE, care, actor, wanted, stamp, at, format)
        verdict = settle(note, coming, is_closed=note.is_signed)
        if verdict is Verdict.NEWER:
            note.format = format
            note.texts = wanted
            note.save()
            note_writing("note.write", note, coming, page_before=page_before)
    return Saving(note, verdict)


def sign_note(*, actor: User, note: ProgressNote, revision: int, at: datetime) -> ProgressNote:
    """Sign and lock exactly the text that was read (`revision`). From then on it never changes.

    The seal goes into the audit trail too: a note changed together with its seal would differ
    from what the trail remembers. Raises `Refused` when the text is empty, has changed since it
    was read, was signed already, or when words from another window still wait.
    """
    access.require(actor, Action.WRITE_NOTE, note.care)
    with transaction.atomic():
        note = ProgressNote.objects.select_for_update().get(pk=note.pk, author=actor)
        if note.is_signed:
            raise Refused(_("This note has been signed already. You can add to it."))
        if note.is_blank:
            raise Refused(_("There is nothing to sign yet. Write a few words first."))
        require_unchanged(note, revision=revision)
        require_settled(note)
        note.signed_at = at
        note.signed_by = actor
        note.close()
        note.save()
        audit.record("note.sign", actor=actor, row=note, care=note.care, detail={"seal": note.seal})
    return note


def add_to_note(*, actor: User, note: ProgressNote, text: str, at: datetime) -> Addendum:
    """Add to a signed note. What was signed stays as it is, and so does what is added.

    The same words twice in a row within `PRESSED_TWICE` are one addendum.
    """
    access.require(actor, Action.WRITE_NOTE, note.care)
    if not note.is_signed:
        raise Refused(_("This note is still a draft. Write in the note itself."))
    if not text.strip():
        raise Refused(_("Write what you would like to add."))
    with transaction.atomic():
        ProgressNote.objects.select_for_update().get(pk=note.pk)
        last = note.addenda.filter(author=actor, added_at__gt=at - PRESSED_TWICE).last()
        if last is not None and last.text == text.strip():
            return last
        addendum = Addendum(note=note, author=actor, text=text.strip(), added_at=at)
        addendum.close()
        addendum.save(force_insert=True)
        audit.record(
            "note.add", actor=actor, row=addendum, care=note.care, detail={"seal": addendum.seal}
        )
    return addendum
