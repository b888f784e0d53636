"""What both keep of their writing in the room: the room's page posts, both may read it after."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people import access
from people.access import Action
from people.errors import Refused
from scheduling.models import Appointment
from sessions import writing_kept
from sessions.actions.keeping import agree_to_keep, keep_writing
from sessions.actions.opening import session_of
from sessions.models import KeptWriting


@access.member_required
@require_POST
def keep(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """With `digest`: agree. With `text`: bring what the other one agreed to. 409 says why not."""
    viewer = access.person(request)
    booked = access.get_or_404(
        viewer, Action.JOIN_ROOM, Appointment.objects.with_people(), pk=appointment
    )
    session, now = session_of(booked), timezone.now()
    try:
        if "text" in request.POST:
            keep_writing(actor=viewer, session=session, text=request.POST["text"], at=now)
        else:
            digest = request.POST.get("digest", "")
            agree_to_keep(actor=viewer, session=session, digest=digest, at=now)
    except Refused as refused:
        return HttpResponse(str(refused.message), status=409, content_type="text/plain")
    return HttpResponse(status=204)


@access.member_required
@require_safe
def kept(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """What was written in the room and kept. For both, and a therapist who took over."""
    viewer = access.person(request)
    booked = access.get_or_404(
        viewer, Action.READ_KEPT, Appointment.objects.with_people(), audited=True, pk=appointment
    )
    writings = KeptWriting.objects.whole().filter(session__appointment=booked)
    context = {
        "appointment": booked,
        "writings": [(one, writing_kept.read(one.text)) for one in writings],
    }
    return render(request, "sessions/kept.html", context)
