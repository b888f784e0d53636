"""The waiting room: a row, so that neither a reload nor a lost socket loses anybody."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session
from sessions.room.protocol import Presence
from sessions.room.state import presence


class WaitingEntry(Row):
    """The patient has come. The place is kept until the session ends, whatever the line does."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="waiting")
    arrived_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    visible = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"waiting since {self.arrived_at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care

    def presence(self, *, at: datetime) -> Presence:
        """``here``, ``away`` for a moment, ``gone`` for a while, or ``left`` on purpose."""
        return presence(
            last_seen_at=self.last_seen_at, left_at=self.left_at, visible=self.visible, at=at
        )


class Admission(Row):
    """The therapist let the patient in, for the whole session: a reload needs no other."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="admission")
    admitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care


class WaitingWordQuerySet(models.QuerySet["WaitingWord"]):
    def standing(self, session: Session) -> "WaitingWord | None":
        """What the patient is shown now: the last that was said, until they are let in."""
        return self.standing_in([session]).get(session.pk)

    def standing_in(self, sessions: Iterable[Session]) -> "dict[UUID, WaitingWord]":
        """The same for many, by session. One query, or none where nobody waits."""
        waiting = {one.pk for one in sessions if not (one.is_admitted or one.is_ended)}
        last: dict[UUID, WaitingWord] = {}
        for word in self.filter(session__in=waiting).order_by("at") if waiting else ():
            last[word.session_id] = word
        return last


class WaitingWord(Row):
    """The therapist asked whoever waits for a little patience, in a few words."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="waiting_words")
    words = EncryptedTextField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = WaitingWordQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"asked to wait at {self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care
