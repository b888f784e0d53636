"""Verbs of the patient: do homework and choose what is shared."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from resources.models import Homework, HomeworkEntry


def save_entry(
    *,
    actor: User,
    homework: Homework,
    answers: Mapping[str, str],
    at: datetime,
    keep_private: bool = False,
) -> HomeworkEntry:
    """Keep what is filled in so far. `answers` is as posted; the worksheet keeps what fits.

    With `keep_private` what was shared earlier is taken back in the same moment, so that no word
    typed under "Keep it private" is read. Nothing is ever shared here: that waits for `finish`.

    Runs on every pause in typing, so only the first save is written into the audit trail. Raises
    `Refused` once the homework is finished or taken back: what was typed must not vanish unseen.
    """
    access.require(actor, Action.DO_HOMEWORK, homework.care)
    with transaction.atomic():
        _hold(homework)
        first = homework.started_at is None
        entry = _keep(homework, answers, at=at)
        if first:
            audit.record("homework.start", actor=actor, row=homework, care=homework.care)
        if keep_private:
            unshare(actor=actor, homework=homework)
            entry.shared_at = None
    return entry


def finish(
    *, actor: User, homework: Homework, answers: Mapping[str, str], share: bool, at: datetime
) -> HomeworkEntry:
    """Keep the answers and mark the homework as done, shared with the therapist or not."""
    access.require(actor, Action.DO_HOMEWORK, homework.care)
    with transaction.atomic():
        _hold(homework)
        entry = _keep(homework, answers, at=at)
        homework.done_at = at
        homework.save(update_fields=["done_at"])
        entry.shared_at = (entry.shared_at or at) if share else None
        entry.save(update_fields=["shared_at"])
        audit.record(
            "homework.finish",
            actor=actor,
            row=homework,
            care=homework.care,
            detail={"shared": share},
        )
    return entry


def reopen(*, actor: User, homework: Homework, at: datetime) -> None:
    """Take finished homework up again. What is shared stays shared. Twice is once."""
    access.require(actor, Action.DO_HOMEWORK, homework.care)
    with transaction.atomic():
        reopened = Homework.objects.filter(pk=homework.pk, done_at__isnull=False).update(
            done_at=None
        )
        homework.refresh_from_db(fields=["done_at"])
        if reopened:
            audit.record("homework.reopen", actor=actor, row=homework, care=homework.care)


def share(*, actor: User, homework: Homework, at: datetime) -> None:
    """Let the therapist read what was written. Raises `Refused` if nothing was. Twice is once."""
    access.require(actor, Action.DO_HOMEWORK, homework.care)
    with transaction.atomic():
        entries = HomeworkEntry.objects.filter(homework=homework)
        if not entries.exists():
            raise Refused(_("There is nothing written to share yet."))
        if entries.filter(shared_at=None).update(shared_at=at):
            audit.record("homework.share", actor=actor, row=homework, care=homework.care)


def unshare(*, actor: User, homework: Homework) -> None:
    """Make it private again; possible for ever, also after the care has ended. Twice is once."""
    access.require(actor, Action.TAKE_BACK_SHARED, homework.care)
    with transaction.atomic():
        if HomeworkEntry.objects.shared().filter(homework=homework).update(shared_at=None):
            audit.record("homework.unshare", actor=actor, row=homework, care=homework.care)


def _hold(homework: Homework) -> None:
    """Read the row as it is now, hold it until the end, and see that it can be worked on."""
    homework.refresh_from_db(
        fields=["started_at", "done_at", "withdrawn_at"],
        from_queryset=Homework.objects.select_for_update(),
    )
    if homework.withdrawn_at is not None:
        raise Refused(_("Your therapist has taken this homework back. Copy what you want to keep."))
    if homework.done_at is not None:
        raise Refused(
            _("This homework is already finished, perhaps in another window. Open it again first.")
        )


def _keep(homework: Homework, answers: Mapping[str, str], *, at: datetime) -> HomeworkEntry:
    if homework.started_at is None:
        homework.started_at = at
        homework.save(update_fields=["started_at"])
    kept = homework.worksheet.answers_from(answers)
    return HomeworkEntry.objects.update_or_create(
        homework=homework, defaults={"answers": kept, "saved_at": at}
    )[0]
