"""Passing a signal from one seat to the other's, numbered and kept until it has arrived."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from people import access
from people.access import Action
from sessions.models import Seat, SeatSignal
from sessions.room import protocol
from sessions.room.protocol import Candidate, Description, Signal


@dataclass(frozen=True, slots=True)
class Passed:
    """A signal that was kept: for which seat, under which number, as it goes over the wire."""

    seat: UUID
    seq: int
    text: str


def pass_signal(*, sender: Seat, signal: Signal, at: datetime) -> Passed | None:
    """Keep the signal for the seat it names. None when that isn't the other person's seat now.

    Looks again at everything that may have changed since the sender joined: care, appointment,
    end, and both seats. Not at the admission: the two pages connect while the patient waits.
    Stamps the sender itself.
    """
    with transaction.atomic():
        seat = (
            Seat.objects.select_for_update(of=("self",))
            .select_related("session__care", "session__appointment")
            .filter(pk=signal.to, session=sender.session_id, replaced_at=None, left_at=None)
            .filter(session__end=None, session__appointment__cancelled_at=None)
            .exclude(person=sender.person_id)
            .first()
        )
        still_there = Seat.objects.filter(pk=sender.pk, replaced_at=None).exists()
        if seat is None or not still_there:
            return None
        if not access.allows(sender.person, Action.JOIN_ROOM, seat.session.care):
            return None
        seq = seat.last_seq + 1
        text = protocol.encode(_stamped(signal, seq=seq, sender=str(sender.pk)))
        SeatSignal.objects.create(seat=seat, seq=seq, text=text, at=at)
        Seat.objects.filter(pk=seat.pk).update(last_seq=F("last_seq") + 1)
    return Passed(seat=seat.pk, seq=seq, text=text)


def missed(*, seat: Seat, after: int) -> list[tuple[int, str]]:
    """The signals kept for this seat with a number above ``after``, in order."""
    return list(seat.signals.filter(seq__gt=after).values_list("seq", "text"))


def _stamped(signal: Signal, *, seq: int, sender: str) -> protocol.ServerMessage:
    content = asdict(signal)
    del content["to"]
    if isinstance(signal, Description):
        return protocol.PeerDescription(seq=seq, sender=sender, **content)
    if isinstance(signal, Candidate):
        return protocol.PeerCandidate(seq=seq, sender=sender, **content)
    return protocol.PeerRestart(seq=seq, sender=sender)
