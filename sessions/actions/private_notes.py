"""The verb of psychotherapy notes: keep one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from people import access
from people.access import Action
from people.models import Care, User
from sessions.actions.drafts import Coming, Saving, note_writing, settle
from sessions.drafting import Stamp, Verdict
from sessions.models import PsychotherapyNote
from sessions.models.drafts import Kind


def keep_private_note(
    *, actor: User, care: Care, key: UUID, text: str, stamp: Stamp, at: datetime
) -> Saving[PsychotherapyNote]:
    """Save a reflection under this key; it is begun when there is none.

    The key was made for the page that writes it, so that saving twice is once. Http404 when the
    key is somebody else's or another care's.
    """
    access.require(actor, Action.KEEP_PRIVATE_NOTE, care)
    with transaction.atomic():
        notes = PsychotherapyNote.objects.select_for_update()
        note = notes.filter(pk=key).first()
        if note is None:
            note = PsychotherapyNote(pk=key, care=care, author=actor, begun_at=at)
            if not text.strip():
                return Saving(note, Verdict.LATE)  # an empty page begins nothing
            PsychotherapyNote.objects.bulk_create([note], ignore_conflicts=True)
            note = notes.get(pk=key)
        if note.author_id != actor.pk or note.care_id != care.pk:
            raise Http404
        page_before = note.page
        coming = Coming(Kind.REFLECTION, care, actor, {"text": text}, stamp, at)
        verdict = settle(note, coming)
        if verdict is Verdict.NEWER:
            note.text = text
            note.save()
            note_writing("private_note.write", note, coming, page_before=page_before)
    return Saving(note, verdict)
