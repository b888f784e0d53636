"""What the practice offers and by which rules."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Practice, User
from privacy import audit
from scheduling.models import Modality, Service


def offer_service(*, actor: User, service: Service, offered_by: Collection[User] = ()) -> Service:
    """Offer a new kind of session (a validated, unsaved `service`). `offered_by` counts where not
    every therapist offers it."""
    return _save_service("service.offer", actor, service, offered_by)


def revise_service(*, actor: User, service: Service, offered_by: Collection[User] = ()) -> Service:
    """Change a kind of session from now on. Sessions booked already keep their length."""
    return _save_service("service.revise", actor, service, offered_by)


def retire_service(*, actor: User, service: Service, at: datetime) -> None:
    """Offer it no more. Sessions booked already take place."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        Service.objects.offered().filter(pk=service.pk).update(retired_at=at)
        service.refresh_from_db()
        audit.record("service.retire", actor=actor, row=service)


def restore_service(*, actor: User, service: Service) -> None:
    """Offer a retired kind of session again."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        if Service.objects.filter(pk=service.pk, retired_at__isnull=False).update(retired_at=None):
            audit.record("service.restore", actor=actor, row=service)


def set_rules(*, actor: User, practice: Practice, changed: list[str]) -> None:
    """Save the practice's name, place and rules (validated); `changed` names the fields."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        practice.save()
        audit.record("practice.set_rules", actor=actor, row=practice, detail={"changed": changed})


def _save_service(
    verb: str, actor: User, service: Service, offered_by: Collection[User]
) -> Service:
    access.require(actor, Action.RUN_PRACTICE)
    if service.is_group and service.modality != Modality.IN_PERSON:
        raise Refused(groups_in_person())
    if not service.everybody_offers and not offered_by:
        raise Refused(_("Choose at least one therapist who offers it."))
    with transaction.atomic():
        service.save()
        service.offered_by.set([] if service.everybody_offers else offered_by)
        audit.record(verb, actor=actor, row=service, detail={"minutes": service.minutes})
    return service


def groups_in_person() -> str:
    return _(
        "A group meets in person: the video room is for two people, and so are calls and text "
        "chats. Choose “in person”, or one seat."
    )
