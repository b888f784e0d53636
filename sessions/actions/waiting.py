"""The waiting room: coming, being asked for patience, and being let in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.actions import activate_care
from people.errors import Refused
from people.models import User
from privacy import audit
from sessions.models import Admission, Session, WaitingEntry, WaitingWord


def enter_waiting(*, actor: User, session: Session, at: datetime) -> WaitingEntry:
    """The patient is here. Coming again keeps the place, and the time they first came."""
    access.require(actor, Action.JOIN_ROOM, session.care)
    with transaction.atomic():
        entry, came = WaitingEntry.objects.get_or_create(
            session=session, defaults={"arrived_at": at, "last_seen_at": at}
        )
        if came:
            audit.record("waiting.enter", actor=actor, row=session, care=session.care)
        else:
            entry.last_seen_at, entry.visible, entry.left_at = at, True, None
            entry.save(update_fields=["last_seen_at", "visible", "left_at"])
    return entry


def admit(*, actor: User, session: Session, at: datetime) -> Admission:
    """Let the patient in. Twice is once; the first admission of a care begins therapy.

    Raises `Refused` if nobody has come, or after the session has ended.
    """
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        if session.is_ended:
            raise Refused(_("This session has ended."))
        if not WaitingEntry.objects.filter(session=session).exists():
            raise Refused(_("Nobody is in the waiting room yet."))
        admission, let_in = Admission.objects.get_or_create(
            session=session, defaults={"admitted_by": actor, "at": at}
        )
        if let_in:
            activate_care(care=session.care, by=actor, at=at)
            audit.record("waiting.admit", actor=actor, row=session, care=session.care)
    return admission


def ask_to_wait(*, actor: User, session: Session, words: str, at: datetime) -> WaitingWord:
    """Ask the patient for a little patience. It stands until they are let in, or another is said.

    May be said before they come: they read it when they do. Raises `Refused` when they have been
    let in already, and after the end.
    """
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        if session.is_ended:
            raise Refused(_("This session has ended."))
        if session.is_admitted:
            raise Refused(_("They have been let in already."))
        word = WaitingWord.objects.create(session=session, words=words, said_by=actor, at=at)
        audit.record("waiting.ask", actor=actor, row=word, care=session.care)
    return word
