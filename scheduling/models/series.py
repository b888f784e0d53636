"""Sessions that repeat, at one wall-clock time in the therapist's zone."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from scheduling.models.service import Service
from scheduling.recurrence import Rhythm, Rule, occurrences


class Frequency(models.TextChoices):
    WEEKLY = "weekly", _("every week or every few weeks")
    MONTHLY = "monthly", _("every month on the same weekday")


class Series(Row):
    """The rule that a row of sessions was booked by. The sessions themselves are `Appointment`s.

    `first_on` and `wall_time` are on the clock of `zone`, the therapist's when it was booked.
    Weekly repeats every `interval` weeks; monthly every `interval` months on the same weekday of
    the month (its second Tuesday, or its last when the first one was in a fifth week). Either
    `count` or `until` (a day, counted in) ends it. When this and the following sessions are moved
    to another time, they go on under a series of their own that `continues` this one, and this one
    ends by the `count` of what came before.
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
    """The series this one was cut from."""

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

    @property
    def rule(self) -> Rule:
        return Rule(
            rhythm=Rhythm(self.frequency),
            interval=self.interval,
            first_on=self.first_on,
            wall_time=self.wall_time,
            zone=ZoneInfo(self.zone),
            count=self.count,
            until=self.until,
        )

    def family(self) -> "list[Series]":
        """This one and those it was cut from or continues in, in the order they were made."""
        of_care = list(Series.objects.filter(care=self.care_id))
        found = {self.pk}
        while (
            more := {
                pk
                for one in of_care
                for pk in (one.pk, one.continues_id)
                if pk is not None and found & {one.pk, one.continues_id}
            }
            - found
        ):
            found |= more
        return [one for one in of_care if one.pk in found]


def days_of(family: "list[Series]") -> "list[tuple[Series, date]]":
    """The days that the rules of a family give one after the other, each with its series."""
    return [(series, one.day) for series in family for one in occurrences(series.rule)]
