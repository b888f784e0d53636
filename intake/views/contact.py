"""Where somebody will be, and who to call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.actions import draft_contact_card, save_contact_card
from intake.forms import ContactForm
from intake.models import ContactCard, ContactDraft
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care
from people.templatetags.attune import clock


@access.patient_required
def contact(request: HttpRequest, care: UUID) -> HttpResponse:
    """The contact card, to fill in or to change."""
    mine = access.get_care_or_404(request.user, Action.WRITE_CONTACT, care)
    card = ContactCard.objects.filter(care=mine).first()
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_contact_card(
            actor=access.person(request), care=mine, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved. Thank you."))
        return redirect("intake:prepare", care=mine.pk)
    if request.method == "POST":
        _keep(request, mine)
    draft = ContactDraft.objects.filter(care=mine).first()
    form.initial = _initial(request, card, draft)
    stamp = card.stamp if card is not None else ""
    context = {"care": mine, "form": form, "card": card, "stamp": stamp, "draft": draft}
    return render(request, "intake/contact.html", context)


@require_POST
@access.patient_required
def draft_contact(request: HttpRequest, care: UUID) -> JsonResponse:
    """What the page's script sends as one types. Says when it was kept, or why it was not."""
    mine = access.get_care_or_404(request.user, Action.WRITE_CONTACT, care)
    try:
        draft = _keep(request, mine, stamp=request.POST.get("card", ""))
    except Refused as refused:
        return JsonResponse({"words": str(refused.message)}, status=409)
    kept = _("Kept %(time)s. Press “Save” when you are done.") % {"time": clock(draft.saved_at)}
    return JsonResponse({"words": kept})


def _keep(request: HttpRequest, care: Care, *, stamp: str | None = None) -> ContactDraft:
    """Also what the card can't take, such as half a number."""
    typed = {
        name: request.POST.get(name, "")[: getattr(field, "max_length", None)]
        for name, field in ContactForm.base_fields.items()
    }
    return draft_contact_card(
        actor=access.person(request), care=care, typed=typed, at=timezone.now(), stamp=stamp
    )


def _initial(
    request: HttpRequest, card: ContactCard | None, draft: ContactDraft | None
) -> dict[str, str]:
    if draft is not None:
        typed: dict[str, str] = draft.typed
        return typed
    if card is None:
        return {"callback_phone": access.person(request).phone}
    return {name: getattr(card, name) for name in ContactForm.base_fields}
