"""Keeping signals for the other's seat, numbered, until they have arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from people import access
from people.access import Action
from sessions.models import Seat, SeatSignal
from sessions.room.post import Kept, Letter

MOST_KEPT = 1_000
"""For one seat. Who is there takes a few dozen in a minute; for who is away nothing piles up."""
MOST_AHEAD = 10_000
"""How far a page may be ahead of what was kept: a server that was killed kept less than it sent."""


@dataclass(frozen=True, slots=True)
class Post:
    """What one page has written for the one seat that these letters name."""

    sender: Seat
    letters: list[Letter]


def keep_letters(*, many: Sequence[Post], at: datetime) -> list[bool]:
    """Keep these letters, in a fixed number of queries. For each post whether they are kept: not
    when it isn't the other's seat now, or its owner has been away for so long that too much is
    kept for it.

    Looks again at everything that may have changed since the senders joined: care, appointment,
    end, and both seats. Not at the admission: the two pages connect while the patient waits.
    """
    kept = []
    rows: list[SeatSignal] = []
    with transaction.atomic():
        seats = _lock_seats({post.letters[0].to for post in many})
        senders = Seat.objects.filter(pk__in={post.sender.pk for post in many}, replaced_at=None)
        there = set(senders.values_list("pk", flat=True))
        counted = SeatSignal.objects.filter(seat__in=seats).order_by().values_list("seat")
        count = dict(counted.annotate(Count("pk")))
        for post in many:
            seat = seats.get(post.letters[0].to)
            goes = (
                seat is not None
                and post.sender.pk in there
                and _is_for(seat, post.sender)
                and count.get(seat.pk, 0) + len(post.letters) <= MOST_KEPT
            )
            kept.append(goes)
            if seat is not None and goes:
                count[seat.pk] = count.get(seat.pk, 0) + len(post.letters)
                rows += _number(post.letters, seat, at=at)
        SeatSignal.objects.bulk_create(rows)
        written = {row.seat_id for row in rows}
        Seat.objects.bulk_update([seats[pk] for pk in written], ["last_seq", "writer", "n"])
    return kept


def _lock_seats(wanted: set[UUID]) -> dict[UUID, Seat]:
    """Those of these seats that may be written to, locked in the order of their keys: two processes
    can't wait for each other in a ring."""
    seats = (
        Seat.objects.select_for_update(of=("self",))
        .select_related("session__care", "session__appointment")
        .filter(pk__in=wanted, replaced_at=None, left_at=None)
        .filter(session__end=None, session__appointment__cancelled_at=None)
        .order_by("pk")
    )
    return {seat.pk: seat for seat in seats}


def _is_for(seat: Seat, sender: Seat) -> bool:
    """Whether this is the seat of the other person in the sender's room, and they may be there."""
    return (
        seat.session_id == sender.session_id
        and seat.person_id != sender.person_id
        and access.allows(sender.person, Action.JOIN_ROOM, seat.session.care)
    )


def _number(letters: list[Letter], seat: Seat, *, at: datetime) -> list[SeatSignal]:
    """The letters under the seat's next numbers."""
    first, last = seat.last_seq + 1, letters[-1]
    seat.last_seq, seat.writer, seat.n = seat.last_seq + len(letters), last.writer, last.n
    return [
        SeatSignal(seat=seat, seq=seq, writer=letter.writer, n=letter.n, text=letter.text, at=at)
        for seq, letter in enumerate(letters, start=first)
    ]


def kept_for(*, seat: UUID) -> Kept:
    """All that is kept for this seat. What comes in while it is read is read, or not yet the last
    that was kept."""
    last = Seat.objects.values("writer", "n").get(pk=seat)
    rows = SeatSignal.objects.filter(seat=seat)
    letters = [
        (row.seq, Letter(to=seat, writer=row.writer, n=row.n, text=row.text)) for row in rows
    ]
    return Kept(writer=last["writer"], n=last["n"], letters=letters)


def forget_letters(seats: QuerySet[Seat]) -> None:
    """Erase what is kept for these seats, within a transaction until whose end nothing is added.

    The seats are locked before their signals, as heartbeats do: in the other order the two would
    wait for each other.
    """
    locked = list(seats.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    SeatSignal.objects.filter(seat__in=locked).delete()


def count_from(*, seat: Seat, last_seq: int) -> None:
    """The page has numbers that were never kept, because the server died in between: go on after
    them, so that none is given twice."""
    if seat.last_seq < last_seq <= seat.last_seq + MOST_AHEAD:
        Seat.objects.filter(pk=seat.pk, last_seq__lt=last_seq).update(last_seq=last_seq)
