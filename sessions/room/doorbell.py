"""Telling the sockets of a room that something changed. They look for themselves what it is."""

from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def group(session: UUID) -> str:
    """The group of a session's sockets."""
    return f"room.{session.hex}"


def letter_box(seat: UUID) -> str:
    """The group of a seat's sockets: one, but for a moment when a page comes back."""
    return f"seat.{seat.hex}"


def ring(session: UUID) -> None:
    """After the transaction, have every socket of the room look again. For synchronous code.

    A ring that gets lost is no harm: sockets also look every few seconds. So one that fails is
    logged, and what it tells of stands.
    """
    transaction.on_commit(
        lambda: async_to_sync(get_channel_layer().group_send)(
            group(session), {"type": "room.changed"}
        ),
        robust=True,
    )
