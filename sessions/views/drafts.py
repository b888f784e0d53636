"""What the pages of drafts have in common: answering a save, and what was set aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import access
from people.models import User
from people.templatetags.attune import clock
from sessions.actions.drafts import Saving
from sessions.actions.set_aside import bring_in, joined, let_go
from sessions.drafting import Verdict
from sessions.forms.drafts import DraftForm
from sessions.models import ProgressNote, PsychotherapyNote, SetAside, Summary
from sessions.models.drafts import Draft


def saves_by_itself(request: HttpRequest) -> bool:
    """Whether the page's script asks, rather than a person who pressed a button."""
    return request.headers.get("X-Requested-With") == "autosave"


def saved(saving: Saving[Any]) -> JsonResponse:
    """For the page's script: what became of the text."""
    draft: Draft = saving.draft
    elsewhere = saving.verdict is Verdict.ELSEWHERE
    return JsonResponse(
        {"elsewhere": elsewhere, "revision": draft.revision, "at": clock(draft.saved_at)}
    )


def unreadable(form: DraftForm) -> JsonResponse:
    """For the page's script: the first sentence about what can't be saved."""
    sentence = next(iter(form.errors.values()))[0]
    return JsonResponse({"sentence": sentence}, status=400)


def tell(request: HttpRequest, saving: Saving[Any]) -> None:
    """For a person who pressed a button."""
    if saving.verdict is Verdict.ELSEWHERE:
        messages.warning(
            request,
            _(
                "Another window has written here since. Both texts are kept: the newer one is in "
                "the field, yours is set aside underneath."
            ),
        )
    else:
        messages.success(request, _("Saved."))


def asides(draft: Draft | None, viewer: User) -> list[dict[str, Any]]:
    """What other windows wrote, as one readable text each."""
    if draft is None or draft._state.adding:
        return []
    rows = SetAside.objects.of(draft).by(viewer)
    return [{"row": row, "text": joined(row)} for row in rows]


@require_POST
@access.therapist_required
def take_set_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring it in."""
    viewer = access.person(request)
    aside = get_object_or_404(SetAside.objects.by(viewer), pk=pk)
    draft = bring_in(actor=viewer, aside=aside, at=timezone.now())
    messages.success(request, _("Brought in. Please read it through."))
    return redirect(page_of(draft))


@require_POST
@access.therapist_required
def drop_set_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let it go."""
    viewer = access.person(request)
    aside = get_object_or_404(SetAside.objects.by(viewer), pk=pk)
    return redirect(page_of(let_go(actor=viewer, aside=aside)))


def page_of(draft: Draft) -> str:
    """Where a draft is written."""
    if isinstance(draft, PsychotherapyNote):
        return reverse("sessions:reflection", args=[draft.care_id, draft.pk])
    assert isinstance(draft, ProgressNote | Summary)
    name = "sessions:note" if isinstance(draft, ProgressNote) else "sessions:summary"
    return reverse(name, args=[draft.session.appointment_id])
