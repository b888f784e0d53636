"""Technical help: asked by whoever is signed in, answered by the practice's admin."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people import access
from people.access import Action
from people.errors import Refused
from privacy import audit
from sessions.actions.helping import answer_help, ask_for_help
from sessions.browsers import browser_of, system_of
from sessions.device_facts import facts_of
from sessions.forms.helping import AnswerHelpForm, AskForHelpForm
from sessions.models import HelpRequest

ANSWERED_SHOWN = 50


@access.member_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form with the facts that would go along, and what was asked before."""
    viewer = access.person(request)
    user_agent = request.headers.get("User-Agent", "")
    facts = facts_of(viewer, browser=browser_of(user_agent), system=system_of(user_agent))
    form = AskForHelpForm(request.POST or None)
    if request.method == "POST":
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="ask_for_help")
        if too_many:
            return too_many
        if form.is_valid():
            told = form.cleaned_data
            asked = ask_for_help(
                actor=viewer,
                words=told["words"],
                facts="\n".join(facts) if told["with_facts"] else "",
                at=timezone.now(),
            )
            return redirect("sessions:help", asked.pk)
    mine = HelpRequest.objects.asked_by(viewer).defer("words", "facts", "answer")
    context = {"form": form, "facts": facts, "mine": mine}
    status = 422 if form.is_bound else 200
    return render(request, "sessions/help/ask.html", context, status=status)


@access.member_required
@require_safe
def own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What this person asked, and the answer when there is one."""
    mine = HelpRequest.objects.asked_by(access.person(request))
    return render(request, "sessions/help/own.html", {"asked": get_object_or_404(mine, pk=pk)})


@access.admin_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The practice's list: what waits for an answer first, the longest wait on top."""
    access.require(access.person(request), Action.ANSWER_HELP)
    everything = HelpRequest.objects.defer("words", "facts", "answer").select_related("person")
    context = {
        "open": everything.open(),
        "answered": everything.answered().select_related("answered_by")[:ANSWERED_SHOWN],
    }
    return render(request, "sessions/help/list.html", context)


@access.admin_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question with its facts; that it was read is audited."""
    viewer = access.person(request)
    access.require(viewer, Action.ANSWER_HELP)
    asked = get_object_or_404(HelpRequest.objects.select_related("person", "answered_by"), pk=pk)
    form = AnswerHelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_help(asked, actor=viewer, words=form.cleaned_data["words"], at=timezone.now())
        except Refused as refused:
            messages.warning(request, refused.message)
            return redirect("sessions:answer_help", asked.pk)
        messages.success(request, _("Answered. They get an e-mail that something waits."))
        return redirect("sessions:help_requests")
    if request.method == "GET":
        audit.record("help.read", actor=viewer, row=asked)
    status = 422 if form.is_bound else 200
    context = {"asked": asked, "form": form}
    return render(request, "sessions/help/answer.html", context, status=status)
