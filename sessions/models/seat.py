"""Seats and the signals addressed to them: the room's memory while it is open."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session
from sessions.room.protocol import Presence
from sessions.room.state import presence


class Seat(Row):
    """One page of one person in one room. A socket that returns takes its seat again.

    A person has one seat at a time: opening the room elsewhere replaces the one before.
    `socket` is the one that took it last. `last_seq` counts the signals kept for it; `writer` and
    `n` say which was the last.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    socket = models.CharField(max_length=32, blank=True, default="", db_default="")
    taken_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    mic = models.BooleanField(default=True)
    camera = models.BooleanField(default=True)
    receives = models.CharField(max_length=7, default="all")
    last_seq = models.PositiveIntegerField(default=0)
    writer = models.CharField(max_length=32, blank=True, default="")
    n = models.PositiveIntegerField(default=0)
    replaced_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(replaced_at=None),
                name="one_seat_per_person_and_session",
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care

    @property
    def is_stopped(self) -> bool:
        """Whether it was taken before somebody said that the compared words differ: whoever is in
        between may be on this page's line, so only a new page goes on."""
        stopped: datetime | None = self.session.differed_at
        return stopped is not None and self.taken_at <= stopped

    def presence(self, *, at: datetime) -> Presence:
        """A hidden tab in a call is still here: people look something up while they talk."""
        return presence(last_seen_at=self.last_seen_at, left_at=self.left_at, visible=True, at=at)


class SeatSignal(models.Model):
    """One numbered message for a seat, kept so that a lost socket loses nothing.

    ``writer`` is the socket it came on and ``n`` the number it had there, so that a reader who was
    handed it over the channel layer knows it again.

    Session descriptions name network addresses, so the text is encrypted, and the rows go with
    the seat or when the session ends.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="signals")
    seq = models.PositiveIntegerField()
    writer = models.CharField(max_length=32)
    n = models.PositiveIntegerField()
    text = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "seq"], name="one_signal_per_seat_and_number")
        ]

    def __str__(self) -> str:
        return f"signal {self.seq}"

    @property
    def care(self) -> Care:
        return self.seat.care
