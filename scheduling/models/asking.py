"""Times that wait for somebody's yes: requests to a therapist, and the waitlist's offers."""

from datetime import datetime, timedelta
from typing import Literal

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from scheduling.models.appointment import Appointment
from scheduling.models.hold import Hold
from scheduling.models.service import Service


class DeclineReason(models.TextChoices):
    TIME = "time", _("this time doesn't work after all")
    FULL = "full", _("there is no room for new sessions at the moment")
    FIT = "fit", _("somebody else may be a better fit")


class BookingRequestQuerySet(models.QuerySet["BookingRequest"]):
    def open(self) -> "BookingRequestQuerySet":
        """Not answered, taken back or lapsed yet."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None, lapsed_at=None)

    def live(self, *, at: datetime) -> "BookingRequestQuerySet":
        """Open, and its time not run out."""
        return self.open().filter(lapses_at__gt=at)

    def with_people(self) -> "BookingRequestQuerySet":
        return self.select_related(
            "care__patient", "care__therapist__therapist_profile", "service", "appointment"
        )


class BookingRequest(Row):
    """A patient asks for a time and the therapist says yes or no.

    Until `lapses_at` a hold keeps it. A yes makes an appointment; no answer in time
    gives the time back and tells both.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="booking_requests")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hold = models.OneToOneField(Hold, on_delete=models.SET_NULL, null=True, related_name="request")
    requested_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=10, choices=DeclineReason, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, related_name="request"
    )

    objects = BookingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["care"],
                condition=Q(accepted_at=None, declined_at=None, withdrawn_at=None, lapsed_at=None),
                name="one_open_request_per_care",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} asked for"

    @property
    def is_open(self) -> bool:
        """Not answered, taken back or lapsed yet."""
        return self.state == "open"

    @property
    def state(self) -> Literal["open", "accepted", "declined", "withdrawn", "lapsed"]:
        if self.accepted_at is not None:
            return "accepted"
        if self.declined_at is not None:
            return "declined"
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "lapsed" if self.lapsed_at is not None else "open"

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def is_live(self, *, at: datetime) -> bool:
        """Open, and its time not run out."""
        return self.is_open and at < self.lapses_at


class WaitlistEntryQuerySet(models.QuerySet["WaitlistEntry"]):
    def open(self) -> "WaitlistEntryQuerySet":
        """Still waiting, the longest first."""
        return self.filter(closed_at=None).order_by("joined_at", "pk")

    def with_people(self) -> "WaitlistEntryQuerySet":
        return self.select_related(
            "care__patient",
            "care__therapist__therapist_profile",
            "care__therapist__booking_rules",
            "service",
        )

    def placed(self) -> "WaitlistEntryQuerySet":
        """Each with `ahead`: how many wait longer for the same therapist."""
        longer = (
            self.model.objects.filter(
                care__therapist=OuterRef("care__therapist"),
                closed_at=None,
                joined_at__lt=OuterRef("joined_at"),
            )
            .order_by()
            .values("care__therapist")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(ahead=Coalesce(Subquery(longer), 0))


class WaitlistEntry(Row):
    """A patient waits for a time with one therapist that suits them.

    `suits` lists the parts of the week, such as ``"3-evening"`` (Monday is 0), on the patient's
    clock; an empty list is any time.
    """

    class Closed(models.TextChoices):
        BOOKED = "booked", _("a time was found")
        LEFT = "left", _("taken off by the patient")
        CARE_ENDED = "care-ended", _("the work together ended")
        OVER = "over", _("the last day that suited has passed")

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="waitlist_entries")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    suits = models.JSONField(default=list)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=10, choices=Closed, blank=True)

    objects = WaitlistEntryQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["care"], condition=Q(closed_at=None), name="waits_once_per_care"
            )
        ]

    def __str__(self) -> str:
        return f"waiting since {self.joined_at:%Y-%m-%d}"


class WaitlistOfferQuerySet(models.QuerySet["WaitlistOffer"]):
    def open(self) -> "WaitlistOfferQuerySet":
        """Not answered, run out or taken back yet."""
        return self.filter(taken_at=None, declined_at=None, lapsed_at=None, withdrawn_at=None)

    def live(self, *, at: datetime) -> "WaitlistOfferQuerySet":
        """Open, and its time not run out."""
        return self.open().filter(expires_at__gt=at)

    def with_people(self) -> "WaitlistOfferQuerySet":
        return self.select_related(
            "entry__care__patient",
            "entry__care__therapist__therapist_profile",
            "entry__service",
            "hold",
            "appointment",
        )


class WaitlistOffer(Row):
    """A free time offered to one who waits and held for them until `expires_at`.

    Its link works once. `withdrawn_at`: the therapist was suspended meanwhile, so it counts as
    never offered.
    """

    entry = models.ForeignKey(WaitlistEntry, on_delete=models.CASCADE, related_name="offers")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hold = models.OneToOneField(Hold, on_delete=models.SET_NULL, null=True, related_name="offer")
    token_hash = models.CharField(max_length=64, unique=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, related_name="offer"
    )

    objects = WaitlistOfferQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(taken_at=None, declined_at=None, lapsed_at=None, withdrawn_at=None),
                name="one_open_offer_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} offered until {self.expires_at:%H:%M}"

    @property
    def care(self) -> Care:
        return self.entry.care

    @property
    def state(self) -> Literal["open", "taken", "declined", "withdrawn", "lapsed"]:
        if self.taken_at is not None:
            return "taken"
        if self.declined_at is not None:
            return "declined"
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "lapsed" if self.lapsed_at is not None else "open"

    def is_live(self, *, at: datetime) -> bool:
        """Open, and its time not run out."""
        return self.state == "open" and at < self.expires_at


class MissedKind(models.TextChoices):
    LATE = "late", _("cancelled late")
    NO_SHOW = "no-show", _("did not come")


class MissedReason(models.TextChoices):
    NOT_KNOWN = "not-known", _("not known")
    UNWELL = "unwell", _("illness")
    EMERGENCY = "emergency", _("an emergency")
    TECHNICAL = "technical", _("technical trouble")
    FORGOTTEN = "forgotten", _("forgotten")
    OTHER = "other", _("something else")


class MissedSessionQuerySet(models.QuerySet["MissedSession"]):
    def late(self) -> "MissedSessionQuerySet":
        """Cancelled by the patient after the practice's window."""
        return self.filter(kind=MissedKind.LATE)


class MissedSession(Row):
    """A session was cancelled after the practice's window or the patient did not come.

    `waived_at`: the therapist or an admin has decided that it doesn't count.
    """

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="missed")
    kind = models.CharField(max_length=10, choices=MissedKind)
    reason = models.CharField(max_length=20, choices=MissedReason)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MissedSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} marked {self.marked_at:%Y-%m-%d}"

    @property
    def care(self) -> Care:
        return self.appointment.care
