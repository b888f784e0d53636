"""What the practice offers and by which rules."""

from datetime import datetime

from django.db import transaction

from people import access
from people.access import Action
from people.models import Practice, User
from privacy import audit
from scheduling.models import Service


def offer_service(*, actor: User, service: Service) -> Service:
    """Offer a new kind of session (a validated, unsaved `service`)."""
    return _save_service("service.offer", actor, service)


def revise_service(*, actor: User, service: Service) -> Service:
    """Change a kind of session from now on. Sessions booked already keep their length."""
    return _save_service("service.revise", actor, service)


def retire_service(*, actor: User, service: Service, at: datetime) -> None:
    """Offer it no more. Sessions booked already take place."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        Service.objects.offered().filter(pk=service.pk).update(retired_at=at)
        service.refresh_from_db()
        audit.record("service.retire", actor=actor, row=service)


def set_rules(*, actor: User, practice: Practice, changed: list[str]) -> None:
    """Save the practice's name, place and rules (validated); `changed` names the fields."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        practice.save()
        audit.record("practice.set_rules", actor=actor, row=practice, detail={"changed": changed})


def _save_service(verb: str, actor: User, service: Service) -> Service:
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        service.save()
        audit.record(verb, actor=actor, row=service, detail={"minutes": service.minutes})
    return service
