"""Notices of intake."""

from django.urls import reverse

from intake.models import RiskAlert
from notices.kinds import Letter, kind
from notices.models import Notice


@kind("risk_alert")
def risk_alert(notice: Notice) -> Letter | None:
    """Something waits for the therapist; not needed once the alert is closed."""
    alert = RiskAlert.objects.open().filter(pk=notice.about).first()
    if alert is None or alert.care.therapist != notice.recipient:
        return None
    return Letter(context={"url": reverse("intake:alert", kwargs={"alert": alert.pk})})
