"""When a therapist works: weekly hours on their own wall clock, and time off."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Row, User
from scheduling.models.service import Modality
from scheduling.slots import WeeklyRule
from scheduling.weeks import END_OF_DAY, Dates, Stretch


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeeklyHoursQuerySet(models.QuerySet["WeeklyHours"]):
    def of(self, therapist: User) -> "WeeklyHoursQuerySet":
        return self.filter(therapist=therapist)

    def on_one_day(self) -> "WeeklyHoursQuerySet":
        """Extra hours, which hold on one day."""
        return self.filter(since__isnull=False, since=F("until"))

    def regular(self) -> "WeeklyHoursQuerySet":
        """What repeats from week to week."""
        return self.filter(Q(since=None) | Q(until=None) | ~Q(since=F("until")))

    def within(self, first: date | None, last: date | None) -> "WeeklyHoursQuerySet":
        """What holds on some day between two, both counted in; None is without end."""
        rows = self
        if last is not None:
            rows = rows.filter(Q(since=None) | Q(since__lte=last))
        if first is not None:
            rows = rows.filter(Q(until=None) | Q(until__gte=first))
        return rows


class WeeklyHours(Row):
    """Open every week from `opens` to `closes` in the therapist's zone; 00:00 closes the day.

    From the day `since` to the day `until`, both counted in; None is without end. A row whose
    `since` is its `until` is extra hours on that one day and holds on holidays, too. An empty
    `modality` is any.
    """

    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    modality = models.CharField(max_length=10, choices=Modality, blank=True)

    objects = WeeklyHoursQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")),
                name="hours_until_after_since",
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")) | Q(closes=time()), name="hours_close_after_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{Weekday(self.weekday).label} {self.opens:%H:%M}–{self.closes:%H:%M}"

    @property
    def rule(self) -> WeeklyRule:
        return WeeklyRule(
            self.weekday,
            self.opens,
            self.closes,
            self.since or date.min,
            self.until or date.max,
        )

    @property
    def dates(self) -> Dates:
        return Dates(self.since, self.until)

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.weekday, self.opens, self.closes, self.modality)


class TimeOffQuerySet(models.QuerySet["TimeOff"]):
    def overlapping(self, start: datetime, end: datetime) -> "TimeOffQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def ahead(self, *, at: datetime) -> "TimeOffQuerySet":
        """What has not passed yet, soonest first."""
        return self.filter(ends_at__gt=at).order_by("starts_at")


class TimeOff(Row):
    """A stretch in which nothing is offered, whatever the weekly hours say."""

    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = TimeOffQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["therapist", "ends_at"], name="time_off_by_therapist")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="time_off_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"

    def minutes_of(self, day: date, zone: ZoneInfo) -> tuple[int, int]:
        """From and until which minute of this day's wall clock it lasts, maybe none at all."""
        begins, ends = self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)
        start = 0 if begins.date() < day else begins.hour * 60 + begins.minute
        end = END_OF_DAY if ends.date() > day else ends.hour * 60 + ends.minute
        return (start, end) if begins.date() <= day <= ends.date() else (0, 0)


class Asks(models.TextChoices):
    """Whose bookings wait for the therapist's yes."""

    NOBODY = "nobody", _("nobody: bookings count at once")
    NEW = "new", _("people I have not met yet")
    EVERYBODY = "everybody", _("everybody")


class TherapistRules(Row):
    """How one therapist can be booked. Without a row: no caps, no holidays, no asking first.

    Caps count sessions per day and per week (Monday to Sunday) of the therapist's own zone.
    `paused_at` stops new bookings; what is booked stays.
    """

    therapist = models.OneToOneField(User, on_delete=models.CASCADE, related_name="booking_rules")
    daily_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    weekly_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    holidays_country = models.CharField(max_length=2, blank=True)
    holidays_subdivision = models.CharField(max_length=10, blank=True)
    asks_first = models.CharField(max_length=10, choices=Asks, default=Asks.NOBODY)
    paused_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"rules of {self.therapist_id}"
