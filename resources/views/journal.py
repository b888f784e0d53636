"""The journal, for its writer alone."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care
from resources import actions
from resources.forms import PageForm
from resources.models import JournalEntry
from resources.views.saving import refused, saved, unkept, wants_words


@access.patient_required
def journal(request: HttpRequest) -> HttpResponse:
    """Every page, the latest first, and what was deleted and can still be brought back."""
    patient, now = access.person(request), timezone.now()
    pages = JournalEntry.objects.of(patient)
    return render(
        request,
        "resources/journal.html",
        {
            "pages": pages.kept(),
            "deleted": [page for page in pages.deleted() if page.can_be_restored(at=now)],
            "can_write": bool(access.cares(patient, Action.KEEP_JOURNAL)),
        },
    )


@access.patient_required
def write_page(request: HttpRequest) -> HttpResponse:
    """An empty page."""
    cares = _cares(request)
    if not cares:
        return redirect("resources:journal")
    return _writing(request, PageForm(cares=cares, initial={"key": uuid4()}))


@access.patient_required
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One page, to read, write on, share or delete."""
    found = _page(request, pk)
    form = PageForm(cares=[found.care], initial={"key": found.pk, "text": found.text})
    return _writing(request, form, found)


@access.patient_required
def save_page(request: HttpRequest) -> HttpResponse:
    """Keep a page: autosave, and a button."""
    if request.method != "POST":  # a reload after the page was given back
        return redirect("resources:journal")
    cares = _cares(request)
    form = PageForm(request.POST, cares=cares)
    if not cares or not form.is_valid():
        return unkept(request, form, text=request.POST.get("text", "")) or _writing(request, form)
    try:
        entry = actions.write_journal(
            actor=access.person(request),
            care=form.chosen_care(),
            key=form.cleaned_data["key"],
            text=form.cleaned_data["text"],
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return refused(request, refusal) or _writing(request, form)
    if wants_words(request):
        return saved(entry.saved_at, address=reverse("resources:page", kwargs={"pk": entry.pk}))
    messages.success(request, _("Saved."))
    return redirect("resources:page", pk=entry.pk)


@access.patient_required
@require_POST
def share_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _page(request, pk, audited=False)
    try:
        actions.share_journal(actor=access.person(request), entry=found, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("resources:page", pk=pk)


@access.patient_required
@require_POST
def unshare_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _page(request, pk, audited=False)
    actions.unshare_journal(actor=access.person(request), entry=found)
    return redirect("resources:page", pk=pk)


@access.patient_required
@require_POST
def delete_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _page(request, pk, audited=False)
    actions.delete_journal(actor=access.person(request), entry=found, at=timezone.now())
    messages.success(request, _("The page is deleted. You can bring it back for a day."))
    return redirect("resources:journal")


@access.patient_required
@require_POST
def restore_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    deleted = JournalEntry.objects.deleted()
    found = access.get_or_404(request.user, Action.KEEP_JOURNAL, deleted, audited=False, pk=pk)
    try:
        actions.restore_journal(actor=access.person(request), entry=found, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("resources:journal")
    return redirect("resources:page", pk=pk)


def _page(request: HttpRequest, pk: UUID, *, audited: bool = True) -> JournalEntry:
    kept = JournalEntry.objects.kept().select_related("care__therapist", "care__patient")
    return access.get_or_404(request.user, Action.KEEP_JOURNAL, kept, audited=audited, pk=pk)


def _cares(request: HttpRequest) -> list[Care]:
    """The cares a new page may hang from: the open ones, else the latest."""
    known = access.cares(request.user, Action.KEEP_JOURNAL)
    return [care for care in known if care.is_open] or known[:1]


def _writing(
    request: HttpRequest, form: PageForm, found: JournalEntry | None = None
) -> HttpResponse:
    """The page to write on. 422 when what was typed could not be kept."""
    return render(
        request,
        "resources/journal_page.html",
        {"form": form, "page": found},
        status=422 if form.is_bound else 200,
    )
