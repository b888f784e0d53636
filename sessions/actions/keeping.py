"""Keeping what was written in the room: only what both agreed to, letter for letter."""

import hashlib
import re
from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from sessions import writing_kept
from sessions.actions.opening import door
from sessions.models import KeptWriting, Session

MOST = 20
"""So many times a session something may be agreed to; each replaces nothing."""


def agree_to_keep(*, actor: User, session: Session, digest: str, at: datetime) -> KeptWriting:
    """Agree that the text with this SHA-256 (hex) is kept, when the other one brings it.

    Raises `Refused` when the room is closed, or for what is no such sum.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    with transaction.atomic():
        session = _open(session, at)
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise Refused(_("That is not what you two wrote. Try again."))
        if KeptWriting.objects.filter(session=session).count() >= MOST:
            raise Refused(_("So much was kept of this session already. It can’t be more."))
        writing = KeptWriting.objects.create(
            session=session, digest=digest, agreed_by=actor, agreed_at=at
        )
        audit.record("writing.agree", actor=actor, row=writing, care=session.care)
    return writing


def keep_writing(*, actor: User, session: Session, text: str, at: datetime) -> KeptWriting:
    """Keep what was written, which the other one agreed to before.

    Raises `Refused` when the room is closed, they agreed to nothing or to another text, or when it
    is not lines of two people. The same text twice is kept once.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        session = _open(session, at)
        try:
            writing_kept.read(text)
        except ValueError as wrong:
            raise Refused(_("That is not what you two wrote. Try again.")) from wrong
        agreed = [
            one
            for one in KeptWriting.objects.filter(session=session).exclude(agreed_by=actor)
            if compare_digest(one.digest, digest)
        ]
        if not agreed:
            raise Refused(_("The other one has not agreed to keep this."))
        writing = agreed[0]
        if writing.kept_at is None:
            writing.text, writing.kept_by, writing.kept_at = text, actor, at
            writing.save()
            audit.record("writing.keep", actor=actor, row=writing, care=session.care)
    return writing


def _open(session: Session, at: datetime) -> Session:
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if door(session.appointment, at=at) != "open" or not session.is_admitted:
        raise Refused(_("The room is closed, so nothing more of it can be kept."))
    return session
