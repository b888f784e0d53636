"""An alert: what was answered, how to reach the person, what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.actions import acknowledge_help, close_alert
from intake.asking import tell_alarming
from intake.forms import OutcomeForm
from intake.models import ContactCard, RiskAlert
from people import access
from people.access import Action
from people.addresses import own_address
from people.errors import Refused


@access.therapist_required
def alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """The alert, and the form that closes it."""
    rows = RiskAlert.objects.select_related(
        "care__patient", "care__therapist", "response", "closed_by"
    )
    shown = access.get_or_404(request.user, Action.READ_ANSWERS, rows, pk=alert)
    form = OutcomeForm(request.POST or None, shown=shown)
    if request.method == "POST" and form.is_valid():
        try:
            close_alert(
                actor=access.person(request),
                alert=shown,
                outcome=form.cleaned_data["outcome"],
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Closed, with what you wrote."))
            return redirect("intake:alert", alert=shown.pk)
    questionnaire = shown.response.questionnaire
    context = {
        "alert": shown,
        "care": shown.care,
        "patient": shown.care.patient,
        "questionnaire": questionnaire,
        "answers": tell_alarming(
            questionnaire, shown.said, weights=shown.weights, now=shown.response.given
        ),
        "card": _card(request, shown),
        "form": form,
        "may_close": access.allows(request.user, Action.CLOSE_ALERT, shown.care),
    }
    return render(request, "intake/alert.html", context)


def _card(request: HttpRequest, shown: RiskAlert) -> ContactCard | None:
    """The newest contact card of this patient with this alert's care; reading it is audited."""
    for care in (shown.care, shown.response.care):
        card = ContactCard.objects.filter(care=care).first()
        if card is not None and access.allows(request.user, Action.READ_CONTACT, care):
            access.note_reading(access.person(request), Action.READ_CONTACT, row=card, care=care)
            return card
    return None


@require_POST
@access.patient_required
def help_seen(request: HttpRequest, care: UUID) -> HttpResponse:
    """The patient has read where to find help, and goes on where they read it."""
    mine = access.get_care_or_404(request.user, Action.ANSWER, care)
    acknowledge_help(actor=access.person(request), care=mine, at=timezone.now())
    came_from = request.POST.get("next", "")
    checklist = reverse("intake:prepare", kwargs={"care": mine.pk})
    return HttpResponseRedirect(own_address(request, came_from, otherwise=checklist))
