"""Who is ready: intake's checklist and, last, whether camera and microphone were tried."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import readiness
from intake.readiness import Step
from people.models import Care
from sessions.models import DeviceCheck


def steps(care: Care) -> list[Step]:
    """The checklist of one care, in order."""
    return steps_for([care])[care.pk]


def steps_for(cares: Iterable[Care]) -> dict[UUID, list[Step]]:
    """The checklists of many, by care; one query more than intake's, however many there are."""
    wanted = list(cares)
    tried = dict(
        DeviceCheck.objects.filter(care__in=wanted, person=F("care__patient"))
        .order_by()
        .values("care")
        .annotate(last=Max("at"))
        .values_list("care", "last")
    )
    return {
        care: [
            *before,
            Step(
                code="devices",
                label=_("Try your camera and microphone"),
                url=reverse("sessions:device_check"),
                done_at=tried.get(care),
                minutes=1,
            ),
        ]
        for care, before in readiness.steps_for(wanted).items()
    }
