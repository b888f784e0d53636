"""What can be booked: a kind of session and its length."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Row


class Modality(models.TextChoices):
    VIDEO = "video", _("by video")
    PHONE = "phone", _("by phone")


class Audience(models.TextChoices):
    NEW = "new", _("people who have not met the therapist yet")
    EXISTING = "existing", _("people who have met the therapist before")
    ANYONE = "anyone", _("everybody")


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> "ServiceQuerySet":
        return self.filter(retired_at=None)

    def suiting(self, *, acquainted: bool) -> "ServiceQuerySet":
        """What somebody may book who has, or has not yet, had a session with the therapist.

        What is meant for exactly them comes first.
        """
        audience = Audience.EXISTING if acquainted else Audience.NEW
        return self.offered().filter(Q(audience=audience) | Q(audience=Audience.ANYONE))


class Service(Row):
    """A kind of session. Appointments keep the length they were booked with."""

    name = models.CharField(_("name"), max_length=60)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        default=50,
        validators=[MinValueValidator(15), MaxValueValidator(180)],
    )
    modality = models.CharField(
        _("how you meet"), max_length=10, choices=Modality, default=Modality.VIDEO
    )
    audience = models.CharField(
        _("who can book it"), max_length=10, choices=Audience, default=Audience.ANYONE
    )
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        # Declining: "new" before "existing" before "anyone", so the most fitting comes first.
        ordering = ["-audience", "minutes", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def step(self) -> timedelta:
        """How far apart starts are offered: on the hour, or the half hour for short sessions, so
        that one booking doesn't leave gaps too short for the next."""
        return timedelta(minutes=30 if self.minutes <= 30 else 60)

    def suits(self, *, acquainted: bool) -> bool:
        """Whether somebody may book it who has, or has not yet, met the therapist."""
        return self.retired_at is None and (
            self.audience == Audience.ANYONE or (self.audience == Audience.EXISTING) == acquainted
        )
