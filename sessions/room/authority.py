"""Which message whom may send: the room's access table. Pure."""

from sessions.room.protocol import (
    Admit,
    Candidate,
    ClientMessage,
    Description,
    End,
    Hello,
    Restart,
    Role,
)

LEADING = (Admit, End)
MEETING = (Description, Candidate, Restart)


def may_send(message: ClientMessage, *, role: Role, admitted: bool) -> bool:
    """Whether this is a message for this part in the room, after the hello.

    A therapist may signal before anybody is let in (it reaches nobody, and says so); a patient
    who tries has been tampered with.
    """
    if isinstance(message, Hello):
        return False
    if isinstance(message, LEADING):
        return role == "therapist"
    if isinstance(message, MEETING):
        return role == "therapist" or admitted
    return True
