"""Who is ready: to intake's checklist the sessions add whether camera and microphone were tried."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.readiness import Step, adds_step, steps, steps_for
from people.models import Care
from sessions.models import DeviceCheck

__all__ = ["device_step_for", "steps", "steps_for"]


@adds_step
def device_step_for(cares: Sequence[Care]) -> Mapping[UUID, Step]:
    """The last step of each checklist: the device check. One query."""
    tried = dict(
        DeviceCheck.objects.filter(care__in=cares, person=F("care__patient"))
        .order_by()
        .values("care")
        .annotate(last=Max("at"))
        .values_list("care", "last")
    )
    return {
        care.pk: Step(
            code="devices",
            label=_("Try your camera and microphone"),
            url=reverse("sessions:device_check"),
            done_at=tried.get(care.pk),
            minutes=1,
        )
        for care in cares
    }
