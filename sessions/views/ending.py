"""Ending together: summary, homework and next time, each one optional, beside the picture."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from resources.models import Homework
from scheduling.actions.book_for import services_for
from scheduling.models import Appointment
from sessions.actions.next_time import agree_next_time, book_next_time
from sessions.actions.summary import send_summary, write_summary
from sessions.drafting import Verdict
from sessions.forms.drafts import TextForm, fresh_stamp
from sessions.forms.ending import AgreeForm, BookNextForm
from sessions.models import NextTime, Summary
from sessions.next_times import following, next_service, next_times


@require_http_methods(["GET", "POST"])
@access.therapist_required
def ending(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The closing step. Each button does one thing; the session ends by its own button alone."""
    viewer, now = access.person(request), timezone.now()
    meetings = Appointment.objects.with_people()
    meeting = access.get_or_404(viewer, Action.ADMIT, meetings, pk=appointment)
    if "homework" in request.GET:
        context = {"homework": given_since(meeting), "care": meeting.care}
        return render(request, "sessions/ending/_homework.html", context)
    said, refusal, form = "", "", None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "send":
                form = TextForm(request.POST)
                said = _send(viewer, meeting, form, at=now)
            elif request.POST.get("do") == "book":
                said = _book(request, viewer, meeting, at=now)
            elif request.POST.get("do") == "agree":
                said = _agree(request, viewer, meeting, at=now)
        except Refused as refused:
            refusal = refused.message
    context = _context(meeting, at=now) | {"said": said, "refusal": refusal}
    if refusal and form is not None:
        context["typed"] = form.data.get("text", "")
    return render(request, "sessions/ending/_ending.html", context)


def given_since(meeting: Appointment) -> list[Homework]:
    """What was given in this session or since."""
    standing = Homework.objects.standing().filter(care=meeting.care)
    return list(standing.filter(assigned_at__gte=meeting.starts_at).order_by("assigned_at"))


def agreed_next(meeting: Appointment, *, at: datetime) -> NextTime | None:
    """What they agreed on, while it holds: not cancelled and not over."""
    agreed = NextTime.objects.select_related("appointment").filter(session__appointment=meeting)
    return agreed.filter(appointment__in=following(meeting, at=at)).first()


def _context(meeting: Appointment, *, at: datetime) -> dict[str, Any]:
    kept = _summary_of(meeting)
    booked = following(meeting, at=at).first()
    service = next_service(meeting) if booked is None else None
    return {
        "appointment": meeting,
        "care": meeting.care,
        "patient": meeting.patient,
        "summary": kept,
        "form": TextForm(initial={**fresh_stamp(kept), "text": kept.text if kept else ""}),
        "homework": given_since(meeting),
        "following": booked,
        "agreed": agreed_next(meeting, at=at),
        "service": service,
        "times": next_times(meeting, service, at=at) if service else [],
    }


def _summary_of(meeting: Appointment) -> Summary | None:
    rows = Summary.objects.prefetch_related("versions")
    return rows.filter(session__appointment=meeting).first()


def _send(viewer: User, meeting: Appointment, form: TextForm, *, at: datetime) -> str:
    """What is sent is what stands in the field: the press carries the words itself."""
    if not form.is_valid():
        raise Refused(next(iter(form.errors.values()))[0])
    text = form.cleaned_data["text"]
    saving = write_summary(actor=viewer, appointment=meeting, text=text, stamp=form.stamp, at=at)
    if saving.verdict is Verdict.ELSEWHERE:
        raise Refused(
            _("Another window has written in this summary since. Open it on its own page to join.")
        )
    if saving.draft._state.adding or saving.draft.text != text:
        raise Refused(_("There is nothing to send yet. Write a few words first."))
    send_summary(actor=viewer, summary=saving.draft, revision=saving.draft.revision, at=at)
    return _("Sent. %(name)s reads it after the session.") % {"name": meeting.patient.known_as}


def _book(request: HttpRequest, viewer: User, meeting: Appointment, *, at: datetime) -> str:
    form = BookNextForm(request.POST, services=services_for(meeting.care))
    if not form.is_valid():
        raise Refused(_("That time can’t be read. Here are the free ones."))
    book_next_time(
        actor=viewer,
        meeting=meeting,
        service=form.cleaned_data["service"],
        starts_at=form.cleaned_data["starts_at"],
        at=at,
    )
    return _("Booked. It stands on the page both of you see after the session.")


def _agree(request: HttpRequest, viewer: User, meeting: Appointment, *, at: datetime) -> str:
    form = AgreeForm(request.POST, ahead=following(meeting, at=at))
    if not form.is_valid():
        raise Refused(_("That session is no longer ahead of you. Here is what is."))
    agree_next_time(
        actor=viewer, meeting=meeting, following=form.cleaned_data["appointment"], at=at
    )
    return _("Agreed. It stands on the page both of you see after the session.")
