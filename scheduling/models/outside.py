"""Calendars elsewhere: the feed we give out, and the ones we read as busy time."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Row, User
from privacy.fields import EncryptedTextField


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def open(self) -> "CalendarFeedQuerySet":
        """Not revoked. Nobody reads the feed of somebody who is kept out."""
        return self.filter(revoked_at=None, person__is_active=True)


class CalendarFeed(Row):
    """A secret address that one person's calendar subscribes to. It says only "Session".

    Found by the hash of its token; the token itself is encrypted, so that its owner can read the
    address again.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="one_open_feed_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"feed of {self.person_id}"


class Trouble(models.TextChoices):
    """Why an outside calendar could not be read."""

    NOT_ALLOWED = "not-allowed", _("the address leads to a place we don't read from")
    UNREACHABLE = "unreachable", _("nothing answered there")
    REFUSED = "refused", _("the calendar refused to be read")
    TOO_SLOW = "too-slow", _("it took too long to answer")
    TOO_BIG = "too-big", _("the calendar is too big")
    NOT_A_CALENDAR = "not-a-calendar", _("what came back is not a calendar we can read")


READ_EVERY = timedelta(minutes=10)
CLAIM = timedelta(minutes=2)
"""Longer than any reading takes."""

UNDO = timedelta(hours=1)
"""How long a calendar that was taken away can be put back."""


class OutsideCalendarQuerySet(models.QuerySet["OutsideCalendar"]):
    def kept(self) -> "OutsideCalendarQuerySet":
        return self.filter(removed_at=None)

    def claimable(self, *, at: datetime) -> "OutsideCalendarQuerySet":
        """Which nobody is reading just now, nor has read a moment ago."""
        return self.kept().filter(Q(tried_at=None) | Q(tried_at__lte=at - CLAIM))

    def due(self, *, at: datetime) -> "OutsideCalendarQuerySet":
        """To be read again. Nobody books with somebody who is kept out."""
        return self.kept().filter(
            Q(tried_at=None) | Q(tried_at__lte=at - READ_EVERY), therapist__is_active=True
        )

    def just_removed(self, *, at: datetime) -> "OutsideCalendarQuerySet":
        """Those that can still be put back."""
        return self.filter(removed_at__gt=at - UNDO)

    def with_busy_ahead(self, *, at: datetime) -> "OutsideCalendarQuerySet":
        """Each with `busy_ahead`: how many busy stretches lie ahead, but for the unknown at the
        end."""
        ahead = Q(busy__ends_at__gt=at, busy__starts_at__lt=F("covers_until"))
        return self.annotate(busy_ahead=Count("busy", filter=ahead))


class OutsideCalendar(Row):
    """A therapist's calendar elsewhere, read by its ICS address. Its events are busy time.

    When it can't be read the last good copy goes on counting: nothing is freed that we can't see.
    `tried_at` is also the claim of whoever reads it. `covers_until` is how far the last good copy
    was expanded; all beyond it counts as busy. `content_hash` tells whether a copy is a new one.
    """

    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="outside_calendars")
    name = models.CharField(_("name"), max_length=60)
    url = EncryptedTextField()
    added_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    covers_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, choices=Trouble, blank=True)
    troubled_since = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    removed_at = models.DateTimeField(null=True)

    objects = OutsideCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"outside calendar {self.pk}"


class OutsideBusyQuerySet(models.QuerySet["OutsideBusy"]):
    def overlapping(self, start: datetime, end: datetime) -> "OutsideBusyQuerySet":
        """Those of calendars that are still kept."""
        return self.filter(starts_at__lt=end, ends_at__gt=start, calendar__removed_at=None)


class OutsideBusy(Row):
    """A stretch that an outside calendar says is busy. What it is about is never kept."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="busy")
    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = OutsideBusyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["therapist", "ends_at"], name="outside_busy_by_therapist")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="outside_busy_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"
