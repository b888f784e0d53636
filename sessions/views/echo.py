"""The way to the echo: relays, an answer to a browser's offer, and the room to practise in."""

import json
from dataclasses import asdict
from uuid import uuid4

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import access
from people.models import Care
from sessions.echo import ask
from sessions.practising import own_echo, rehearsal
from sessions.room.turn import ice_servers

MAX_OFFER = 32 * 1024
# That nobody is free is an answer, not a fault of ours: browsers would write it up as one.
STATUS = {"busy": 200, "down": 200, "bad_offer": 400}


@access.member_required
@never_cache
@require_http_methods(["GET", "POST"])
def echo(request: HttpRequest) -> HttpResponse:
    """Relays for one visit (GET); the echo's answer to an offer, or why there is none (POST)."""
    viewer = access.person(request)
    if request.method == "GET":
        servers = ice_servers(seat=uuid4(), at=timezone.now())
        return JsonResponse({"ice_servers": [asdict(server) for server in servers]})
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="try_line")
    if too_many:
        return JsonResponse({"refused": "too_many"}, status=429)
    if len(request.body) > MAX_OFFER:
        return JsonResponse({"refused": "bad_offer"}, status=413)
    try:
        sdp, talks = _offer(request.body)
        return JsonResponse({"sdp": ask.answer_to(sdp, who=viewer, talks=talks)})
    except ask.Unheard as error:
        return JsonResponse({"refused": error.reason}, status=STATUS[error.reason])


@access.member_required
@require_safe
def practice_room(request: HttpRequest) -> HttpResponse:
    """The whole room, alone: the other person is one's own echo. Nothing of it is kept."""
    viewer, now = access.person(request), timezone.now()
    care = Care.objects.open().filter(patient=viewer).select_related("therapist").first()
    context = {
        "is_practice": True,
        "seconds": settings.ECHO_SECONDS,
        "appointment": rehearsal(at=now),
        "care": care,
        "other": own_echo(),
        "leads": False,
        "is_in": True,
    }
    return render(request, "sessions/room.html", context)


def _offer(body: bytes) -> tuple[str, bool]:
    """The offer, and whether the browser has the room's channel for written words."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    sdp = said.get("sdp") if isinstance(said, dict) else None
    if not isinstance(sdp, str):
        raise ask.Unheard("bad_offer")
    return sdp, said.get("talks") is True
