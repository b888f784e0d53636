"""The telephone: which number, that a session went on there, and how each call went."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session


class CallNumber(Row):
    """The number the patient gave for this very session. It goes before every other they gave."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="call_number")
    phone = EncryptedTextField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"number given at {self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care


class PhoneMoveQuerySet(models.QuerySet["PhoneMove"]):
    def standing(self) -> "PhoneMoveQuerySet":
        """Those not taken back: the session goes on by phone."""
        return self.filter(back_at=None)


class PhoneMove(Row):
    """The therapist moved the session to the phone, and perhaps back."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="phone_moves")
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    back_at = models.DateTimeField(null=True)

    objects = PhoneMoveQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(back_at=None),
                name="one_standing_phone_move_per_session",
            )
        ]

    def __str__(self) -> str:
        return f"moved to the phone at {self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care


class Outcome(models.TextChoices):
    TOOK_PLACE = "took-place", _("took place")
    NOT_REACHED = "not-reached", _("not reached")
    CUT_SHORT = "cut-short", _("cut short")


class PhoneCallQuerySet(models.QuerySet["PhoneCall"]):
    def unreached(self) -> "PhoneCallQuerySet":
        """Those at which nobody answered."""
        return self.filter(outcome=Outcome.NOT_REACHED)

    def running(self) -> "PhoneCallQuerySet":
        return self.filter(ended_at=None)


class PhoneCall(Row):
    """One call: when the therapist began it, when it ended, and how."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="phone_calls")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    objects = PhoneCallQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(ended_at=None), name="one_running_call_per_session"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="a_call_that_ended_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"call of {self.begun_at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care

    @property
    def minutes(self) -> int:
        """How long it took, in whole minutes."""
        ended: datetime = self.ended_at or self.begun_at
        return round((ended - self.begun_at).total_seconds() / 60)
