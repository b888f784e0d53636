"""What the page for parting with a therapist asks of notes."""

from collections.abc import Collection
from uuid import UUID

from people import asking
from people.models import Care
from sessions.models import ProgressNote


@asking.unsigned_notes.answered_by
def unsigned_notes(therapists: Collection[UUID]) -> list[Care]:
    """The care of each progress note that they began and have not signed. One query, and no word
    of a note."""
    drafts = ProgressNote.objects.drafts().filter(author__in=therapists)
    drafts = drafts.select_related("session__care__patient").defer("texts")
    return [note.care for note in drafts.order_by("session__care__patient__full_name")]
