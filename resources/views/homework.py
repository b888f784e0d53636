"""Homework as the patient sees it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import access
from people.access import Action
from people.errors import Refused
from resources import actions
from resources.forms import WorksheetForm
from resources.kinds import Answers
from resources.models import Homework, HomeworkEntry
from resources.views.saving import refused, saved, wants_words


@access.patient_required
def homework(request: HttpRequest) -> HttpResponse:
    """What is to do, and what is done."""
    patient = access.person(request)
    return render(
        request,
        "resources/homework.html",
        {
            "todo": Homework.objects.todo_for(patient),
            "past": Homework.objects.past_for(patient),
        },
    )


@access.patient_required
def do_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Doing it, or, once it is finished, reading what one wrote."""
    found = _homework(request, Action.READ_HOMEWORK, pk)
    entry = _entry(found)
    if not found.is_open:
        return render(request, "resources/homework_done.html", {"homework": found, "entry": entry})
    answers: Answers = entry.answers if entry else {}
    form = WorksheetForm(worksheet=found.worksheet, answers=answers)
    return _doing(request, found, form)


@access.patient_required
def save_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what is filled in so far: the page's autosave, and a button."""
    if request.method != "POST":  # a reload after the form was given back
        return redirect("resources:do_homework", pk=pk)
    found = _homework(request, Action.DO_HOMEWORK, pk)
    form = WorksheetForm(request.POST, worksheet=found.worksheet)
    if not wants_words(request) and not form.is_valid():
        return _doing(request, found, form)
    try:
        entry = actions.save_entry(
            actor=access.person(request),
            homework=found,
            answers=form.posted(),
            at=timezone.now(),
            keep_private=request.POST.get("share") == "",
        )
    except Refused as refusal:
        return refused(request, refusal) or _doing(request, found, form, refusal)
    readers = _readers(found, entry, wants_to_share=request.POST.get("share") == "yes")
    if wants_words(request):
        return saved(
            entry.saved_at,
            readers=readers,
            unkept=[str(field.label) for field in found.worksheet.unusable(form.posted())],
            is_shared=entry.shared_at is not None,
        )
    messages.success(request, f"{_('Saved. It will be here when you come back.')} {readers}")
    return redirect("resources:homework")


def _readers(homework: Homework, entry: HomeworkEntry, *, wants_to_share: bool) -> str:
    """Who can read it as it is kept now, where the choice on the page may say otherwise."""
    if entry.shared_at is not None:
        return _("%(name)s can read it.") % {"name": homework.care.therapist.known_as}
    if wants_to_share:
        return _("Shared once you press “I’m done”.")
    return _("Only you can read it.")


@access.patient_required
def finish_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Done, shared or kept private as chosen."""
    if request.method != "POST":  # a reload after the form was given back
        return redirect("resources:do_homework", pk=pk)
    found = _homework(request, Action.DO_HOMEWORK, pk)
    form = WorksheetForm(request.POST, worksheet=found.worksheet)
    if not form.is_valid():
        return _doing(request, found, form)
    try:
        actions.finish(
            actor=access.person(request),
            homework=found,
            answers=form.posted(),
            share=request.POST.get("share") == "yes",
            at=timezone.now(),
        )
    except Refused as refusal:
        return _doing(request, found, form, refusal)
    return redirect("resources:do_homework", pk=pk)


@access.patient_required
@require_POST
def reopen_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _homework(request, Action.DO_HOMEWORK, pk)
    actions.reopen(actor=access.person(request), homework=found, at=timezone.now())
    return redirect("resources:do_homework", pk=pk)


@access.patient_required
@require_POST
def share_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _homework(request, Action.DO_HOMEWORK, pk)
    try:
        actions.share(actor=access.person(request), homework=found, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("resources:do_homework", pk=pk)


@access.patient_required
@require_POST
def unshare_homework(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _homework(request, Action.TAKE_BACK_SHARED, pk)
    actions.unshare(actor=access.person(request), homework=found)
    return redirect("resources:do_homework", pk=pk)


def _homework(request: HttpRequest, action: Action, pk: UUID) -> Homework:
    rows = Homework.objects.select_related(
        "item", "assigned_by", "care__therapist", "care__patient"
    )
    return access.get_or_404(request.user, action, rows, pk=pk)


def _entry(homework: Homework) -> HomeworkEntry | None:
    return HomeworkEntry.objects.filter(homework=homework).select_related("homework__item").first()


def _doing(
    request: HttpRequest,
    homework: Homework,
    form: WorksheetForm,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The page to work on, with what was typed. 422 when it was not kept."""
    entry = _entry(homework)
    return render(
        request,
        "resources/do_homework.html",
        {
            "homework": homework,
            "form": form,
            "entry": entry,
            "share": request.POST.get("share", "yes" if entry and entry.shared_at else ""),
            "refusal": refusal.message if refusal else "",
        },
        status=422 if form.is_bound else 200,
    )
