"""What intake does when care ends or changes hands."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from intake.actions.alerts import tell_therapist
from intake.models import RiskAlert
from people.errors import Refused
from people.models import Care, EndReason
from people.signals import care_ended, care_handed_over


@receiver(care_handed_over)
def open_alerts_go_along(sender: type[Care], *, care: Care, successor: Care, **rest: Any) -> None:
    """An alert that nobody has answered yet is the new therapist's from now on."""
    for alert in RiskAlert.objects.open().filter(care=care):
        alert.care = successor
        alert.save(update_fields=["care"])
        tell_therapist(alert)


@receiver(care_ended)
def no_alert_is_left_alone(sender: type[Care], *, care: Care, **rest: Any) -> None:
    """Whoever leaves can answer no alert any more, so a care with an open one is handed over.

    The sentence is for an admin, who must not learn what it is about.
    """
    if care.end_reason != EndReason.THERAPIST_LEFT:
        return
    if RiskAlert.objects.open().filter(care=care).exists():
        raise Refused(
            _(
                "Something in %(name)s’s care still waits for a therapist’s answer. "
                "Hand it over instead of closing it."
            )
            % {"name": care.patient.full_name}
        )
