"""Keeping what was written or drawn in the room: only what both agreed to, letter for letter."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from sessions import drawing_kept, writing_kept
from sessions.actions.opening import door
from sessions.models import Kept, KeptDrawing, KeptWriting, Session

MOST = 20
"""So many times a session something of a kind may be agreed to; each replaces nothing."""


@dataclass(frozen=True)
class Kind:
    """A sort of text that two people keep: where it lies, and who raises `ValueError` at others."""

    model: type[Kept]
    read: Callable[[str], object]
    agree: str
    keep: str
    not_that: str | Promise


WRITING = Kind(
    model=KeptWriting,
    read=writing_kept.read,
    agree="writing.agree",
    keep="writing.keep",
    not_that=_("That is not what you two wrote. Try again."),
)
DRAWING = Kind(
    model=KeptDrawing,
    read=drawing_kept.read,
    agree="drawing.agree",
    keep="drawing.keep",
    not_that=_("That is not what you two drew. Try again."),
)


def agree_to_keep(*, actor: User, session: Session, kind: Kind, digest: str, at: datetime) -> Kept:
    """Agree that the text with this SHA-256 (hex) is kept, when the other one brings it.

    Raises `Refused` when the room is closed, or for what is no such sum.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    with transaction.atomic():
        session = _open(session, at)
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise Refused(kind.not_that)
        if kind.model.objects.filter(session=session).count() >= MOST:
            raise Refused(_("So much was kept of this session already. It can’t be more."))
        kept = kind.model.objects.create(
            session=session, digest=digest, agreed_by=actor, agreed_at=at
        )
        audit.record(kind.agree, actor=actor, row=kept, care=session.care)
    return kept


def keep(*, actor: User, session: Session, kind: Kind, text: str, at: datetime) -> Kept:
    """Keep what was written or drawn, which the other one agreed to before.

    Raises `Refused` when the room is closed, they agreed to nothing or to another text, or when it
    is not of this kind. The same text twice is kept once.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        session = _open(session, at)
        try:
            kind.read(text)
        except ValueError as wrong:
            raise Refused(kind.not_that) from wrong
        agreed = [
            one
            for one in kind.model.objects.filter(session=session).exclude(agreed_by=actor)
            if compare_digest(one.digest, digest)
        ]
        if not agreed:
            raise Refused(_("The other one has not agreed to keep this."))
        kept = agreed[0]
        if kept.kept_at is None:
            kept.text, kept.kept_by, kept.kept_at = text, actor, at
            kept.save()
            audit.record(kind.keep, actor=actor, row=kept, care=session.care)
    return kept


def _open(session: Session, at: datetime) -> Session:
    session = session.lock()
    if door(session.appointment, at=at) != "open" or not session.is_admitted:
        raise Refused(_("The room is closed, so nothing more of it can be kept."))
    return session
