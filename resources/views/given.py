"""Homework and shared pages as the therapist sees them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import access
from people.access import Action
from people.errors import Refused
from people.handovers import line
from people.models import Care
from resources import actions
from resources.forms import AssignForm
from resources.models import Homework, HomeworkEntry, JournalEntry

PANEL_SHOWS = 12


@access.therapist_required
def given(request: HttpRequest, care: UUID) -> HttpResponse:
    """What this patient was given, what is done, what is shared."""
    found = access.get_care_or_404(request.user, Action.READ_HOMEWORK, care)
    rows = list(Homework.objects.for_therapist().select_related("assigned_by").filter(care=found))
    return render(
        request,
        "resources/given.html",
        {
            "care": found,
            "standing": [row for row in rows if row.withdrawn_at is None],
            "withdrawn": [row for row in rows if row.withdrawn_at is not None],
            "may_give": access.allows(request.user, Action.GIVE_HOMEWORK, found),
            "taken_over_by": line(
                access.person(request), Action.READ_HOMEWORK, found
            ).taken_over_by,
        },
    )


@access.therapist_required
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, care: UUID) -> HttpResponse:
    """The same beside a session, with the form to give something underneath. Answered by htmx."""
    action = Action.GIVE_HOMEWORK if request.method == "POST" else Action.READ_HOMEWORK
    found = access.get_care_or_404(request.user, action, care)
    if request.method == "GET":
        return _panel(request, found)
    form = _form(request.POST)
    said = ""
    if form.is_valid():
        try:
            homework = actions.assign(
                actor=access.person(request), care=found, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = _("“%(title)s” is now with %(name)s.") % {
                "title": homework.title,
                "name": found.patient.known_as,
            }
            form = _form()
    return _panel(request, found, form=form, said=said)


def _form(data: QueryDict | None = None) -> AssignForm:
    return AssignForm(data, auto_id="homework_%s")


def _panel(
    request: HttpRequest, care: Care, *, form: AssignForm | None = None, said: str = ""
) -> HttpResponse:
    may_give = access.allows(request.user, Action.GIVE_HOMEWORK, care)
    context = {
        "care": care,
        "standing": Homework.objects.standing().filter(care=care).for_therapist()[:PANEL_SHOWS],
        "form": (form or _form()) if may_give else None,
        "said": said,
    }
    response = render(request, "resources/_panel.html", context)
    if said:
        response["HX-Trigger"] = "homework-changed"
    return response


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
    if request.headers.get("HX-Request"):
        said = _("Taken back: “%(title)s”.") % {"title": homework.title}
        return _panel(request, homework.care, said=said)
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
