"""A session that has been booked."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from scheduling.models.series import Series
from scheduling.models.service import GroupSession, Modality, Service
from scheduling.slots import Span, Wanted

LONGEST = timedelta(days=1)
"""No appointment is longer; services end at three hours."""

# The meeting knows: `sessions` stands above and hangs its rows from this one.
NOT_ENDED = {"session__end": None}


class CancelReason(models.TextChoices):
    NOT_SAID = "not-said", _("rather not say")
    PLANS = "plans", _("something else came up")
    UNWELL = "unwell", _("illness")
    EMERGENCY = "emergency", _("an emergency")
    OTHER_TIME = "other-time", _("another time suits better")
    CARE_ENDED = "care-ended", _("your work together ended")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def live(self) -> "AppointmentQuerySet":
        """Not cancelled, whether ahead or past."""
        return self.filter(cancelled_at=None)

    def upcoming(self, *, at: datetime) -> "AppointmentQuerySet":
        """Live and not over yet, soonest first. One that its therapist has ended is over."""
        return self.live().filter(ends_at__gt=at, **NOT_ENDED).order_by("starts_at")

    def past(self, *, at: datetime) -> "AppointmentQuerySet":
        """Live and over, by the clock or because it was ended, latest first."""
        over = Q(ends_at__lte=at) | ~Q(**NOT_ENDED)
        return self.live().filter(over).order_by("-starts_at")

    def for_person(self, person: User) -> "AppointmentQuerySet":
        """Those in which this person is the patient or the therapist."""
        return self.filter(Q(patient=person) | Q(therapist=person))

    def next_for(self, person: User, *, at: datetime) -> "Appointment | None":
        """The session that is on or comes next, with its people and service loaded."""
        return self.for_person(person).upcoming(at=at).with_people().first()

    def alone(self) -> "AppointmentQuerySet":
        """Live sessions of two people by themselves. A seat in a group is not one: whoever has
        taken one counts as somebody the therapist has yet to meet."""
        return self.live().filter(group=None)

    def overlapping(self, start: datetime, end: datetime) -> "AppointmentQuerySet":
        """The lower bound on `starts_at` says nothing new but keeps years of history unread."""
        return self.filter(starts_at__lt=end, starts_at__gt=start - LONGEST, ends_at__gt=start)

    def numbered(self) -> "AppointmentQuerySet":
        """Each with `number`: which session of its care it is, from 1. What was cancelled or missed
        isn't counted, except for a missed one itself."""
        so_far = (
            self.model.objects.live()
            .filter(Q(missed=None) | Q(pk=OuterRef("pk")))
            .filter(care=OuterRef("care"), starts_at__lte=OuterRef("starts_at"))
            .order_by()
            .values("care")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.annotate(number=Subquery(so_far))

    def elsewhere(self) -> "AppointmentQuerySet":
        """Those without a room here: on the phone and at the practice."""
        return self.filter(modality__in=Modality.elsewhere())

    def with_people(self) -> "AppointmentQuerySet":
        return self.select_related("care", "therapist", "patient", "service")


class Appointment(Row):
    """One session of one care. Nobody is in two live ones at once: the database sees to it. Only
    the seats of one `group` share their therapist's time.

    `patient` and `therapist` repeat the care's, because that invariant needs them in this row.
    `sequence` counts the changes, as calendars want it (RFC 5545, 3.8.7.4). `modality` and the
    buffers (minutes) are the service's when it was booked. `series_day` is the day, on the clock of
    the series, that its rule gave; it stays when the session moves.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="appointments")
    therapist = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appointments_as_therapist"
    )
    patient = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appointments_as_patient"
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.VIDEO)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, related_name="appointments"
    )
    series_day = models.DateField(null=True)
    group = models.ForeignKey(
        GroupSession, on_delete=models.PROTECT, null=True, related_name="appointments"
    )
    sequence = models.PositiveIntegerField(default=0)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cancel_reason = models.CharField(max_length=20, choices=CancelReason, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(
                fields=["therapist", "starts_at"],
                name="appointment_by_therapist",
                condition=Q(cancelled_at=None),
            ),
            models.Index(
                fields=["patient", "starts_at"],
                name="appointment_by_patient",
                condition=Q(cancelled_at=None),
            ),
            models.Index(fields=["care", "starts_at"], name="appointment_by_care"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (
                    Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")
                ),
                name="appointment_cancelled_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_live(self) -> bool:
        return self.cancelled_at is None

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def wanted(self) -> Wanted:
        """What has to be free for this one elsewhere: it keeps the length, the buffers and the way
        of meeting it was booked with."""
        return replace(
            self.service.wanted,
            length=self.length,
            before=timedelta(minutes=self.buffer_before),
            after=timedelta(minutes=self.buffer_after),
            modality=self.modality,
        )

    @property
    def has_room(self) -> bool:
        """Whether the two meet in a room here, by picture, sound or text."""
        return self.modality not in Modality.elsewhere()

    def has_begun(self, *, at: datetime) -> bool:
        return self.starts_at <= at

    def is_over(self, *, at: datetime) -> bool:
        return self.ends_at <= at

    def opens_at(self, *, early_minutes: int) -> datetime:
        """When its room opens."""
        return self.starts_at - timedelta(minutes=early_minutes)

    def other(self, person: User) -> User:
        """The other one of the two."""
        return self.therapist if person.pk == self.patient_id else self.patient


class Scope(models.TextChoices):
    """How much of a series somebody changed at once."""

    ONE = "one", _("this session only")
    FOLLOWING = "following", _("this and the following")
    ALL = "all", _("all of them")


class AppointmentChange(Row):
    """An appointment was moved: from when to when, by whom, alone or with its series. One that was
    moved alone stays where it was put when its series moves."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    starts_at_before = models.DateTimeField()
    starts_at = models.DateTimeField()
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ONE)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.starts_at_before:%Y-%m-%d %H:%M} to {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.appointment.care
