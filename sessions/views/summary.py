"""Session summaries: written and sent by the therapist, read by the patient."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from scheduling.models import Appointment
from sessions.actions.summary import send_summary, write_summary
from sessions.drafting import Verdict
from sessions.forms.drafts import RevisionForm, TextForm, fresh_stamp
from sessions.models import SessionFeedback, Summary
from sessions.views import drafts
from sessions.views.after import after


@require_http_methods(["GET", "POST"])
@access.member_required
def summary(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The session's therapist writes here; the patient, and a therapist who took over, read."""
    viewer = access.person(request)
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(
        viewer, Action.READ_SUMMARY, meetings, audited=request.method == "GET", pk=appointment
    )
    if request.method == "POST" or access.allows(viewer, Action.WRITE_SUMMARY, meeting.care):
        access.require(viewer, Action.WRITE_SUMMARY, meeting.care)
        return _write(request, viewer, meeting)
    context = {
        "appointment": meeting,
        "summary": _summary_of(meeting),
        "asks_for_feedback": access.allows(viewer, Action.GIVE_FEEDBACK, meeting.care)
        and not SessionFeedback.objects.filter(session__appointment=meeting).exists(),
    }
    return render(request, "sessions/summary/read.html", context)


@require_http_methods(["GET", "POST"])
@access.therapist_required
def send(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """See it as the patient will, then send it: what is sent is what was on this page."""
    viewer = access.person(request)
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(viewer, Action.WRITE_SUMMARY, meetings, pk=appointment)
    kept = _summary_of(meeting)
    if kept is None:
        return redirect("sessions:summary", meeting.pk)
    refusal = None
    if request.method == "POST":
        form = RevisionForm(request.POST)
        try:
            revision = form.cleaned_data["revision"] if form.is_valid() else -1
            send_summary(actor=viewer, summary=kept, revision=revision, at=timezone.now())
        except Refused as refused:
            refusal = refused.message
            kept.refresh_from_db()
        else:
            name = meeting.patient.known_as
            messages.success(
                request, _("Sent. %(name)s gets an e-mail that something waits.") % {"name": name}
            )
            return redirect("sessions:summary", meeting.pk)
    context = {"appointment": meeting, "summary": kept, "refusal": refusal}
    return render(request, "sessions/summary/send.html", context, status=409 if refusal else 200)


def _write(request: HttpRequest, viewer: User, meeting: Appointment) -> HttpResponse:
    kept = _summary_of(meeting)
    form = TextForm(initial={**fresh_stamp(kept), "text": kept.text if kept else ""})
    if request.method == "POST":
        form = TextForm(request.POST)
        if form.is_valid():
            return _save(request, viewer, meeting, form)
        if drafts.saves_by_itself(request):
            return drafts.unreadable(form)
    context = {
        "appointment": meeting,
        "summary": kept,
        "form": form,
        "asides": drafts.asides(kept, viewer),
        "after": after(meeting),
    }
    return render(
        request, "sessions/summary/write.html", context, status=422 if form.errors else 200
    )


def _save(request: HttpRequest, viewer: User, meeting: Appointment, form: TextForm) -> HttpResponse:
    saving = write_summary(
        actor=viewer,
        appointment=meeting,
        text=form.cleaned_data["text"],
        stamp=form.stamp,
        at=timezone.now(),
    )
    if drafts.saves_by_itself(request):
        return drafts.saved(saving)
    if "send" in request.POST and saving.verdict is not Verdict.ELSEWHERE:
        return redirect("sessions:send_summary", meeting.pk)
    drafts.tell(request, saving)
    return redirect("sessions:summary", meeting.pk)


def _summary_of(meeting: Appointment) -> Summary | None:
    rows = Summary.objects.select_related("session__care").prefetch_related("versions__sent_by")
    return rows.filter(session__appointment=meeting).first()
