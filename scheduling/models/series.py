"""Sessions that repeat, at one wall-clock time in the therapist's zone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from scheduling.models.service import Service


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("every week or every few weeks")
    MONTHLY = "monthly", _("every month on the same weekday")


class Series(Row):
    """The rule that a row of sessions was booked by. The sessions themselves are `Appointment`s.

    `first_on` and `wall_time` are on the clock of `zone`, the therapist's when it was booked.
    Weekly repeats every `interval` weeks; monthly every `interval` months on the same weekday of
    the month (its second Tuesday, or its last when the first one was in a fifth week). Either
    `count` or `until` (a day, counted in) ends it.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="series")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=10, choices=Frequency)
    interval = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField()
    wall_time = models.TimeField()
    zone = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField(null=True)
    until = models.DateField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    """The series this one was cut from when "this and the following" were moved."""

    class Meta:
        ordering = ["made_at"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(count__isnull=False, until=None) | Q(count=None, until__isnull=False),
                name="series_ends_by_count_or_day",
            ),
            models.CheckConstraint(condition=Q(interval__gte=1), name="series_goes_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.frequency} from {self.first_on} {self.wall_time:%H:%M}"
