"""Which message whom may send: the room's access table. Pure."""

from sessions.room.protocol import Admit, ClientMessage, End, Hello, Role

LEADING = (Admit, End)


def may_send(message: ClientMessage, *, role: Role) -> bool:
    """Whether this is a message for this part in the room, after the hello.

    Signals are everybody's, before anybody is let in too: the two pages connect while one waits,
    and where nobody is there to connect with a signal is refused.
    """
    if isinstance(message, Hello):
        return False
    if isinstance(message, LEADING):
        return role == "therapist"
    return True
