"""Being in the room: taking a seat, keeping it through lost sockets, leaving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, When

from people import access
from people.access import Action
from people.locks import in_order
from people.models import User
from privacy import audit
from scheduling.models import Appointment
from sessions.actions.opening import DoorClosed, door, session_of
from sessions.actions.signalling import forget_letters
from sessions.actions.waiting import enter_waiting
from sessions.models import Attendance, Seat, SeatSignal, Session, WaitingEntry
from sessions.room.protocol import Receives

RESUME = "sessions.room.resume"
# An attendance is a clinical fact, not a heartbeat: half a minute is exact enough.
ATTENDANCE_PRECISION = timedelta(seconds=30)


def join(*, actor: User, appointment: Appointment, at: datetime, socket: str = "") -> Seat:
    """Take a fresh seat, on this socket. The person's seat before, in another tab or before a
    reload, is replaced.

    A patient who hasn't been let in waits on it. Raises `DoorClosed` outside the room's hours.
    """
    access.require(actor, Action.JOIN_ROOM, appointment.care)
    state = door(appointment, at=at)
    if state != "open":
        raise DoorClosed(state)
    with transaction.atomic():
        session = session_of(appointment).lock()
        earlier = Seat.objects.filter(session=session, person=actor, replaced_at=None)
        forget_letters(earlier)
        earlier.update(replaced_at=at)
        seat = Seat.objects.create(
            session=session, person=actor, socket=socket, taken_at=at, last_seen_at=at
        )
        if actor.is_patient and not session.is_admitted:
            enter_waiting(actor=actor, session=session, at=at)
        else:
            attend(seat=seat, at=at)
    return seat


def attend(*, seat: Seat, at: datetime) -> None:
    """Write down that the person is in the meeting itself, not only waiting for it; not of one
    who has left meanwhile."""
    with transaction.atomic():
        taken = Seat.objects.select_for_update(no_key=True).filter(pk=seat.pk, left_at=None)
        if not list(taken.values_list("pk")):
            return
        attendance, came = Attendance.objects.get_or_create(
            session_id=seat.session_id,
            person_id=seat.person_id,
            defaults={"joined_at": at, "last_seen_at": at},
        )
        if not came:
            Attendance.objects.filter(pk=attendance.pk).update(last_seen_at=at, left_at=None)
        else:
            audit.record("session.join", actor=seat.person, row=seat.session, care=seat.care)


def resume_token(seat: Seat) -> str:
    """What a page shows to get this seat back after its socket was lost."""
    return signing.dumps(str(seat.pk), salt=RESUME)


def resume(
    *, actor: User, appointment: Appointment, token: str, at: datetime, socket: str = ""
) -> Seat | None:
    """The seat the token stands for, on this socket, if it is this person's in this room; else
    None. The socket that had it has to step back.

    The seat may have been replaced or stopped meanwhile: whoever asks must look.
    """
    access.require(actor, Action.JOIN_ROOM, appointment.care)
    try:
        pk = UUID(signing.loads(token, salt=RESUME))
    except (signing.BadSignature, ValueError):
        return None
    with transaction.atomic():
        # First the session's row, as `record_differing` does: the call is stopped before or after.
        list(Session.objects.select_for_update(no_key=True).filter(appointment=appointment))
        seats = Seat.objects.filter(person=actor, session__appointment=appointment)
        seat = seats.select_related("session").filter(pk=pk).first()
        if seat is not None and seat.replaced_at is None and not seat.is_stopped:
            Seat.objects.filter(pk=pk, session__end=None).update(
                socket=socket, last_seen_at=at, left_at=None
            )
    return seat


@dataclass(frozen=True, slots=True)
class Beat:
    """A heartbeat: the page on this seat was there at ``at`` and has everything up to ``seq``."""

    seat: Seat
    seq: int
    visible: bool
    at: datetime


def beat_all(*, many: Sequence[Beat], at: datetime) -> list[None]:
    """Heartbeats of many pages, in a fixed number of queries. ``at`` is now: they were heard a
    moment before, and count as if they had come together.

    Nobody is brought back who left, or was shown out, after the first of them was heard.
    """
    seats = {beat.seat.pk: beat for beat in many}
    first = min(beat.at for beat in many)
    back = Case(When(left_at__gt=first, then=F("left_at")), default=None)
    patients = [beat for beat in many if beat.seat.person.is_patient]
    hidden = [beat.seat.session_id for beat in patients if not beat.visible]
    with transaction.atomic():
        in_order(Seat.objects.filter(pk__in=seats)).update(last_seen_at=at, left_at=back)
        kept = SeatSignal.objects.filter(seat__in=seats).order_by()
        arrived = [
            Q(seat=seat, seq__lte=seats[seat].seq)
            for seat in kept.values_list("seat", flat=True).distinct()
        ]
        if arrived:
            SeatSignal.objects.filter(reduce(or_, arrived)).delete()
        if patients:
            in_order(
                WaitingEntry.objects.filter(session__in=[beat.seat.session_id for beat in patients])
            ).update(
                last_seen_at=at,
                visible=Case(When(session__in=hidden, then=False), default=True),
                left_at=back,
            )
        theirs = Seat.objects.filter(
            pk__in=seats, session=OuterRef("session"), person=OuterRef("person")
        )
        stale = Q(last_seen_at__lt=at - ATTENDANCE_PRECISION) | Q(left_at__lte=first)
        in_order(Attendance.objects.filter(stale, Exists(theirs))).update(
            last_seen_at=at, left_at=back
        )
    return [None] * len(many)


def set_media(*, seat: Seat, mic: bool, camera: bool, receives: Receives) -> None:
    """Whether the person's microphone and camera are on and what they want to receive, as the
    other is told it."""
    Seat.objects.filter(pk=seat.pk).update(mic=mic, camera=camera, receives=receives)


def leave(*, seat: Seat, at: datetime) -> None:
    """Leave on purpose, once. Coming back needs no new admission while the session is open."""
    with transaction.atomic():
        if not Seat.objects.filter(pk=seat.pk, left_at=None).update(left_at=at):
            return
        WaitingEntry.objects.filter(session=seat.session_id).filter(
            session__care__patient=seat.person_id
        ).update(left_at=at)
        attended = Attendance.objects.filter(session=seat.session_id, person=seat.person_id)
        if attended.update(left_at=at, last_seen_at=at):
            audit.record("session.leave", actor=seat.person, row=seat.session, care=seat.care)
