"""Notices of intake."""

from django.urls import reverse

from intake.models import DocumentKind, RiskAlert, Signature
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import Care


@kind("risk_alert")
def risk_alert(notice: Notice) -> Letter | None:
    """Something waits for the therapist; not needed once the alert is closed."""
    alert = RiskAlert.objects.open().filter(pk=notice.about).first()
    if alert is None or alert.care.therapist != notice.recipient:
        return None
    return Letter(context={"url": reverse("intake:alert", kwargs={"alert": alert.pk})})


@kind("nobody_there")
def nobody_there(notice: Notice) -> Letter | None:
    """For an admin: decide who looks after the people of a suspended therapist."""
    alert = RiskAlert.objects.open().filter(pk=notice.about).first()
    if alert is None or alert.care.therapist.is_active:
        return None
    therapist = alert.care.therapist
    path = reverse("people:clinician", kwargs={"pk": therapist.pk})
    return Letter(context={"therapist": therapist, "url": path})


@kind("consent_withdrawn")
def consent_withdrawn(notice: Notice) -> Letter | None:
    """Something changed in the papers of a care; not needed when it was signed again meanwhile."""
    care = Care.objects.get(pk=notice.about)
    consent = DocumentKind.TELEHEALTH_CONSENT
    in_force = Signature.objects.in_force().filter(care=care, document__kind=consent)
    if in_force.exists() or not care.is_open:
        return None
    url = reverse("intake:document", kwargs={"care": care.pk, "kind": consent})
    return Letter(context={"url": url})
