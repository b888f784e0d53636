"""The session of an appointment, and when its room is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.readiness import took_consent_back
from people.errors import Refused
from people.models import Practice
from scheduling.models import Appointment
from sessions.models import PhoneMove, Seat, Session

OPEN_AFTER_END = timedelta(minutes=30)

Door = Literal[
    "early", "open", "late", "ended", "cancelled", "no-consent", "elsewhere", "by-phone", "away"
]


SENTENCES = {
    "early": _("The room isn’t open yet. Come back a few minutes before the start."),
    "late": _("This session is over, so its room is closed."),
    "ended": _("This session has ended."),
    "cancelled": _("This session was cancelled."),
    "no-consent": _("The consent to online therapy was taken back, so this room is closed."),
    "elsewhere": _("You meet by phone or in person this time, so this session has no room."),
    "by-phone": _("This session goes on by phone, so its room is closed."),
    "away": _("This session is on hold, so its room is closed. The practice will be in touch."),
}


class DoorClosed(Refused):
    """The room can't be entered now; ``door`` says why."""

    def __init__(self, door: Door) -> None:
        super().__init__(SENTENCES[door])
        self.door = door


@dataclass(frozen=True)
class Hours:
    """When the room of an appointment can be entered."""

    opens_at: datetime
    closes_at: datetime


def session_of(appointment: Appointment) -> Session:
    """The appointment's session, made when it is first needed."""
    return Session.objects.get_or_create(
        appointment=appointment,
        defaults={"care": appointment.care, "opened_at": timezone.now()},
    )[0]


def hours(appointment: Appointment) -> Hours:
    """From some minutes before the start (the practice says) until half an hour after the end."""
    early = Practice.current().join_early_minutes
    return Hours(
        opens_at=appointment.opens_at(early_minutes=early),
        closes_at=appointment.ends_at + OPEN_AFTER_END,
    )


def door(appointment: Appointment, *, at: datetime) -> Door:
    """Whether the room can be entered now.

    The clock never ends a talk: while somebody is in the room, the other can come back. While the
    therapist is suspended there is none, however they would have met.
    """
    if not appointment.is_live:
        return "cancelled"
    is_ended, is_moved = _facts(appointment)
    if is_ended:
        return "ended"
    is_away = not appointment.therapist.is_active
    is_past = at > appointment.ends_at + OPEN_AFTER_END
    if is_away and not is_past:
        return "away"
    if not appointment.has_room:
        return "elsewhere"
    if is_moved:
        return "by-phone"
    if at < hours(appointment).opens_at:
        return "early"
    if is_past and (is_away or not _is_somebody_in(appointment, at=at)):
        return "late"
    return "no-consent" if took_consent_back(appointment.care) else "open"


def _facts(appointment: Appointment) -> tuple[bool, bool]:
    """Whether the session has ended, and whether it was moved to the phone. One query."""
    moved = PhoneMove.objects.standing().filter(session=OuterRef("pk"))
    found = (
        Session.objects.filter(appointment=appointment).values_list("end", Exists(moved)).first()
    )
    return (False, False) if found is None else (found[0] is not None, bool(found[1]))


def _is_somebody_in(appointment: Appointment, *, at: datetime) -> bool:
    seats = Seat.objects.filter(session__appointment=appointment, replaced_at=None)
    return any(seat.presence(at=at) in {"here", "away"} for seat in seats)
