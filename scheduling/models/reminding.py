"""When and how somebody is reminded of their sessions."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices import sms
from notices.models import Channel as Way
from people.models import Row, User
from scheduling.reminders import QuietHours


class Channel(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    SMS = "sms", _("by text message")
    BOTH = "both", _("by e-mail and by text message")


def usual_minutes() -> list[int]:
    return [24 * 60, 60]


class ReminderPlanManager(models.Manager["ReminderPlan"]):
    def practices(self) -> "ReminderPlan":
        """The practice's plan, or the usual one until an admin has saved another."""
        return self.filter(person=None).first() or ReminderPlan()

    def of(self, people: Collection[User]) -> dict[UUID, "ReminderPlan"]:
        """By each person's key the plan that counts: their own, else the practice's."""
        rows = self.filter(Q(person=None) | Q(person__in=people))
        saved = {row.person_id: row for row in rows}
        practices = saved.get(None) or ReminderPlan()
        return {person.pk: saved.get(person.pk, practices) for person in people}


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

    objects = ReminderPlanManager()

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

    @property
    def quiet(self) -> QuietHours | None:
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_until)

    def channels(self, person: User) -> tuple[Way, ...]:
        """By what this person is reminded: by e-mail where a text message can't reach them."""
        if self.channel == Channel.EMAIL or not (person.phone and sms.is_set_up()):
            return (Way.EMAIL,)
        return (Way.SMS,) if self.channel == Channel.SMS else (Way.EMAIL, Way.SMS)
