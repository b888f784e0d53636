"""The room as one person may know it, and what has to be said when it changes. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.room.protocol import (
    Admitted,
    AskedToWait,
    Ended,
    Peer,
    PeerState,
    Presence,
    ServerMessage,
    Waiting,
    WaitingState,
)

PULSE_SECONDS = 4
AWAY_AFTER = timedelta(seconds=3 * PULSE_SECONDS)
GONE_AFTER = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class RoomState:
    """What one person may know. Only a therapist is told that somebody waits; `peer` says before
    the admission just which page to connect with."""

    admitted: bool
    ended: bool
    peer: PeerState | None
    waiting: WaitingState | None
    word: AskedToWait | None = None


def presence(
    *, last_seen_at: datetime, left_at: datetime | None, visible: bool, at: datetime
) -> Presence:
    """How present someone is who was last heard of at ``last_seen_at``.

    Silence is never leaving: only ``left_at`` says that.
    """
    if left_at is not None:
        return "left"
    silence = at - last_seen_at
    if silence > GONE_AFTER:
        return "gone"
    return "here" if visible and silence <= AWAY_AFTER else "away"


def news(before: RoomState, after: RoomState) -> list[ServerMessage]:
    """The messages that bring a page which knows ``before`` to ``after``, in order."""
    told: list[ServerMessage] = []
    if after.waiting is not None and after.waiting != before.waiting:
        told.append(Waiting(waiting=after.waiting))
    if after.word is not None and after.word != before.word:
        told.append(after.word)
    if after.admitted and not before.admitted:
        told.append(Admitted())
    if after.peer is not None and after.peer != before.peer:
        told.append(Peer(peer=after.peer))
    if after.ended and not before.ended:
        told.append(Ended())
    return told
