"""Verbs of the journal. Only its writer has any."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit
from resources.kinds import MOST_CHARACTERS
from resources.models import JournalEntry


def write_journal(*, actor: User, care: Care, key: UUID, text: str, at: datetime) -> JournalEntry:
    """Write a page, or write on in it: the same `key` is the same page, so that saving again
    after a lost answer makes no second one.

    Runs on every pause in typing, so only the first save is written into the audit trail. Raises
    `Refused` for an empty or too long text and for a page that was deleted meanwhile.
    """
    access.require(actor, Action.KEEP_JOURNAL, care)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(_("There is nothing on the page yet."))
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            _("This page is full: %(most)s characters fit. Please go on on a new one.")
            % {"most": MOST_CHARACTERS}
        )
    with transaction.atomic():
        page, is_new = JournalEntry.objects.select_for_update().get_or_create(
            pk=key, defaults={"care": care, "text": text, "written_at": at, "saved_at": at}
        )
        if is_new:
            audit.record("journal.write", actor=actor, row=page, care=care)
            return page
        if page.care.patient_id != actor.pk:
            raise Http404
        if page.deleted_at is not None:
            raise Refused(
                _("This page was deleted, perhaps in another window. Bring it back first.")
            )
        page.text, page.saved_at = text, at
        page.save(update_fields=["text", "saved_at"])
    return page


def share_journal(*, actor: User, entry: JournalEntry, at: datetime) -> None:
    """Let the therapist read this page from now on. Twice is once.

    A page from an earlier care is shared with the therapist of today. Raises `Refused` when
    there is none.
    """
    access.require(actor, Action.KEEP_JOURNAL, entry.care)
    care = entry.care
    if not care.is_open:
        present = Care.objects.open().filter(patient=actor).first()
        if present is None:
            raise Refused(_("There is no therapist to share it with at the moment."))
        care = present
    with transaction.atomic():
        shared = (
            JournalEntry.objects.kept()
            .filter(pk=entry.pk, shared_at=None)
            .update(shared_at=at, care=care)
        )
        entry.refresh_from_db(fields=["shared_at", "care"])
        if shared:
            audit.record("journal.share", actor=actor, row=entry, care=care)


def unshare_journal(*, actor: User, entry: JournalEntry) -> None:
    """Make a page private again. Twice is once."""
    access.require(actor, Action.KEEP_JOURNAL, entry.care)
    with transaction.atomic():
        hidden = JournalEntry.objects.filter(pk=entry.pk, shared_at__isnull=False).update(
            shared_at=None
        )
        entry.refresh_from_db(fields=["shared_at"])
        if hidden:
            audit.record("journal.unshare", actor=actor, row=entry, care=entry.care)


def delete_journal(*, actor: User, entry: JournalEntry, at: datetime) -> None:
    """Delete a page: gone for the therapist at once, for its writer after a day. Twice is once."""
    access.require(actor, Action.KEEP_JOURNAL, entry.care)
    with transaction.atomic():
        deleted = (
            JournalEntry.objects.kept().filter(pk=entry.pk).update(deleted_at=at, shared_at=None)
        )
        entry.refresh_from_db(fields=["deleted_at", "shared_at"])
        if deleted:
            audit.record("journal.delete", actor=actor, row=entry, care=entry.care)


def restore_journal(*, actor: User, entry: JournalEntry, at: datetime) -> None:
    """Bring a deleted page back, private. Raises `Refused` once its day is over. Twice is once."""
    access.require(actor, Action.KEEP_JOURNAL, entry.care)
    if entry.deleted_at is not None and not entry.can_be_restored(at=at):
        raise Refused(_("This page was deleted more than a day ago and is gone."))
    with transaction.atomic():
        restored = JournalEntry.objects.deleted().filter(pk=entry.pk).update(deleted_at=None)
        entry.refresh_from_db(fields=["deleted_at"])
        if restored:
            audit.record("journal.restore", actor=actor, row=entry, care=entry.care)


def purge_journal(*, at: datetime) -> int:
    """Remove for good what was deleted a day ago or longer, and answer how many pages that was."""
    with transaction.atomic():
        removed = JournalEntry.objects.gone(at=at).delete()[0]
        if removed:
            audit.record("journal.purge", actor=None, detail={"pages": removed})
    return removed
