"""What intake does when care changes hands."""

from typing import Any

from django.dispatch import receiver

from intake.actions.alerts import tell_therapist
from intake.models import RiskAlert
from people.models import Care
from people.signals import care_handed_over


@receiver(care_handed_over)
def open_alerts_go_along(sender: type[Care], *, care: Care, successor: Care, **rest: Any) -> None:
    """An alert that nobody has answered yet is the new therapist's from now on."""
    for alert in RiskAlert.objects.open().filter(care=care):
        alert.care = successor
        alert.save(update_fields=["care"])
        tell_therapist(alert)
