"""Screens of goals: pages, and the same as a panel beside a session (htmx)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goals import actions
from goals.board import board
from goals.chart import chart, height
from goals.forms import RatingForm, WordsForm
from goals.models import Goal, Wording
from people import access
from people.access import Action
from people.errors import Refused
from people.handovers import line
from people.models import Care, Role

POLL_SECONDS = 5


@require_GET
@access.member_required
def index(request: HttpRequest) -> HttpResponse:
    """A patient with one therapist goes straight to their goals; others choose whose."""
    person = access.person(request)
    known = access.cares(person, Action.READ_GOALS)
    open_cares = [care for care in known if care.is_open]
    if len(open_cares) == 1 and person.role == Role.PATIENT:
        return redirect("goals:goals", care=open_cares[0].pk)
    waiting = set(Goal.objects.waiting_for(person).values_list("care_id", flat=True))
    listed = [(care, care.other(person), care.pk in waiting) for care in known]
    listed.sort(key=lambda row: (not row[0].is_open, not row[2], row[1].full_name))
    return render(request, "goals/index.html", {"listed": listed})


@require_GET
@access.member_required
def goals(request: HttpRequest, care: UUID) -> HttpResponse:
    """All goals of one care."""
    found = access.get_care_or_404(request.user, Action.READ_GOALS, care)
    return _board_page(request, found)


@require_GET
@access.member_required
def panel(request: HttpRequest, care: UUID) -> HttpResponse:
    """The same beside a session. Asked again with `seen`, it answers only with changes."""
    found = access.get_care_or_404(request.user, Action.READ_GOALS, care, audited=False)
    person = access.person(request)
    seen = request.GET.get("seen")
    now = board(care=found, viewer=person)
    if seen == now.version:
        return HttpResponse(status=204)
    access.note_reading(person, Action.READ_GOALS, row=found, care=found)
    part = "goals/_panel_board.html" if seen else "goals/panel.html"
    return render(request, part, _context(request, found))


@require_POST
@access.member_required
def propose(request: HttpRequest, care: UUID) -> HttpResponse:
    """Propose a goal. Words that were not taken are given back."""
    found = access.get_care_or_404(request.user, Action.WORK_ON_GOALS, care)
    form = _words_form(request, request.POST)
    if form.is_valid():
        try:
            actions.propose(
                actor=access.person(request),
                care=found,
                text=form.cleaned_data["text"],
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            name = found.other(access.person(request)).known_as
            return _done(request, found, _("Proposed. It waits for %(name)s.") % {"name": name})
    return _board_page(request, found, form=form)


@require_GET
@access.member_required
def goal(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """One goal: how it felt over time, and the story of its words."""
    found = access.get_or_404(
        request.user, Action.READ_GOALS, Goal.objects.with_words(), pk=goal, care_id=care
    )
    return _goal_page(request, found)


@require_http_methods(["GET", "POST"])
@access.member_required
def reword(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Propose other words for a goal."""
    found = _goal(request, care, goal)
    if request.method == "GET":
        access.note_reading(access.person(request), Action.READ_GOALS, row=found, care=found.care)
    start = found.open_wording or found.agreed_wording
    form = _words_form(
        request, request.POST or None, initial={"text": start.text if start else found.words}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(
                actor=access.person(request),
                goal=found,
                text=form.cleaned_data["text"],
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            name = found.care.other(access.person(request)).known_as
            said = _("Proposed. The new words count once %(name)s agrees.") % {"name": name}
            return _done(request, found.care, said)
    context = {**_context(request, found.care), "goal": found, "form": form}
    if _by_htmx(request):
        whole = request.method == "POST"
        return render(request, "goals/panel.html" if whole else "goals/_compose.html", context)
    return render(request, "goals/reword.html", context)


@require_POST
@access.member_required
def agree(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Agree to the words that were on the screen, and no others."""
    return _answer(request, care, goal, actions.agree, _("Agreed. You both mean the same now."))


@require_POST
@access.member_required
def decline(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Say that these words are not right."""
    return _answer(request, care, goal, actions.decline, _("Not agreed to. Nothing has changed."))


@require_POST
@access.member_required
def withdraw(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Take back one's own proposal."""
    return _answer(request, care, goal, actions.withdraw, _("Taken back."))


@require_POST
@access.member_required
def rate(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Say how close a goal feels."""
    found = _goal(request, care, goal, Action.RATE_GOALS)
    form = RatingForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Choose a number from 0 to 10."))
        actions.rate(
            actor=access.person(request),
            goal=found,
            value=form.cleaned_data["value"],
            at=timezone.now(),
        )
    except Refused as refused:
        return _refused(request, found, refused)
    return _done(request, found.care, _("Noted. Thank you for looking."), goal=found)


@require_POST
@access.member_required
def achieve(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Mark a goal as reached."""
    found = _goal(request, care, goal)
    try:
        actions.achieve(actor=access.person(request), goal=found, at=timezone.now())
    except Refused as refused:
        return _refused(request, found, refused)
    return _done(request, found.care, _("Reached. That is worth a moment."))


@require_POST
@access.member_required
def set_aside(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Stop working on a goal for now."""
    found = _goal(request, care, goal)
    try:
        actions.set_aside(actor=access.person(request), goal=found, at=timezone.now())
    except Refused as refused:
        return _refused(request, found, refused)
    return _done(request, found.care, _("Set aside. You can take it up again at any time."))


@require_POST
@access.member_required
def take_up(request: HttpRequest, care: UUID, goal: UUID) -> HttpResponse:
    """Work on a closed goal again."""
    found = _goal(request, care, goal)
    try:
        actions.take_up_again(actor=access.person(request), goal=found)
    except Refused as refused:
        return _refused(request, found, refused)
    return _done(request, found.care, _("Taken up again, in the words you had agreed to."))


def _goal(
    request: HttpRequest, care: UUID, goal: UUID, action: Action = Action.WORK_ON_GOALS
) -> Goal:
    return access.get_or_404(request.user, action, Goal.objects.with_words(), pk=goal, care_id=care)


def _answer(
    request: HttpRequest, care: UUID, goal: UUID, verb: Callable[..., None], said: str
) -> HttpResponse:
    """One answer to proposed words; the form names the wording that was read."""
    found = _goal(request, care, goal)
    wording = get_object_or_404(Wording, pk=_uuid(request.POST.get("wording")), goal=found)
    try:
        verb(actor=access.person(request), wording=wording, at=timezone.now())
    except Refused as refused:
        return _refused(request, found, refused, to_board=True)
    return _done(request, found.care, said)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _words_form(request: HttpRequest, typed: Any = None, **more: Any) -> WordsForm:
    return WordsForm(typed, by_therapist=access.person(request).is_therapist, **more)


def _context(request: HttpRequest, care: Care) -> dict[str, Any]:
    person = access.person(request)
    return {
        "care": care,
        "board": board(care=care, viewer=person),
        "form": _words_form(request),
        "scale": range(11),
        "can_work": access.allows(person, Action.WORK_ON_GOALS, care),
        "can_rate": access.allows(person, Action.RATE_GOALS, care),
        "poll_seconds": POLL_SECONDS,
    }


def _board_page(request: HttpRequest, care: Care, *, form: WordsForm | None = None) -> HttpResponse:
    context = _context(request, care)
    if form is not None:
        context["form"] = form
    if _by_htmx(request):
        return render(request, "goals/panel.html", context)
    return render(request, "goals/goals.html", {**context, **_line(request, care)})


def _line(request: HttpRequest, care: Care) -> dict[str, Any]:
    """Where goals were agreed with somebody before, and where the work went on."""
    person = access.person(request)
    found = line(person, Action.READ_GOALS, care)
    agreed = Goal.objects.once_agreed().filter(care__in=found.before)
    with_goals = set(agreed.values_list("care", flat=True)) if found.before else set()
    return {
        "line": found,
        "goals_before": [earlier for earlier in found.before if earlier.pk in with_goals],
        "is_party": person.pk in {care.patient_id, care.therapist_id},
    }


def _goal_page(request: HttpRequest, goal: Goal) -> HttpResponse:
    ratings = [(timezone.localtime(rating.at), rating.value) for rating in goal.ratings.all()]
    context = {
        **_context(request, goal.care),
        "goal": goal,
        "chart": chart(ratings),
        "levels": [(value, height(value)) for value in (0, 5, 10)],
        "history": [*reversed([*goal.wordings.all()])],
    }
    return render(request, "goals/goal.html", context)


def _done(request: HttpRequest, care: Care, said: str, *, goal: Goal | None = None) -> HttpResponse:
    """Back to where one was, with a sentence about what has happened."""
    if _by_htmx(request):
        return render(request, "goals/panel.html", {**_context(request, care), "said": said})
    messages.success(request, said)
    if goal is not None:
        return redirect("goals:goal", care=care.pk, goal=goal.pk)
    return redirect("goals:goals", care=care.pk)


def _refused(
    request: HttpRequest, goal: Goal, refused: Refused, *, to_board: bool = False
) -> HttpResponse:
    """The sentence, and the goal as it is now: the new words stand right below."""
    if _by_htmx(request):
        context = {**_context(request, goal.care), "refused": refused.message}
        return render(request, "goals/panel.html", context)
    messages.warning(request, refused.message)
    if to_board:
        return redirect("goals:goals", care=goal.care_id)
    return redirect("goals:goal", care=goal.care_id, goal=goal.pk)
