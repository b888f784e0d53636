"""When and how somebody is reminded of their sessions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Row, User


class Channel(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    SMS = "sms", _("by text message")
    BOTH = "both", _("by e-mail and by text message")


def usual_minutes() -> list[int]:
    return [24 * 60, 60]


class ReminderPlan(Row):
    """The practice's plan (`person` is None) or a patient's own instead of it.

    `minutes_before` lists how long before a session each reminder goes out; an empty list is none.
    Quiet hours are on the patient's clock; from 22:00 until 08:00 runs over midnight.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, null=True, related_name="reminder_plan"
    )
    minutes_before = models.JSONField(default=usual_minutes)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_both_ends",
            )
        ]

    def __str__(self) -> str:
        return f"reminders of {self.person_id or 'the practice'}"
