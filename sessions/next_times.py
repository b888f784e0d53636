"""What comes after a session: what is booked, and which times are offered.

Offered are those near the same hour, a week later.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from scheduling import placing
from scheduling.actions.book_for import services_for
from scheduling.free import Slot, Wish
from scheduling.models import Appointment, Audience, Service

OFFERED = 4


def following(meeting: Appointment, *, at: datetime) -> QuerySet[Appointment]:
    """The other sessions of the same two that are not over yet, soonest first."""
    booked = Appointment.objects.filter(care=meeting.care_id).upcoming(at=at)
    return booked.exclude(pk=meeting.pk)


def next_service(meeting: Appointment) -> Service | None:
    """The same kind of session again; after a first consultation, one for people who have met."""
    offered = services_for(meeting.care)
    if meeting.service.audience != Audience.NEW:
        again = offered.filter(pk=meeting.service_id).first()
        if again is not None:
            return again
    others = offered.exclude(audience=Audience.NEW)
    return others.filter(modality=meeting.modality).first() or others.first()


def next_times(meeting: Appointment, service: Service, *, at: datetime) -> list[Slot]:
    """The free times nearest to the same hour of next week, on the therapist's clock."""
    zone = meeting.therapist.tz
    there = meeting.starts_at.astimezone(zone)
    same_hour = datetime.combine(there.date() + timedelta(weeks=1), there.time(), zone)
    wish = Wish(
        therapist=meeting.therapist_id,
        wanted=service.wanted,
        starts_at=same_hour,
        asking=placing.asking_for(meeting.patient),
    )
    return wish.alternatives(at=at, count=OFFERED)
