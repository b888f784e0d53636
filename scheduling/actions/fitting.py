"""Whether a kind of session is for this person with this therapist, and a hold for this time."""

from datetime import datetime

from django.utils.translation import gettext as _

from people.models import User
from scheduling.errors import NotForYou
from scheduling.models import Appointment, Audience, Hold, Service
from scheduling.models.service import ServiceQuerySet


def is_acquainted(*, patient: User, therapist: User) -> bool:
    """Whether the two have a session behind or ahead of them already."""
    return Appointment.objects.alone().filter(patient=patient, therapist=therapist).exists()


def services_between(*, patient: User | None, therapist: User) -> ServiceQuerySet:
    """What this person may book with this therapist, the most fitting first. None is a visitor,
    who counts as somebody new."""
    return everything_between(patient=patient, therapist=therapist).single()


def everything_between(*, patient: User | None, therapist: User) -> ServiceQuerySet:
    """The same, groups among them."""
    acquainted = patient is not None and is_acquainted(patient=patient, therapist=therapist)
    return Service.objects.welcoming(acquainted=acquainted, patient=patient, therapist=therapist)


def covers(hold: Hold, therapist: User, service: Service, starts_at: datetime) -> bool:
    """Whether the hold is on this very time."""
    return (hold.therapist_id, hold.service_id, hold.starts_at) == (
        therapist.pk,
        service.pk,
        starts_at,
    )


def require_fitting(service: Service, *, patient: User, therapist: User) -> None:
    """Raises `NotForYou` when this therapist doesn't offer the service, or offers it to others."""
    require_offered(service, therapist=therapist)
    require_welcome(service, patient=patient, therapist=therapist)


def require_welcome(service: Service, *, patient: User, therapist: User) -> None:
    """Raises `NotForYou` when this service, or this group, is meant for others."""
    if everything_between(patient=patient, therapist=therapist).filter(pk=service.pk).exists():
        return
    if service.audience == Audience.INVITED:
        raise NotForYou(
            _("“%(service)s” is by invitation. Ask %(name)s about it or choose another kind.")
            % {"service": service.name, "name": therapist.known_as}
        )
    raise NotForYou(
        _("“%(service)s” is meant for %(audience)s. Choose another kind of session.")
        % {"service": service.name, "audience": service.get_audience_display()}
    )


def require_offered(service: Service, *, therapist: User) -> None:
    """Raises `NotForYou` when nobody can book this service one to one with this therapist."""
    if service.retired_at is not None:
        raise NotForYou(
            _("“%(service)s” is not offered any more. Choose another kind of session.")
            % {"service": service.name}
        )
    if service.is_group:
        raise NotForYou(
            _("“%(service)s” is a group: take a seat in one of its planned sessions instead.")
            % {"service": service.name}
        )
    if not Service.objects.by(therapist).filter(pk=service.pk).exists():
        raise NotForYou(
            _("%(name)s does not offer “%(service)s”. Choose another kind of session.")
            % {"service": service.name, "name": therapist.known_as}
        )
