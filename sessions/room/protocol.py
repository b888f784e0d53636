"""The language of the room, version 1. Written out for people in ``docs/room-protocol.md``.

One frozen dataclass per message, every field required. Nothing here knows Django, a socket or
a database, so both ends of the language can be tested on their own.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from sessions.room.wire import Close, Message, ProtocolError, Text, Whole, by_type, encode, read

__all__ = [
    "CLIENT",
    "SERVER",
    "VERSION",
    "Close",
    "Message",
    "ProtocolError",
    "encode",
    "parse",
    "parse_server",
]

VERSION = 1


Seat = Annotated[str, UUID]
Seq = Annotated[int, Whole(2**31 - 1)]
Token = Annotated[str, Text(256)]
Name = Annotated[str, Text(200)]
Sdp = Annotated[str, Text(40_000, shortest=1)]
Moment = Annotated[str, Text(40, shortest=1)]
SdpKind = Literal["offer", "answer"]
Role = Literal["patient", "therapist"]
Presence = Literal["here", "away", "gone", "left"]
Receives = Literal["all", "less", "sound", "nothing"]


# From the page to the server


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """The first message on every socket; ``resume`` is empty on a fresh page."""

    type: ClassVar[str] = "hello"
    version: Annotated[int, Whole(1_000)]
    resume: Token
    last_seq: Seq


@dataclass(frozen=True, slots=True)
class Heartbeat(Message):
    """The answer to a pulse, with the last sequence number seen."""

    type: ClassVar[str] = "heartbeat"
    seq: Seq
    visible: bool


@dataclass(frozen=True, slots=True)
class Description(Message):
    """An SDP offer or answer for the other person's seat."""

    type: ClassVar[str] = "description"
    to: Seat
    kind: SdpKind
    sdp: Sdp


@dataclass(frozen=True, slots=True)
class Candidate(Message):
    """An ICE candidate for the other person's seat; an empty one says there are no more."""

    type: ClassVar[str] = "candidate"
    to: Seat
    candidate: Annotated[str, Text(2_048)]
    mid: Annotated[str, Text(64)]
    line: Annotated[int, Whole(64)]
    fragment: Annotated[str, Text(256)]


@dataclass(frozen=True, slots=True)
class Restart(Message):
    """Asks the one who offered first to restart ICE."""

    type: ClassVar[str] = "restart"
    to: Seat


@dataclass(frozen=True, slots=True)
class MediaState(Message):
    """Whether my microphone and camera are on, and what I want to receive."""

    type: ClassVar[str] = "media_state"
    mic: bool
    camera: bool
    receives: Receives


@dataclass(frozen=True, slots=True)
class Admit(Message):
    """The therapist lets the waiting patient in."""

    type: ClassVar[str] = "admit"


@dataclass(frozen=True, slots=True)
class Leave(Message):
    """I leave on purpose; I may come back."""

    type: ClassVar[str] = "leave"


@dataclass(frozen=True, slots=True)
class End(Message):
    """The therapist ends the session for both."""

    type: ClassVar[str] = "end"


@dataclass(frozen=True, slots=True)
class Differ(Message):
    """The words that the two compared differ: the call stops for both."""

    type: ClassVar[str] = "differ"


# From the server to the page


@dataclass(frozen=True, slots=True)
class IceServer:
    """One STUN or TURN server, in the words of RTCIceServer."""

    urls: list[Annotated[str, Text(300, shortest=1)]]
    username: Annotated[str, Text(200)]
    credential: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class PeerState:
    """The other person, as the server knows them now."""

    seat: Seat
    name: Name
    role: Role
    presence: Presence
    mic: bool
    camera: bool
    receives: Receives


@dataclass(frozen=True, slots=True)
class WaitingState:
    """The patient in the waiting room; ``since`` is ISO 8601 in UTC."""

    name: Name
    since: Moment
    presence: Presence


@dataclass(frozen=True, slots=True)
class Welcome(Message):
    """The answer to hello: who you are and the whole state of the room."""

    type: ClassVar[str] = "welcome"
    version: Annotated[int, Whole(1_000)]
    seat: Seat
    name: Name
    role: Role
    resume: Token
    seq: Seq
    ice_servers: list[IceServer]
    admitted: bool
    peer: PeerState | None
    waiting: WaitingState | None


@dataclass(frozen=True, slots=True)
class Pulse(Message):
    """Every few seconds; answer with a heartbeat. ``seq`` is the newest number for this seat."""

    type: ClassVar[str] = "pulse"
    seq: Seq


@dataclass(frozen=True, slots=True)
class IceServers(Message):
    """Fresh credentials for the relays, before those of the welcome expire."""

    type: ClassVar[str] = "ice_servers"
    ice_servers: list[IceServer]


@dataclass(frozen=True, slots=True)
class Admitted(Message):
    """The patient has been let in."""

    type: ClassVar[str] = "admitted"


@dataclass(frozen=True, slots=True)
class Waiting(Message):
    """The therapist is told about the patient in the waiting room."""

    type: ClassVar[str] = "waiting"
    waiting: WaitingState


@dataclass(frozen=True, slots=True)
class AskedToWait(Message):
    """For the waiting patient, in the therapist's words. Comes after welcome while it stands."""

    type: ClassVar[str] = "asked_to_wait"
    text: Annotated[str, Text(300, shortest=1)]
    at: Moment


@dataclass(frozen=True, slots=True)
class Peer(Message):
    """The other person's whole state, whenever any part of it changes."""

    type: ClassVar[str] = "peer"
    peer: PeerState


@dataclass(frozen=True, slots=True)
class PeerDescription(Message):
    """A description from the other person, stamped and numbered by the server."""

    type: ClassVar[str] = "peer_description"
    seq: Seq
    sender: Seat
    kind: SdpKind
    sdp: Sdp


@dataclass(frozen=True, slots=True)
class PeerCandidate(Message):
    """A candidate from the other person, stamped and numbered by the server."""

    type: ClassVar[str] = "peer_candidate"
    seq: Seq
    sender: Seat
    candidate: Annotated[str, Text(2_048)]
    mid: Annotated[str, Text(64)]
    line: Annotated[int, Whole(64)]
    fragment: Annotated[str, Text(256)]


@dataclass(frozen=True, slots=True)
class PeerRestart(Message):
    """The other person asks for an ICE restart."""

    type: ClassVar[str] = "peer_restart"
    seq: Seq
    sender: Seat


@dataclass(frozen=True, slots=True)
class Refused(Message):
    """A message could not be carried out and changed nothing; the socket stays open."""

    type: ClassVar[str] = "refused"
    code: Literal["nobody_waiting", "not_there"]


@dataclass(frozen=True, slots=True)
class Ended(Message):
    """The therapist has ended the session; the socket closes after this."""

    type: ClassVar[str] = "ended"


ClientMessage = (
    Hello
    | Heartbeat
    | Description
    | Candidate
    | Restart
    | MediaState
    | Admit
    | Leave
    | End
    | Differ
)
ServerMessage = (
    Welcome
    | Pulse
    | IceServers
    | Admitted
    | Waiting
    | AskedToWait
    | Peer
    | PeerDescription
    | PeerCandidate
    | PeerRestart
    | Refused
    | Ended
)
Signal = Description | Candidate | Restart

CLIENT: dict[str, type[ClientMessage]] = by_type(ClientMessage)
SERVER: dict[str, type[ServerMessage]] = by_type(ServerMessage)


def parse(text: str) -> ClientMessage:
    """Read one message from a page. Raises ``ProtocolError`` and never anything else."""
    return read(text, CLIENT)


def parse_server(text: str) -> ServerMessage:
    """Read one message from the server, as a page would. Raises ``ProtocolError``."""
    return read(text, SERVER)
