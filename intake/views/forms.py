"""Questionnaires: one group a page, kept as one goes, finished when one likes."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.actions import NotReady, complete_response, save_answers
from intake.asking import ERROR_WORDS, ask, tell
from intake.engine import Answer, AnswerError, Item, Library, NoSuchInstrument, Questionnaire, check
from intake.models import QuestionnaireResponse
from intake.readiness import next_label, steps
from intake.told import begins_with, finished, to_go_on_with
from intake.views.helping import help_due
from people import access
from people.access import Action
from people.errors import Refused
from people.handovers import line
from people.models import Care
from people.templatetags.attune import clock


@dataclass(frozen=True)
class Filling:
    """A care, the form being filled in, and what has been said so far: in the `draft`, or else
    in what it begins with (`before`)."""

    care: Care
    questionnaire: Questionnaire
    draft: QuestionnaireResponse | None
    finished: QuestionnaireResponse | None
    before: QuestionnaireResponse | None

    @property
    def answers(self) -> dict[str, Answer]:
        if self.draft is None:
            return begins_with(self.questionnaire, self.before)
        return self.draft.given

    def page(self, number: int) -> Item:
        if not 1 <= number <= len(self.questionnaire.pages):
            raise Http404
        return self.questionnaire.pages[number - 1]

    def url(self, name: str, **more: object) -> str:
        named = {"care": self.care.pk, "instrument": self.questionnaire.code, **more}
        return reverse(f"intake:{name}", kwargs=named)


def _filling(request: HttpRequest, care: UUID, instrument: str) -> Filling:
    mine = access.get_care_or_404(request.user, Action.ANSWER, care)
    responses = QuestionnaireResponse.objects.filter(care=mine, instrument=instrument)
    draft = responses.drafts().first()
    try:
        asked = draft.questionnaire if draft else Library.shipped().current(instrument)
    except NoSuchInstrument:
        raise Http404 from None
    told = finished(mine, instrument)
    before = to_go_on_with(mine, instrument) if draft is None else None
    return Filling(mine, asked, draft, told, before)


@access.patient_required
def form(request: HttpRequest, care: UUID, instrument: str) -> HttpResponse:
    """Where to go on: the first page with an open question, or the result of a finished form.

    Who adds to what was told begins in front, since some of it is asked afresh.
    """
    filling = _filling(request, care, instrument)
    if filling.draft is None and filling.finished is not None and "again" not in request.GET:
        return redirect(filling.url("done"))
    if filling.draft is None:
        return redirect(filling.url("form_page", page=1))
    for number, page in enumerate(filling.questionnaire.pages, start=1):
        if not any(question.link_id in filling.answers for question in page.questions):
            return redirect(filling.url("form_page", page=number))
    return redirect(filling.url("review"))


@access.patient_required
def form_page(request: HttpRequest, care: UUID, instrument: str, page: int) -> HttpResponse:
    """One page. Each button keeps what is on it first."""
    filling = _filling(request, care, instrument)
    group = filling.page(page)
    if request.method != "POST":
        return _show_page(request, filling, page)
    typed = dict(request.POST.lists())
    try:
        saved = save_answers(
            actor=access.person(request),
            care=filling.care,
            instrument=instrument,
            submitted=typed,
            asked=[question.link_id for question in group.questions],
            at=timezone.now(),
        )
    except Refused as refused:
        return _show_page(request, filling, page, typed=typed, refused=refused)
    if saved.errors:
        kept = replace(filling, draft=saved.response)
        return _show_page(request, kept, page, typed=typed, errors=saved.errors)
    return redirect(_where_to(request.POST.get("go", "next"), filling, page))


def _where_to(go: str, filling: Filling, page: int) -> str:
    if go == "later":
        return reverse("intake:prepare", kwargs={"care": filling.care.pk})
    if go == "back" and page > 1:
        return filling.url("form_page", page=page - 1)
    if go == "next" and page < len(filling.questionnaire.pages):
        return filling.url("form_page", page=page + 1)
    return filling.url("review")


def _show_page(
    request: HttpRequest,
    filling: Filling,
    page: int,
    *,
    typed: dict[str, list[str]] | None = None,
    errors: dict[str, AnswerError] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    group = filling.page(page)
    lines = ask(filling.questionnaire, group, filling.answers, typed=typed, errors=errors)
    risk_here = {risk.link_id for risk in filling.questionnaire.risk}
    context = {
        "care": filling.care,
        "questionnaire": filling.questionnaire,
        "group": group,
        "lines": lines,
        "wrong": [line for line in lines if line.error],
        "risk_here": risk_here,
        "page": page,
        "pages": len(filling.questionnaire.pages),
        "is_last": page == len(filling.questionnaire.pages),
        "saved_at": filling.draft.saved_at if filling.draft else None,
        "save_url": filling.url("autosave", page=page),
        "review_url": filling.url("review"),
        "help_due": ""
        if risk_here & {question.link_id for question in group.questions}
        else help_due(request, filling.care),
        "refused": refused,
    }
    return render(request, "intake/form_page.html", context)


@require_POST
@access.patient_required
def autosave(request: HttpRequest, care: UUID, instrument: str, page: int) -> HttpResponse:
    """What the page's script sends as one answers. Says when it was kept, what could not be, and
    whether help is to be shown."""
    filling = _filling(request, care, instrument)
    try:
        saved = save_answers(
            actor=access.person(request),
            care=filling.care,
            instrument=instrument,
            submitted=dict(request.POST.lists()),
            asked=[question.link_id for question in filling.page(page).questions],
            at=timezone.now(),
        )
    except Refused as refused:
        return JsonResponse({"refused": str(refused.message)}, status=409)
    return JsonResponse(
        {
            "saved": _("Saved %(time)s") % {"time": clock(saved.response.saved_at)},
            "errors": {name: str(ERROR_WORDS[error]) for name, error in saved.errors.items()},
            "help": saved.alert is not None,
        }
    )


@access.patient_required
def review(request: HttpRequest, care: UUID, instrument: str) -> HttpResponse:
    """Everything that was said, before it is finished. Open questions are shown, not blamed."""
    filling = _filling(request, care, instrument)
    if request.method == "POST":
        try:
            complete_response(
                actor=access.person(request),
                care=filling.care,
                instrument=instrument,
                at=timezone.now(),
            )
            return redirect(filling.url("done"))
        except Refused as refused:
            return _show_review(request, filling, refused)
    return _show_review(request, filling)


def _show_review(
    request: HttpRequest, filling: Filling, refused: Refused | None = None
) -> HttpResponse:
    questionnaire, answers = filling.questionnaire, filling.answers
    scored = questionnaire.measure.items if questionnaire.measure else ()
    errors = refused.errors if isinstance(refused, NotReady) else check(questionnaire, answers)
    context = {
        "care": filling.care,
        "questionnaire": questionnaire,
        "parts": [
            (
                page,
                tell(questionnaire, page, answers),
                filling.url("form_page", page=number),
            )
            for number, page in enumerate(questionnaire.pages, start=1)
        ],
        "unscored": sum(name not in answers for name in scored),
        "wrong": [
            (questionnaire.by_link_id[name], ERROR_WORDS[error])
            for name, error in errors.items()
            if name in questionnaire.by_link_id
        ],
        "help_due": help_due(request, filling.care),
        "refused": refused,
    }
    return render(request, "intake/review.html", context)


@access.patient_required
def done(request: HttpRequest, care: UUID, instrument: str) -> HttpResponse:
    """Thank you, what it may mean in kind words, and what comes next."""
    mine = access.get_care_or_404(request.user, Action.READ_ANSWERS, care)
    told = finished(mine, instrument)
    if told is None:
        raise Http404
    if told.care != mine:
        access.require(request.user, Action.READ_ANSWERS, told.care)
        access.note_reading(access.person(request), Action.READ_ANSWERS, row=told, care=told.care)
    goes_on = _goes_on(request, mine)
    left = [step for step in steps(goes_on) if not step.done] if goes_on else []
    context = {
        "care": mine,
        "goes_on": goes_on,
        "response": told,
        "questionnaire": told.questionnaire,
        "score": told.scored(),
        "next": left[0] if left else None,
        "next_label": next_label(left[0] if left else None),
        "help_due": help_due(request, goes_on or mine, finished=told),
    }
    return render(request, "intake/done.html", context)


def _goes_on(request: HttpRequest, care: Care) -> Care | None:
    """Where there may be more to prepare: this care, or after a hand-over the one it became."""
    last = line(request.user, Action.ANSWER, care).onward or care
    return last if last.is_open else None
