"""What both keep of the room, in writing or drawn: its page posts, both may read it after."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from people import access
from people.access import Action
from people.errors import Refused
from scheduling.models import Appointment
from sessions import drawing_kept, writing_kept
from sessions.actions import keeping
from sessions.actions.opening import session_of
from sessions.models import KeptDrawing, KeptWriting

KINDS = {"writing": keeping.WRITING, "drawing": keeping.DRAWING}


@access.member_required
@require_POST
def keep(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """With `digest`: agree. With `text`: bring what the other one agreed to. 409 says why not.

    `what` it is about: `writing` or `drawing`.
    """
    viewer = access.person(request)
    booked = access.get_or_404(
        viewer, Action.JOIN_ROOM, Appointment.objects.with_people(), pk=appointment
    )
    kind = KINDS.get(request.POST.get("what", ""))
    if kind is None:
        return HttpResponseBadRequest()
    session, now = session_of(booked), timezone.now()
    try:
        if "text" in request.POST:
            text = request.POST["text"]
            keeping.keep(actor=viewer, session=session, kind=kind, text=text, at=now)
        else:
            digest = request.POST.get("digest", "")
            keeping.agree_to_keep(actor=viewer, session=session, kind=kind, digest=digest, at=now)
    except Refused as refused:
        return HttpResponse(str(refused.message), status=409, content_type="text/plain")
    return HttpResponse(status=204)


@access.member_required
@require_safe
def kept(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """What was written or drawn in the room and kept. For both, and a therapist who took over."""
    viewer = access.person(request)
    booked = access.get_or_404(
        viewer, Action.READ_KEPT, Appointment.objects.with_people(), audited=True, pk=appointment
    )
    writings = KeptWriting.objects.whole().filter(session__appointment=booked)
    drawings = KeptDrawing.objects.whole().filter(session__appointment=booked)
    context = {
        "appointment": booked,
        "writings": [(one, writing_kept.read(one.text)) for one in writings],
        "drawings": [(one, drawing_kept.read(one.text)) for one in drawings],
        "size": f"{drawing_kept.WIDTH} {drawing_kept.HEIGHT}",
        "ink": drawing_kept.COLOURS["black"],
    }
    return render(request, "sessions/kept.html", context)
