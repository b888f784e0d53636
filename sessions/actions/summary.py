"""Verbs of session summaries: draft one, send it to the patient."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.models import Appointment
from sessions import letters
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
from sessions.models import Summary, SummaryVersion
from sessions.models.drafts import Kind


def write_summary(
    *, actor: User, appointment: Appointment, text: str, stamp: Stamp, at: datetime
) -> Saving[Summary]:
    """Save the draft of a summary; the patient sees nothing of it until it is sent."""
    care = appointment.care
    access.require(actor, Action.WRITE_SUMMARY, care)
    with transaction.atomic():
        session = session_of(appointment)
        session.lock()
        summary = Summary.objects.select_for_update().filter(session=session).first() or Summary(
            session=session, author=actor, begun_at=at
        )
        if summary._state.adding and not text.strip():
            return Saving(summary, Verdict.LATE)  # an empty page begins nothing
        page_before = summary.page
        coming = Coming(Kind.SUMMARY, care, actor, {"text": text}, stamp, at)
        verdict = settle(summary, coming)
        if verdict is Verdict.NEWER:
            summary.text = text
            summary.save()
            note_writing("summary.write", summary, coming, page_before=page_before)
    return Saving(summary, verdict)


def send_summary(*, actor: User, summary: Summary, revision: int, at: datetime) -> SummaryVersion:
    """Give the patient exactly the text that was previewed (`revision`), and tell them by letter.

    Sending again after a change makes a new version; the earlier ones are kept and stay readable.
    Raises `Refused` when there is nothing new to send, the text has changed since the preview, or
    words from another window still wait.
    """
    access.require(actor, Action.WRITE_SUMMARY, summary.care)
    with transaction.atomic():
        summary = Summary.objects.select_for_update().get(pk=summary.pk, author=actor)
        if summary.is_blank:
            raise Refused(_("There is nothing to send yet. Write a few words first."))
        require_unchanged(summary, revision=revision)
        require_settled(summary)
        latest = summary.latest
        if not summary.has_unsent_words:
            raise Refused(_("This is what was sent already. Change the text, then send it again."))
        version = SummaryVersion(
            summary=summary,
            number=latest.number + 1 if latest else 1,
            text=summary.text.strip(),
            sent_at=at,
            sent_by=actor,
        )
        version.close()
        version.save(force_insert=True)
        letters.tell_summary(version)
        audit.record(
            "summary.send",
            actor=actor,
            row=version,
            care=summary.care,
            detail={"number": version.number, "seal": version.seal},
        )
    return version
