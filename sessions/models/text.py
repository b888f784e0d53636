"""A session in writing: its lines while it lives, and whether they are kept after it."""

from django.db import models
from django.db.models import Q

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session


class ChatLineQuerySet(models.QuerySet["ChatLine"]):
    def of(self, session: Session) -> "ChatLineQuerySet":
        """The lines of one session in their order, with who wrote them."""
        return self.filter(session=session).select_related("author").order_by("number")


class ChatLine(models.Model):
    """One thing that somebody wrote. The server numbers them, from 1 without gaps.

    `client_id` is the writing page's own name for it: sent twice, it is still one line. Erased when
    the session is closed, unless both have agreed to keep it.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="chat_lines")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    at = models.DateTimeField()

    objects = ChatLineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], name="one_line_per_session_and_number"
            ),
            models.UniqueConstraint(
                fields=["session", "client_id"], name="one_line_per_session_and_client_id"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number}"

    @property
    def care(self) -> Care:
        return self.session.care


class ChatMark(models.Model):
    """How far somebody's page has got the lines, and how far they were in view. Only grows."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="chat_marks")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    received = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="one_chat_mark_per_person_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"received {self.received}, read {self.read}"

    @property
    def care(self) -> Care:
        return self.session.care


class KeepWishQuerySet(models.QuerySet["KeepWish"]):
    def standing(self) -> "KeepWishQuerySet":
        return self.filter(taken_back_at=None)


class KeepWish(Row):
    """One of the two agreed that what they write is kept after the session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="keep_wishes")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = KeepWishQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(taken_back_at=None),
                name="one_standing_keep_wish_per_person_and_session",
            )
        ]

    def __str__(self) -> str:
        return f"agreed at {self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care


class Transcript(Row):
    """Both agreed, and the session has ended: its lines are kept as a part of the record."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="transcript")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"kept at {self.kept_at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care
