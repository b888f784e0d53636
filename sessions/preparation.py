"""Who is ready: to intake's checklist the sessions add whether camera and microphone were tried."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.readiness import Step, adds_step, steps, steps_for
from people.models import Care
from scheduling.models import Appointment, Modality
from sessions.models import DeviceCheck, Network, Verdict

__all__ = ["device_step_for", "steps", "steps_for"]


@adds_step
def device_step_for(cares: Sequence[Care]) -> Mapping[UUID, Step]:
    """The last step of each checklist: the device check. One query.

    Who meets by phone, at the practice or in writing next needs no camera.
    """
    ahead = Appointment.objects.filter(care=OuterRef("pk")).upcoming(at=timezone.now())
    tried = DeviceCheck.objects.filter(care=OuterRef("pk"), person=F("care__patient"))
    newest = tried.order_by("-at")
    looked_up = (
        Care.objects.filter(pk__in=[care.pk for care in cares])
        .annotate(
            next_is=Subquery(ahead.values("modality")[:1]),
            tried_at=Subquery(newest.values("at")[:1]),
            verdict=Subquery(newest.values("verdict")[:1]),
            network=Subquery(newest.values("network")[:1]),
        )
        .values_list("pk", "next_is", "tried_at", "verdict", "network")
    )
    return {
        care: Step(
            code="devices",
            label=_("Try your camera and microphone"),
            staff_label=_("Camera and microphone"),
            url=reverse("sessions:device_check"),
            done_at=tried_at,
            minutes=1,
            waiting=_found(verdict, network) if tried_at else "",
        )
        for care, next_is, tried_at, verdict, network in looked_up
        if next_is not in (*Modality.elsewhere(), Modality.TEXT)
    }


def _found(verdict: str, network: str) -> str:
    """How the newest check ended, and the line where it is what holds back."""
    ended = Verdict(verdict)
    if ended == Verdict.VIDEO or network in (Network.VIDEO, Network.UNTRIED):
        return str(ended.label)
    return _("%(verdict)s (the network: %(network)s)") % {
        "verdict": ended.label,
        "network": Network(network).label,
    }
