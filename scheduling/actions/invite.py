"""Services by invitation: a therapist opens one to one of their patients."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit
from scheduling import letters
from scheduling.locking import lock
from scheduling.models import Service, ServiceInvitation


def invite_to_service(
    *, actor: User, care: Care, service: Service, at: datetime
) -> ServiceInvitation:
    """Let the patient of this care book a service that is by invitation, and write to them.

    Inviting somebody twice is once. Raises `Refused` when the service needs no invitation, is not
    offered any more or not by this therapist.
    """
    access.require(actor, Action.INVITE_TO_SERVICE, care)
    with transaction.atomic():
        lock(therapist=actor)
        if not Service.objects.by(actor).by_invitation().filter(pk=service.pk).exists():
            raise Refused(_("“%(name)s” is not a service you can invite to.") % {"name": service})
        invitation, is_new = ServiceInvitation.objects.get_or_create(
            service=service,
            care=care,
            withdrawn_at=None,
            defaults={"invited_by": actor, "invited_at": at},
        )
        if is_new:
            letters.tell_invited(invitation)
            audit.record("service.invite", actor=actor, row=invitation, care=care)
    return invitation


def withdraw_invitation(*, actor: User, invitation: ServiceInvitation, at: datetime) -> None:
    """The patient can't book it any more. What is booked stays, and no letter is written; one that
    has not gone yet doesn't."""
    access.require(actor, Action.INVITE_TO_SERVICE, invitation.care)
    with transaction.atomic():
        lock(therapist=actor)
        still_open = ServiceInvitation.objects.filter(pk=invitation.pk, withdrawn_at=None)
        if still_open.update(withdrawn_at=at):
            letters.withdraw_invited(invitation)
            audit.record(
                "service.withdraw_invitation", actor=actor, row=invitation, care=invitation.care
            )
