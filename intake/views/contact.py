"""Where somebody will be, and who to call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.actions import save_contact_card
from intake.forms import ContactForm
from intake.models import ContactCard
from people import access
from people.access import Action


@access.patient_required
def contact(request: HttpRequest, care: UUID) -> HttpResponse:
    """The contact card, to fill in or to change."""
    mine = access.get_care_or_404(request.user, Action.WRITE_CONTACT, care)
    card = ContactCard.objects.filter(care=mine).first()
    form = ContactForm(request.POST or None, initial=_initial(request, card))
    if request.method == "POST" and form.is_valid():
        save_contact_card(
            actor=access.person(request), care=mine, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved. Thank you."))
        return redirect("intake:prepare", care=mine.pk)
    return render(request, "intake/contact.html", {"care": mine, "form": form, "card": card})


def _initial(request: HttpRequest, card: ContactCard | None) -> dict[str, str]:
    if card is None:
        return {"callback_phone": access.person(request).phone}
    return {name: getattr(card, name) for name in ContactForm.base_fields}
