"""Verbs of the therapist: give homework and take it back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from notices.actions import enqueue
from notices.models import Notice
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit
from resources.models import Homework, LibraryItem

LETTER = "homework_assigned"

# The letter waits a little, so that homework given by mistake can be taken back unseen.
UNSEEN = timedelta(minutes=2)


def assign(
    *,
    actor: User,
    care: Care,
    item: LibraryItem | None = None,
    title: str = "",
    instructions: str = "",
    due_on: date | None = None,
    at: datetime,
) -> Homework:
    """Give homework: a library item, or something of one's own with a title.

    Raises `Refused` for an item that is no longer offered, a missing title, or a day that has
    already passed where the patient lives.
    """
    access.require(actor, Action.GIVE_HOMEWORK, care)
    if item is not None and item.withdrawn_at is not None:
        raise Refused(_("This is no longer in the library. Choose something else."))
    title = title.strip() or (item.title if item else "")
    if not title:
        raise Refused(_("Give it a title, so that it can be found again."))
    if due_on is not None and due_on < at.astimezone(care.patient.tz).date():
        raise Refused(_("That day has already passed. Choose a later one, or none."))
    with transaction.atomic():
        homework = Homework.objects.create(
            care=care,
            item=item,
            title=title,
            instructions=instructions.strip(),
            due_on=due_on,
            assigned_at=at,
            assigned_by=actor,
        )
        _tell(homework, at=at)
        audit.record("homework.assign", actor=actor, row=homework, care=care)
    return homework


def withdraw(*, actor: User, homework: Homework, at: datetime) -> None:
    """Take homework back. What the patient already wrote stays theirs. Twice is once."""
    access.require(actor, Action.GIVE_HOMEWORK, homework.care)
    with transaction.atomic():
        taken = Homework.objects.filter(pk=homework.pk, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=actor
        )
        homework.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
        if taken:
            audit.record("homework.withdraw", actor=actor, row=homework, care=homework.care)


def restore(*, actor: User, homework: Homework, at: datetime) -> None:
    """Give withdrawn homework again, as it was. The patient is told of it once in all."""
    access.require(actor, Action.GIVE_HOMEWORK, homework.care)
    with transaction.atomic():
        given = Homework.objects.filter(pk=homework.pk, withdrawn_at__isnull=False).update(
            withdrawn_at=None, withdrawn_by=None
        )
        homework.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
        if given:
            _tell(homework, at=at)
            audit.record("homework.restore", actor=actor, row=homework, care=homework.care)


def _tell(homework: Homework, *, at: datetime) -> None:
    """One letter at most; the letter itself is not sent while the homework is taken back."""
    letters = Notice.objects.filter(kind=LETTER, about=str(homework.pk))
    if letters.open().exists() or letters.filter(sent_at__isnull=False).exists():
        return
    enqueue(
        key=f"{LETTER}:{homework.pk}:{letters.count()}",
        kind=LETTER,
        recipient=homework.care.patient,
        about=homework.pk,
        due_at=at + UNSEEN,
        expires_at=at + timedelta(days=7),
    )
