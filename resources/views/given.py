"""Homework and shared pages as the therapist sees them."""

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
from resources.forms import AssignForm
from resources.models import Homework, HomeworkEntry, JournalEntry


@access.therapist_required
def given(request: HttpRequest, care: UUID) -> HttpResponse:
    """What this patient was given, what is done, what is shared."""
    found = access.get_care_or_404(request.user, Action.READ_HOMEWORK, care)
    rows = list(Homework.objects.for_therapist().filter(care=found))
    return render(
        request,
        "resources/given.html",
        {
            "care": found,
            "standing": [row for row in rows if row.withdrawn_at is None],
            "withdrawn": [row for row in rows if row.withdrawn_at is not None],
            "may_give": access.allows(request.user, Action.GIVE_HOMEWORK, found),
        },
    )


@access.therapist_required
def shared_homework(request: HttpRequest, care: UUID, pk: UUID) -> HttpResponse:
    """What the patient wrote and shared."""
    rows = HomeworkEntry.objects.shared().select_related(
        "homework__care__patient", "homework__care__therapist", "homework__item"
    )
    entry = access.get_or_404(
        request.user, Action.READ_SHARED, rows, homework=pk, homework__care=care
    )
    return render(request, "resources/shared_homework.html", {"entry": entry, "care": entry.care})


@access.therapist_required
def assign(request: HttpRequest, care: UUID) -> HttpResponse:
    """Give this patient something from the library or of one's own."""
    found = access.get_care_or_404(request.user, Action.GIVE_HOMEWORK, care)
    form = AssignForm(request.POST or None, initial={"item": request.GET.get("item")})
    if request.method == "POST" and form.is_valid():
        try:
            homework = actions.assign(
                actor=access.person(request), care=found, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request,
                _("“%(title)s” is now with %(name)s.")
                % {"title": homework.title, "name": found.patient.known_as},
            )
            return redirect("resources:given", care=care)
    return render(request, "resources/assign.html", {"care": found, "form": form})


@access.therapist_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    homework = access.get_or_404(request.user, Action.GIVE_HOMEWORK, Homework, pk=pk)
    actions.withdraw(actor=access.person(request), homework=homework, at=timezone.now())
    return redirect("resources:given", care=homework.care_id)


@access.therapist_required
@require_POST
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    homework = access.get_or_404(request.user, Action.GIVE_HOMEWORK, Homework, pk=pk)
    actions.restore(actor=access.person(request), homework=homework, at=timezone.now())
    return redirect("resources:given", care=homework.care_id)


@access.therapist_required
def shared_journal(request: HttpRequest, care: UUID) -> HttpResponse:
    """The pages the patient shared, and only those."""
    found = access.get_care_or_404(request.user, Action.READ_SHARED, care)
    pages = JournalEntry.objects.shared().filter(care=found)
    return render(request, "resources/shared_journal.html", {"care": found, "pages": pages})
