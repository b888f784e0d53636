"""What a socket sees when it looks: whether it may stay, and the room as its person may know it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from intake.readiness import who_took_consent_back
from people import access, sign_ins
from people.access import Action
from people.models import User
from sessions.models import PhoneMove, Seat, Session, WaitingWord
from sessions.room.protocol import AskedToWait, Close, PeerState, Receives, Role, WaitingState
from sessions.room.state import RoomState


@dataclass(frozen=True, slots=True)
class Looker:
    """Whose sight is asked for: the seat of a page, the sign-in it came with, and the socket that
    took the seat."""

    seat: UUID
    session_key: str
    socket: str


@dataclass(frozen=True, slots=True)
class Sight:
    """`close` says that the socket must go, and why; `newest` is the seat's last number. `begun`
    is when the look began (`monotonic`): what has changed since may be missing in it."""

    seat: Seat
    close: Close | None
    state: RoomState
    newest: int
    begun: float


def look(*, looker: Looker, at: datetime) -> Sight:
    """Everything a socket must know, from the database as it is now."""
    return look_for_all(many=[looker], at=at)[0]


def look_for_all(*, many: Sequence[Looker], at: datetime) -> list[Sight]:
    """The same for many sockets, in their order: as many queries for a hundred as for one.

    Raises `Seat.DoesNotExist` when one of the seats is gone.
    """
    begun = monotonic()
    found = {seat.pk: seat for seat in _seats().filter(pk__in={one.seat for one in many})}
    if not all(one.seat in found for one in many):
        raise Seat.DoesNotExist
    seats = [found[one.seat] for one in many]
    sessions = {seat.session_id: seat.session for seat in seats}
    signed_in = sign_ins.standing(
        [(seat.person, one.session_key) for seat, one in zip(seats, many, strict=True)]
    )
    unwilling = who_took_consent_back(session.care for session in sessions.values())
    taken = _taken(sessions)
    words = WaitingWord.objects.standing_in(
        seat.session for seat in seats if role_of(seat.person) == "patient"
    )
    return [
        Sight(
            seat=seat,
            close=_why_close(
                seat,
                socket=one.socket,
                is_signed_in=stands,
                took_consent_back=seat.session.care_id in unwilling,
            ),
            state=_state(seat, taken.get(seat.session_id, []), words, at=at),
            newest=seat.last_seq,
            begun=begun,
        )
        for one, seat, stands in zip(many, seats, signed_in, strict=True)
    ]


def role_of(person: User) -> Role:
    """The person's part in the room."""
    return "therapist" if person.is_therapist else "patient"


def _seats() -> QuerySet[Seat]:
    """Seats with all that a look needs. Numbers are encrypted, and nobody here dials."""
    moved = PhoneMove.objects.standing().filter(session=OuterRef("session"))
    return (
        Seat.objects.select_related(
            "person",
            "session__care__patient",
            "session__care__therapist",
            "session__appointment",
            "session__waiting",
            "session__admission",
            "session__end",
        )
        .defer("person__phone", "session__care__patient__phone", "session__care__therapist__phone")
        .annotate(by_phone=Exists(moved))
    )


def _taken(sessions: Iterable[UUID]) -> dict[UUID, list[Seat]]:
    """The seats that are taken in these sessions, by session."""
    taken: dict[UUID, list[Seat]] = {}
    seats = Seat.objects.filter(session__in=list(sessions), replaced_at=None)
    for seat in seats.select_related("person").defer("person__phone"):
        taken.setdefault(seat.session_id, []).append(seat)
    return taken


def _why_close(
    seat: Seat, *, socket: str, is_signed_in: bool, took_consent_back: bool
) -> Close | None:
    if not is_signed_in:
        return Close.SIGNED_OUT
    if not access.allows(seat.person, Action.JOIN_ROOM, seat.session.care):
        return Close.FORBIDDEN
    if not seat.session.appointment.is_live:
        return Close.CANCELLED
    if seat.session.is_ended:
        return Close.ENDED
    if not seat.session.care.therapist.is_active:
        return Close.NOT_THE_TIME
    if seat.__dict__["by_phone"]:
        return Close.BY_PHONE
    if took_consent_back:
        return Close.NO_CONSENT
    if seat.replaced_at is not None:
        return Close.REPLACED
    if seat.is_stopped:
        return Close.DIFFER
    return Close.REPLACED if seat.socket != socket else None


def _state(
    seat: Seat, taken: Sequence[Seat], words: Mapping[UUID, WaitingWord], *, at: datetime
) -> RoomState:
    session, role = seat.session, role_of(seat.person)
    other = next((one for one in taken if one.person_id != seat.person_id), None)
    word = words.get(session.pk) if role == "patient" else None
    return RoomState(
        admitted=session.is_admitted,
        ended=session.is_ended,
        peer=None if other is None else _peer(other, is_admitted=session.is_admitted, at=at),
        waiting=_waiting(session, at=at) if role == "therapist" else None,
        word=None if word is None else AskedToWait(text=word.words, at=word.at.isoformat()),
    )


def _peer(other: Seat, *, is_admitted: bool, at: datetime) -> PeerState:
    """The other person's page. Before anybody is let in no more than it takes to connect with it:
    what their devices do is theirs until then."""
    peer = PeerState(
        seat=str(other.pk),
        name=other.person.known_as,
        role=role_of(other.person),
        presence=other.presence(at=at),
        mic=other.mic,
        camera=other.camera,
        receives=cast(Receives, other.receives),
    )
    return peer if is_admitted else replace(peer, mic=False, camera=False, receives="all")


def _waiting(session: Session, *, at: datetime) -> WaitingState | None:
    if session.is_admitted or not hasattr(session, "waiting"):
        return None
    return WaitingState(
        name=session.care.patient.known_as,
        since=session.waiting.arrived_at.isoformat(),
        presence=session.waiting.presence(at=at),
    )
