"""The language of a session in writing. Written out for people in ``docs/text-protocol.md``.

What surrounds the conversation (hello, welcome, pulse, who waits, the end) is said in the room's
own words; here is only what the two write. Pure, like the room's.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from sessions.room import protocol as room
from sessions.room.protocol import Moment, Role, Seq
from sessions.room.wire import Message, Text, by_type, read

__all__ = ["CLIENT", "OWN", "SERVER", "parse", "parse_server"]

Words = Annotated[str, Text(4_000, shortest=1)]


@dataclass(frozen=True, slots=True)
class Say(Message):
    """Something I write; ``id`` is made by my page, so that twice is once."""

    type: ClassVar[str] = "say"
    id: Annotated[str, UUID]
    text: Words


@dataclass(frozen=True, slots=True)
class Read(Message):
    """Everything up to this number was in view."""

    type: ClassVar[str] = "read"
    number: Seq


@dataclass(frozen=True, slots=True)
class Typing(Message):
    """I am writing. Kept nowhere."""

    type: ClassVar[str] = "typing"


@dataclass(frozen=True, slots=True)
class Keep(Message):
    """Whether I agree that what we write is kept after the session."""

    type: ClassVar[str] = "keep"
    keeps: bool


@dataclass(frozen=True, slots=True)
class Line(Message):
    """A line of the conversation, mine or the other's, under its number."""

    type: ClassVar[str] = "line"
    seq: Seq
    id: Annotated[str, UUID]
    sender: Role
    at: Moment
    text: Words


@dataclass(frozen=True, slots=True)
class Marks(Message):
    """How far the other person's page has got the lines, and how far they were in view."""

    type: ClassVar[str] = "marks"
    received: Seq
    read: Seq


@dataclass(frozen=True, slots=True)
class PeerTyping(Message):
    """The other person is writing."""

    type: ClassVar[str] = "peer_typing"


@dataclass(frozen=True, slots=True)
class Keeping(Message):
    """Who has agreed to keep what is written."""

    type: ClassVar[str] = "keeping"
    mine: bool
    theirs: bool


@dataclass(frozen=True, slots=True)
class NotSaid(Message):
    """What I wrote under this id could not be taken now, and changed nothing."""

    type: ClassVar[str] = "not_said"
    id: Annotated[str, UUID]


ClientMessage = (
    room.Hello | room.Heartbeat | room.Admit | room.Leave | room.End | Say | Read | Typing | Keep
)
ServerMessage = (
    room.Welcome
    | room.Pulse
    | room.Admitted
    | room.Waiting
    | room.AskedToWait
    | room.Peer
    | room.Refused
    | room.Ended
    | Line
    | Marks
    | PeerTyping
    | Keeping
    | NotSaid
)
OWN = (Say, Read, Typing, Keep, Line, Marks, PeerTyping, Keeping, NotSaid)

CLIENT: dict[str, type[ClientMessage]] = by_type(ClientMessage)
SERVER: dict[str, type[ServerMessage]] = by_type(ServerMessage)


def parse(text: str) -> ClientMessage:
    """Read one message from a page. Raises ``ProtocolError`` and never anything else."""
    return read(text, CLIENT)


def parse_server(text: str) -> ServerMessage:
    """Read one message from the server, as a page would. Raises ``ProtocolError``."""
    return read(text, SERVER)
