"""Who may open a room's socket, and which seat their page takes."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.request import validate_host
from django.utils import timezone

from people import sign_ins
from people.models import User
from scheduling.models import Appointment, Modality
from sessions.actions.opening import DoorClosed
from sessions.actions.seats import join, resume
from sessions.actions.signalling import count_from
from sessions.models import Seat
from sessions.room.protocol import Close, Hello

CLOSED_BY_DOOR = {
    "early": Close.NOT_THE_TIME,
    "late": Close.NOT_THE_TIME,
    "ended": Close.ENDED,
    "cancelled": Close.CANCELLED,
    "no-consent": Close.NO_CONSENT,
    "elsewhere": Close.NOT_THE_TIME,
    "by-phone": Close.BY_PHONE,
    "away": Close.NOT_THE_TIME,
}


def enter(
    *,
    user: User,
    session_key: str,
    appointment: UUID,
    hello: Hello,
    socket: str = "",
    is_in_writing: bool = False,
) -> Seat | Close:
    """The seat of this page, on this socket, or why there is none."""
    if not sign_ins.stands(user, session_key):
        return Close.SIGNED_OUT
    booked = Appointment.objects.with_people().filter(pk=appointment).first()
    if booked is None or (booked.modality == Modality.TEXT) is not is_in_writing:
        return Close.FORBIDDEN
    at = timezone.now()
    try:
        kept = None
        if hello.resume:
            kept = resume(actor=user, appointment=booked, token=hello.resume, at=at, socket=socket)
        seat = kept or join(actor=user, appointment=booked, at=at, socket=socket)
    except DoorClosed as closed:
        return CLOSED_BY_DOOR[closed.door]
    except (Http404, PermissionDenied):
        return Close.FORBIDDEN
    count_from(seat=seat, last_seq=hello.last_seq)
    return seat


def is_own_origin(scope: dict[str, Any]) -> bool:
    """Whether a page of this very site opened the socket. No origin, or "null", is nobody's."""
    headers = dict(scope["headers"])
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1")
    return (
        origin.scheme in {"http", "https"}
        and origin.netloc == host
        and validate_host(origin.hostname or "", settings.ALLOWED_HOSTS)
    )
