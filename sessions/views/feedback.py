"""Session feedback: given by the patient, read by the therapist."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from scheduling.models import Appointment
from sessions.actions.feedback import give_feedback, is_over, skip_feedback
from sessions.forms.feedback import FeedbackForm
from sessions.models import SessionFeedback
from sessions.views.after import after


@require_http_methods(["GET", "POST"])
@access.member_required
def feedback(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The patient answers here, and sees and changes what they answered; the therapist reads."""
    viewer = access.person(request)
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(
        viewer, Action.READ_FEEDBACK, meetings, audited=request.method == "GET", pk=appointment
    )
    given = SessionFeedback.objects.filter(session__appointment=meeting).first()
    if request.method == "POST" or access.allows(viewer, Action.GIVE_FEEDBACK, meeting.care):
        access.require(viewer, Action.GIVE_FEEDBACK, meeting.care)
        return _give(request, viewer, meeting, given)
    context = {
        "appointment": meeting,
        "feedback": given if given and given.is_given else None,
        "trend": SessionFeedback.objects.trend_of(meeting.care),
        "after": after(meeting) if access.allows(viewer, Action.WRITE_NOTE, meeting.care) else None,
    }
    return render(request, "sessions/feedback/read.html", context)


@require_POST
@access.patient_required
def skip(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Rather not, this time."""
    viewer = access.person(request)
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(viewer, Action.GIVE_FEEDBACK, meetings, pk=appointment)
    try:
        skip_feedback(actor=viewer, appointment=meeting, at=timezone.now())
    except Refused as refused:
        messages.warning(request, str(refused.message))
        return redirect("sessions:feedback", meeting.pk)
    messages.info(request, _("That is fine. Nobody will ask again about this session."))
    return redirect("home:home")


def _give(
    request: HttpRequest, viewer: User, meeting: Appointment, given: SessionFeedback | None
) -> HttpResponse:
    at = timezone.now()
    form = FeedbackForm.of(given)
    if request.method == "POST":
        form = FeedbackForm(request.POST)
        if form.is_valid():
            try:
                give_feedback(
                    actor=viewer,
                    appointment=meeting,
                    ratings=form.ratings,
                    comment=form.cleaned_data["comment"],
                    at=at,
                )
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                messages.success(request, _("Thank you. Your answers are with your therapist."))
                return redirect("sessions:feedback", meeting.pk)
    context = {
        "appointment": meeting,
        "feedback": given,
        "form": form,
        "is_over": is_over(meeting, at=at),
        "is_changeable": given is None or given.is_changeable(at=at),
        "shows_form": form.is_bound
        or given is None
        or not given.is_given
        or "change" in request.GET,
    }
    status = 422 if form.is_bound else 200
    return render(request, "sessions/feedback/give.html", context, status=status)
