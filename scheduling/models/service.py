"""What can be booked: a kind of session, its length, and by whom and with whom."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from scheduling.slots import Span, Wanted


class Modality(models.TextChoices):
    VIDEO = "video", _("by video")
    PHONE = "phone", _("by phone")
    TEXT = "text", _("by text chat")
    IN_PERSON = "in-person", _("in person")

    @classmethod
    def elsewhere(cls) -> tuple["Modality", ...]:
        """Those that need no room here: on the phone, at the practice."""
        return (cls.PHONE, cls.IN_PERSON)


class Audience(models.TextChoices):
    NEW = "new", _("people who have not met the therapist yet")
    EXISTING = "existing", _("people who have met the therapist before")
    ANYONE = "anyone", _("everybody")
    INVITED = "invited", _("people the therapist has invited to it")


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> "ServiceQuerySet":
        return self.filter(retired_at=None)

    def single(self) -> "ServiceQuerySet":
        """For one patient. Groups are planned by the therapist and not cut out of free times."""
        return self.filter(seats=1)

    def groups(self) -> "ServiceQuerySet":
        return self.filter(seats__gt=1)

    def by(self, therapist: User) -> "ServiceQuerySet":
        """Those this therapist offers."""
        return self.filter(Q(everybody_offers=True) | Q(offered_by=therapist)).distinct()

    def by_invitation(self) -> "ServiceQuerySet":
        """Those for people whom the therapist has invited to them."""
        return self.offered().filter(audience=Audience.INVITED)

    def welcoming(
        self, *, acquainted: bool, patient: User | None = None, therapist: User | None = None
    ) -> "ServiceQuerySet":
        """What somebody may book who has, or has not yet, had a session with the therapist, groups
        among them; with this very therapist and by this very patient, if they are known.

        What is meant for exactly them comes first.
        """
        audience = Audience.EXISTING if acquainted else Audience.NEW
        welcome = Q(audience=audience) | Q(audience=Audience.ANYONE)
        if patient is not None and therapist is not None:
            invited = ServiceInvitation.objects.open().filter(
                service=OuterRef("pk"), care__patient=patient, care__therapist=therapist
            )
            welcome |= Q(Exists(invited), audience=Audience.INVITED)
        services = self.offered().filter(welcome)
        return services if therapist is None else services.by(therapist)


class Service(Row):
    """A kind of session. Appointments keep the length and the buffers they were booked with.

    `notice_hours` and `ahead_days` stand in for the practice's own where they are set. A service
    with more than one seat is a group: therapists plan its sessions, patients take a seat.
    """

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
    buffer_before = models.PositiveSmallIntegerField(
        _("minutes kept free before"), default=0, validators=[MaxValueValidator(60)]
    )
    buffer_after = models.PositiveSmallIntegerField(
        _("minutes kept free after"), default=0, validators=[MaxValueValidator(60)]
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("hours of notice"), null=True, blank=True, validators=[MaxValueValidator(14 * 24)]
    )
    ahead_days = models.PositiveSmallIntegerField(
        _("days ahead"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    price = models.DecimalField(
        _("price"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    shows_price = models.BooleanField(_("show the price to visitors"), default=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    everybody_offers = models.BooleanField(_("every therapist offers it"), default=True)
    offered_by = models.ManyToManyField(
        User, blank=True, related_name="services", verbose_name=_("therapists who offer it")
    )
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        # Declining: "new", "invited", "existing", "anyone", so the most fitting comes first.
        ordering = ["-audience", "minutes", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="service_has_a_seat"),
        ]

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

    @property
    def wanted(self) -> Wanted:
        """What has to be free for one of these."""
        return Wanted(
            length=self.length,
            step=self.step,
            before=timedelta(minutes=self.buffer_before),
            after=timedelta(minutes=self.buffer_after),
            modality=self.modality,
            notice=None if self.notice_hours is None else timedelta(hours=self.notice_hours),
            ahead=None if self.ahead_days is None else timedelta(days=self.ahead_days),
        )

    def meant_for(self, *, acquainted: bool) -> bool:
        """Whether it is open, without an invitation, to somebody who has or hasn't met them yet."""
        wanted = Audience.EXISTING if acquainted else Audience.NEW
        return self.audience in (wanted, Audience.ANYONE)

    @property
    def is_group(self) -> bool:
        return self.seats > 1


class ServiceInvitationQuerySet(models.QuerySet["ServiceInvitation"]):
    def open(self) -> "ServiceInvitationQuerySet":
        """Not withdrawn, and the work together goes on."""
        return self.filter(withdrawn_at=None, care__ended_at=None)


class ServiceInvitation(Row):
    """A therapist lets one of their patients book a service that is by invitation."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="invitations")
    care = models.ForeignKey(Care, on_delete=models.CASCADE, related_name="service_invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ServiceInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "care"],
                condition=Q(withdrawn_at=None),
                name="one_open_invitation_to_a_service",
            )
        ]

    def __str__(self) -> str:
        return f"invited {self.invited_at:%Y-%m-%d}"


class GroupSessionQuerySet(models.QuerySet["GroupSession"]):
    def live(self) -> "GroupSessionQuerySet":
        return self.filter(cancelled_at=None)

    def upcoming(self, *, at: datetime) -> "GroupSessionQuerySet":
        """Live and not begun yet, soonest first."""
        return self.live().filter(starts_at__gt=at).order_by("starts_at")

    def with_seats(self) -> "GroupSessionQuerySet":
        """Each with `taken`: how many of its seats are somebody's."""
        held = Count("appointments", filter=Q(appointments__cancelled_at=None))
        return self.select_related("service", "therapist").annotate(taken=held)

    def overlapping(self, start: object, end: object) -> "GroupSessionQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class GroupSession(Row):
    """One planned meeting of a group. Each taken seat is an `Appointment` of one care that names
    it; nobody in the group sees who else has a seat until they meet."""

    therapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="group_sessions")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="group_sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GroupSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(
                fields=["therapist", "starts_at"],
                name="group_session_by_therapist",
                condition=Q(cancelled_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="group_session_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    def has_begun(self, *, at: datetime) -> bool:
        return self.starts_at <= at

    @property
    def left(self) -> int:
        """How many seats are nobody's, of a row that was asked for `with_seats()`."""
        taken: int = self.__dict__["taken"]
        return max(self.seats - taken, 0)
