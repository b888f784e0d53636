"""A session in writing: saying something, having read it, and whether it is kept.

Nothing here looks at a socket: what matters is a row with a number, and a page that lost its line
asks for what comes after the last number it has.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.models import Modality
from sessions.actions.opening import OPEN_AFTER_END, door
from sessions.models import ChatLine, ChatMark, KeepWish, PhoneMove, Session, Transcript

LONGEST = 4_000
"""Characters in one line."""


def say(*, actor: User, session: Session, client_id: UUID, text: str, at: datetime) -> ChatLine:
    """Write a line. The same `client_id` again is the same line, however often it arrives.

    Raises `Refused` before the therapist has opened the conversation, after its end, when it was
    cancelled or goes on by phone.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    with transaction.atomic():
        session = session.lock()
        said = ChatLine.objects.filter(session=session, client_id=client_id).first()
        if said is not None:
            if said.author_id != actor.pk:
                raise Refused(_("This line is somebody else’s."))
            return said
        if session.is_ended or not session.is_admitted or not session.appointment.is_live:
            raise Refused(_("This conversation isn’t open."))
        if PhoneMove.objects.standing().filter(session=session).exists():
            raise Refused(_("This session goes on by phone."))
        return ChatLine.objects.create(
            session=session,
            number=last_number(session) + 1,
            client_id=client_id,
            author=actor,
            text=text,
            at=at,
        )


def last_number(session: Session) -> int:
    """The number of the newest line, 0 when there is none."""
    newest: int | None = ChatLine.objects.filter(session=session).aggregate(n=Max("number"))["n"]
    return newest or 0


def mark(*, actor: User, session: Session, received: int = 0, read: int = 0) -> bool:
    """The person's page has the lines up to there, or they were in view. Whether that is news.

    Never goes back, and never beyond what was written.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    kept, _new = ChatMark.objects.get_or_create(session=session, person=actor)
    if received <= kept.received and read <= kept.read:
        return False  # most heartbeats tell nothing new
    newest = last_number(session)
    read = min(read, newest)
    received = max(min(received, newest), read)
    marks = ChatMark.objects.filter(pk=kept.pk)
    moved = marks.filter(received__lt=received).update(received=received)
    return bool(marks.filter(read__lt=read).update(read=read) or moved)


def wish_to_keep(*, actor: User, session: Session, keeps: bool, at: datetime) -> None:
    """Agree that what is written is kept after the session, or take that back until it ends.

    Raises `Refused` after the end: what both agreed to, or didn't, has happened then.
    """
    access.require(actor, Action.JOIN_ROOM, session.care)
    with transaction.atomic():
        session = session.lock()
        if session.is_ended:
            raise Refused(_("This session has ended."))
        standing = KeepWish.objects.standing().filter(session=session, person=actor)
        if keeps and not standing.exists():
            wish = KeepWish.objects.create(session=session, person=actor, at=at)
            audit.record("transcript.agree", actor=actor, row=wish, care=session.care)
        elif not keeps and standing.update(taken_back_at=at):
            audit.record("transcript.take_back", actor=actor, row=session, care=session.care)


def both_keep(session: Session) -> bool:
    """Whether both have agreed, and neither took it back."""
    wishes = KeepWish.objects.standing().filter(session=session)
    people = {session.care.patient_id, session.care.therapist_id}
    return people <= set(wishes.values_list("person", flat=True))


def settle(*, session: Session, actor: User | None, at: datetime) -> None:
    """The session is closed: its lines are kept if both agreed, and else erased. Twice is once."""
    with transaction.atomic():
        ChatMark.objects.filter(session=session).delete()
        lines = ChatLine.objects.filter(session=session)
        if Transcript.objects.filter(session=session).exists() or not lines.exists():
            return
        if both_keep(session):
            kept = Transcript.objects.create(session=session, kept_at=at)
            audit.record("transcript.keep", actor=actor, row=kept, care=session.care)
        else:
            lines.delete()
            audit.record("transcript.erase", actor=actor, row=session, care=session.care)


def erase_left_over(*, at: datetime) -> int:
    """Erase what was written in sessions that nobody will end: cancelled ones, and those whose
    time is over though only one had come. How many."""
    left = Session.objects.filter(
        appointment__modality=Modality.TEXT,
        chat_lines__isnull=False,
        end=None,
        transcript=None,
    ).select_related("appointment__care", "appointment__therapist")
    erased = 0
    for session in left.distinct():
        booked = session.appointment
        is_past = at > booked.ends_at + OPEN_AFTER_END and door(booked, at=at) == "late"
        if is_past or not booked.is_live:
            KeepWish.objects.standing().filter(session=session).update(taken_back_at=at)
            settle(session=session, actor=None, at=at)
            erased += 1
    return erased
