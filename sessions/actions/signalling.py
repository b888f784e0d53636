"""Keeping signals for the other's seat, numbered, until they have arrived."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from people import access
from people.access import Action
from sessions.models import Seat, SeatSignal
from sessions.room.post import Kept, Letter

MOST_KEPT = 1_000
"""For one seat. Who is there takes a few dozen in a minute; for who is away nothing piles up."""
MOST_AHEAD = 10_000
"""How far a page may be ahead of what was kept: a server that was killed kept less than it sent."""


def keep_letters(*, sender: Seat, letters: list[Letter], at: datetime) -> bool:
    """Keep these letters for the one seat they name; False when it isn't the other's seat now,
    or its owner has been away for so long that too much is kept for it.

    Looks again at everything that may have changed since the sender joined: care, appointment,
    end, and both seats. Not at the admission: the two pages connect while the patient waits.
    """
    with transaction.atomic():
        seat = (
            Seat.objects.select_for_update(of=("self",))
            .select_related("session__care", "session__appointment")
            .filter(pk=letters[0].to, session=sender.session_id, replaced_at=None, left_at=None)
            .filter(session__end=None, session__appointment__cancelled_at=None)
            .exclude(person=sender.person_id)
            .first()
        )
        still_there = Seat.objects.filter(pk=sender.pk, replaced_at=None).exists()
        if seat is None or not still_there:
            return False
        if not access.allows(sender.person, Action.JOIN_ROOM, seat.session.care):
            return False
        if SeatSignal.objects.filter(seat=seat).count() + len(letters) > MOST_KEPT:
            return False
        SeatSignal.objects.bulk_create(
            SeatSignal(
                seat=seat, seq=seq, writer=letter.writer, n=letter.n, text=letter.text, at=at
            )
            for seq, letter in enumerate(letters, start=seat.last_seq + 1)
        )
        Seat.objects.filter(pk=seat.pk).update(
            last_seq=seat.last_seq + len(letters), writer=letters[-1].writer, n=letters[-1].n
        )
    return True


def kept_for(*, seat: UUID) -> Kept:
    """All that is kept for this seat. What comes in while it is read is read, or not yet the last
    that was kept."""
    last = Seat.objects.values("writer", "n").get(pk=seat)
    rows = SeatSignal.objects.filter(seat=seat)
    letters = [
        (row.seq, Letter(to=seat, writer=row.writer, n=row.n, text=row.text)) for row in rows
    ]
    return Kept(writer=last["writer"], n=last["n"], letters=letters)


def count_from(*, seat: Seat, last_seq: int) -> None:
    """The page has numbers that were never kept, because the server died in between: go on after
    them, so that none is given twice."""
    if seat.last_seq < last_seq <= seat.last_seq + MOST_AHEAD:
        Seat.objects.filter(pk=seat.pk, last_seq__lt=last_seq).update(last_seq=last_seq)
