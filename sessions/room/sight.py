"""What a socket sees when it looks: whether it may stay, and the room as its person may know it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare

from intake.readiness import took_consent_back
from people import access, idle
from people.access import Action
from people.models import User
from people.second_factor import may_work
from sessions.models import PhoneMove, Seat, Session, WaitingWord
from sessions.room.protocol import AskedToWait, Close, PeerState, Receives, Role, WaitingState
from sessions.room.state import RoomState


@dataclass(frozen=True, slots=True)
class Sight:
    """`close` says that the socket must go, and why; `newest` is the seat's last number."""

    seat: Seat
    close: Close | None
    state: RoomState
    newest: int


def is_signed_in(user: User, session_key: str) -> bool:
    """Whether this sign-in still stands, and may be used for work. Counts as activity."""
    signed_in = SessionStore(session_key)
    return (
        user.is_active
        and signed_in.get(SESSION_KEY) == str(user.pk)
        and constant_time_compare(signed_in.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        and may_work(user)
        and idle.touch(session_key)
    )


def look(*, seat: UUID, session_key: str, at: datetime) -> Sight:
    """Everything a socket must know, from the database as it is now."""
    moved = PhoneMove.objects.standing().filter(session=OuterRef("session"))
    mine = (
        Seat.objects.select_related(
            "person",
            "session__care__patient",
            "session__care__therapist",
            "session__appointment",
            "session__waiting",
            "session__admission",
            "session__end",
        )
        .annotate(by_phone=Exists(moved))
        .get(pk=seat)
    )
    session = mine.session
    role = role_of(mine.person)
    state = RoomState(
        admitted=session.is_admitted,
        ended=session.is_ended,
        peer=_peer(session, mine.person, at=at),
        waiting=_waiting(session, at=at) if role == "therapist" else None,
        word=_word(session) if role == "patient" else None,
    )
    return Sight(seat=mine, close=_why_close(mine, session_key), state=state, newest=mine.last_seq)


def role_of(person: User) -> Role:
    """The person's part in the room."""
    return "therapist" if person.is_therapist else "patient"


def _why_close(seat: Seat, session_key: str) -> Close | None:
    if not is_signed_in(seat.person, session_key):
        return Close.SIGNED_OUT
    if not access.allows(seat.person, Action.JOIN_ROOM, seat.session.care):
        return Close.FORBIDDEN
    if not seat.session.appointment.is_live:
        return Close.CANCELLED
    if seat.session.is_ended:
        return Close.ENDED
    if seat.__dict__["by_phone"]:
        return Close.BY_PHONE
    if took_consent_back(seat.session.care):
        return Close.NO_CONSENT
    return Close.REPLACED if seat.replaced_at is not None else None


def _peer(session: Session, person: User, *, at: datetime) -> PeerState | None:
    """The other person's page. Before anybody is let in no more than it takes to connect with it:
    what their devices do is theirs until then."""
    other = (
        Seat.objects.filter(session=session, replaced_at=None)
        .exclude(person=person)
        .select_related("person")
        .first()
    )
    if other is None:
        return None
    peer = PeerState(
        seat=str(other.pk),
        name=other.person.known_as,
        role=role_of(other.person),
        presence=other.presence(at=at),
        mic=other.mic,
        camera=other.camera,
        receives=cast(Receives, other.receives),
    )
    return peer if session.is_admitted else replace(peer, mic=False, camera=False, receives="all")


def _waiting(session: Session, *, at: datetime) -> WaitingState | None:
    if session.is_admitted or not hasattr(session, "waiting"):
        return None
    return WaitingState(
        name=session.care.patient.known_as,
        since=session.waiting.arrived_at.isoformat(),
        presence=session.waiting.presence(at=at),
    )


def _word(session: Session) -> AskedToWait | None:
    word = WaitingWord.objects.standing(session)
    return None if word is None else AskedToWait(text=word.words, at=word.at.isoformat())
