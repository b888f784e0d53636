"""A therapist invites a patient to a service, from the patient's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import access
from people.access import Action, person, therapist_required
from people.errors import Refused
from scheduling import actions
from scheduling.models import Service, ServiceInvitation


@therapist_required
@require_POST
def invite(request: HttpRequest, care: Any, service: Any) -> HttpResponse:
    """Let the patient book it, and write to them."""
    relation = access.get_care_or_404(person(request), Action.INVITE_TO_SERVICE, care)
    wanted = Service.objects.by_invitation().filter(pk=service).first()
    if wanted is None:
        raise Http404
    try:
        actions.invite_to_service(
            actor=person(request), care=relation, service=wanted, at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("%(name)s can book it now. We have told them.") % {"name": relation.patient.known_as},
        )
    return redirect("home:patient", care=relation.pk)


@therapist_required
@require_POST
def withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """The patient can't book it any more."""
    known = ServiceInvitation.objects.select_related("care__patient", "care__therapist", "service")
    invitation = access.get_or_404(person(request), Action.INVITE_TO_SERVICE, known, pk=pk)
    actions.withdraw_invitation(actor=person(request), invitation=invitation, at=timezone.now())
    messages.success(
        request,
        _("The invitation to “%(service)s” is taken back. What is booked stays.")
        % {"service": invitation.service.name},
    )
    return redirect("home:patient", care=invitation.care_id)
