"""The way to the echo: where relays are, and an answer to a browser's offer."""

import json
from dataclasses import asdict
from uuid import uuid4

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import access
from sessions.echo import ask
from sessions.room.turn import ice_servers

MAX_OFFER = 32 * 1024
STATUS = {"busy": 503, "down": 503, "bad_offer": 400}


@access.member_required
@never_cache
@require_http_methods(["GET", "POST"])
def echo(request: HttpRequest) -> HttpResponse:
    """Relays for one visit (GET); the echo's answer to an offer, or why there is none (POST)."""
    if request.method == "GET":
        servers = ice_servers(seat=uuid4(), at=timezone.now())
        return JsonResponse({"ice_servers": [asdict(server) for server in servers]})
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="try_line")
    if too_many:
        return JsonResponse({"refused": "too_many"}, status=429)
    if len(request.body) > MAX_OFFER:
        return JsonResponse({"refused": "bad_offer"}, status=413)
    try:
        return JsonResponse({"sdp": ask.answer_to(_offer(request.body))})
    except ask.Unheard as error:
        return JsonResponse({"refused": error.reason}, status=STATUS[error.reason])


def _offer(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    sdp = said.get("sdp") if isinstance(said, dict) else None
    if not isinstance(sdp, str):
        raise ask.Unheard("bad_offer")
    return sdp
