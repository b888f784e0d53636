"""Asking the practice for technical help, and answering."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from sessions import letters
from sessions.models import HelpRequest


def ask_for_help(*, actor: User, words: str, facts: str, at: datetime) -> HelpRequest:
    """Send a question to the practice, with the facts that its person saw and left in."""
    access.require(actor, Action.ASK_FOR_HELP)
    with transaction.atomic():
        asked = HelpRequest.objects.create(person=actor, asked_at=at, words=words, facts=facts)
        audit.record("help.ask", actor=actor, row=asked)
    return asked


def answer_help(asked: HelpRequest, *, actor: User, words: str, at: datetime) -> None:
    """Answer once; the person gets a letter that something waits. `Refused` if it was answered."""
    access.require(actor, Action.ANSWER_HELP)
    with transaction.atomic():
        changed = HelpRequest.objects.filter(pk=asked.pk, answered_at=None).update(
            answer=words, answered_at=at, answered_by=actor
        )
        if not changed:
            raise Refused(_("Somebody else has answered this meanwhile. Their answer is below."))
        audit.record("help.answer", actor=actor, row=asked)
        letters.tell_help_answered(asked)
    asked.refresh_from_db()
