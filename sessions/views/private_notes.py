"""Psychotherapy notes, on screen "your reflections": their author's alone."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from people import access
from people.access import Action
from sessions.actions.private_notes import keep_private_note
from sessions.forms.drafts import TextForm, fresh_stamp
from sessions.models import PsychotherapyNote
from sessions.views import drafts


@require_GET
@access.therapist_required
def reflections(request: HttpRequest, care: UUID) -> HttpResponse:
    """An empty page to write on, and what was written before."""
    viewer = access.person(request)
    now = access.get_care_or_404(viewer, Action.KEEP_PRIVATE_NOTE, care)
    context = {
        "care": now,
        "key": uuid4(),
        "form": TextForm(initial=fresh_stamp(None)),
        "earlier": PsychotherapyNote.objects.by(viewer).filter(care=now),
    }
    return render(request, "sessions/notes/reflections.html", context)


@require_http_methods(["GET", "POST"])
@access.therapist_required
def reflection(request: HttpRequest, care: UUID, note: UUID) -> HttpResponse:
    """Go on writing one. A key that is not there yet begins a new one when words arrive."""
    viewer = access.person(request)
    now = access.get_care_or_404(viewer, Action.KEEP_PRIVATE_NOTE, care, audited=False)
    own = PsychotherapyNote.objects.by(viewer).filter(care=now)
    if request.method == "GET":
        kept = access.get_or_404(viewer, Action.KEEP_PRIVATE_NOTE, own, pk=note)
        form = TextForm(initial={**fresh_stamp(kept), "text": kept.text})
        context = {
            "care": now,
            "key": kept.pk,
            "note": kept,
            "form": form,
            "asides": drafts.asides(kept, viewer),
        }
        return render(request, "sessions/notes/reflection.html", context)
    form = TextForm(request.POST)
    if not form.is_valid():
        if drafts.saves_by_itself(request):
            return drafts.unreadable(form)
        context = {"care": now, "key": note, "form": form}
        return render(request, "sessions/notes/reflection.html", context, status=422)
    saving = keep_private_note(
        actor=viewer,
        care=now,
        key=note,
        text=form.cleaned_data["text"],
        stamp=form.stamp,
        at=timezone.now(),
    )
    if drafts.saves_by_itself(request):
        return drafts.saved(saving)
    drafts.tell(request, saving)
    if saving.draft._state.adding:
        return redirect("sessions:reflections", now.pk)
    return redirect("sessions:reflection", now.pk, note)
