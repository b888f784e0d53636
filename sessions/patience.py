"""When somebody waits past the start: what they are told, and that their therapist is told."""

from datetime import datetime, timedelta
from typing import Literal

from sessions.models import Seat, Session, WaitingEntry, WaitingWord

TELL_AFTER = timedelta(minutes=5)
"""From then on the therapist gets a letter, and the waiting room shows the phone first."""

Stage = Literal["ahead", "begun", "late", "missing"]


def stage(*, starts_at: datetime, is_known: bool, at: datetime) -> Stage:
    """Where a wait stands. `is_known`: the therapist is in the room, or has asked for patience."""
    if at < starts_at:
        return "ahead"
    if is_known:
        return "begun"
    return "missing" if at >= starts_at + TELL_AFTER else "late"


def stage_of(session: Session, *, at: datetime) -> Stage:
    """The same, looked up."""
    return stage(starts_at=session.appointment.starts_at, is_known=is_known(session, at=at), at=at)


def is_known(session: Session, *, at: datetime) -> bool:
    """Whether the therapist knows that somebody waits: they are there, or have said something."""
    seat = Seat.objects.filter(
        session=session, person=session.care.therapist_id, replaced_at=None
    ).first()
    if seat is not None and seat.presence(at=at) in {"here", "away"}:
        return True
    return WaitingWord.objects.filter(session=session).exists()


def unnoticed(*, at: datetime) -> list[Session]:
    """Sessions that began some minutes ago, whose patient waits and whose therapist isn't there.

    Whoever waited and went away again is told of too: they may be called.
    """
    waited = WaitingEntry.objects.filter(
        session__admission=None,
        session__end=None,
        session__appointment__cancelled_at=None,
        session__appointment__starts_at__lte=at - TELL_AFTER,
        session__appointment__ends_at__gt=at,
        session__care__ended_at=None,
    ).select_related("session__appointment", "session__care__therapist")
    return [entry.session for entry in waited if not is_known(entry.session, at=at)]
