"""The letter about a service that a therapist has opened to a patient."""

from django.conf import settings
from django.urls import reverse

from notices.actions import enqueue, withdraw
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import Practice
from scheduling.models import ServiceInvitation


def tell_invited(invitation: ServiceInvitation) -> None:
    enqueue(
        key=_key(invitation),
        kind="service_invited",
        recipient=invitation.care.patient,
        about=invitation.pk,
    )


def withdraw_invited(invitation: ServiceInvitation) -> None:
    """Take the letter back if it has not been sent."""
    withdraw(key=_key(invitation))


@kind("service_invited")
def service_invited(notice: Notice) -> Letter | None:
    """What it is and where to book it; nothing once the invitation or the care is over."""
    known = ServiceInvitation.objects.select_related(
        "service", "care__therapist__therapist_profile"
    )
    invitation = known.filter(pk=notice.about, withdrawn_at=None).first()
    if invitation is None or not invitation.care.is_open or invitation.service.retired_at:
        return None
    therapist = invitation.care.therapist
    page = reverse("scheduling:therapist", args=[therapist.therapist_profile.slug])
    return Letter(
        context={
            "service": invitation.service,
            "therapist": therapist,
            "link": f"{settings.SITE_URL}{page}?service={invitation.service_id}",
            "practice": Practice.current(),
        }
    )


def _key(invitation: ServiceInvitation) -> str:
    return f"service_invited:{invitation.pk}"
