"""The practice itself: its name and its rules. One row."""

from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.zones import valid_zone


class Practice(models.Model):
    """Name, place and rules. Every rule is explained on screen before it bites."""

    name = models.CharField(_("name"), max_length=80, default="Attune")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="PT")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Lisbon", validators=[valid_zone]
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes a chosen time is held"),
        default=10,
        validators=[MinValueValidator(2), MaxValueValidator(60)],
    )
    minimum_notice_hours = models.PositiveSmallIntegerField(
        _("hours of notice before a session can be booked"),
        default=12,
        validators=[MaxValueValidator(14 * 24)],
    )
    book_ahead_days = models.PositiveSmallIntegerField(
        _("days ahead that can be booked"),
        default=42,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    cancel_until_hours = models.PositiveSmallIntegerField(
        _("hours before a session until which patients can cancel it freely"),
        default=24,
        validators=[MaxValueValidator(14 * 24)],
    )
    move_until_hours = models.PositiveSmallIntegerField(
        _("hours before a session until which patients can move it"),
        default=24,
        validators=[MaxValueValidator(14 * 24)],
    )
    offer_minutes = models.PositiveSmallIntegerField(
        _("minutes a freed time is kept for somebody on the waitlist"),
        default=240,
        validators=[MinValueValidator(15), MaxValueValidator(2880)],
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("hours a therapist has to answer a request for a time"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="EUR", validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    address = models.TextField(_("address for sessions in person"), blank=True)
    join_early_minutes = models.PositiveSmallIntegerField(
        _("minutes before a session that the room opens"),
        default=10,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
    )

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone of the place: of sessions in person."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def current(cls) -> "Practice":
        """The practice, with the defaults until an admin has saved something else."""
        return next(iter(cls.objects.filter(pk=1)), None) or cls(pk=1)
