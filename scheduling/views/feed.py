"""The secret address of one's own sessions: having one, and what it answers."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import party_required, person
from people.models import User
from scheduling import actions
from scheduling.actions.feed import digest
from scheduling.feed import feed_of
from scheduling.models import CalendarFeed


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The sessions of whoever made this address, for the program that knows it. No sign-in."""
    feed = CalendarFeed.objects.open().select_related("person").filter(token_hash=digest(token))
    found = feed.first()
    if found is None:
        raise Http404
    now = timezone.now()
    actions.note_feed_read(feed=found, at=now)
    written = feed_of(found.person, at=now)
    etag = f'"{hashlib.sha256(written).hexdigest()}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@party_required
def own_feed(request: HttpRequest) -> HttpResponse:
    """A patient's page about it. A therapist has it beside the calendars elsewhere."""
    viewer = person(request)
    if viewer.is_therapist:
        return redirect("scheduling:outside_calendars")
    return render(request, "scheduling/feed.html", feed_words(viewer))


@require_POST
@party_required
def make_feed(request: HttpRequest) -> HttpResponse:
    """The first address, or a new one in place of it."""
    actions.make_feed(actor=person(request), at=timezone.now())
    messages.success(request, _("Here is your address. Calendars that had an older one stop."))
    return redirect("scheduling:own_feed")


@require_POST
@party_required
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """No address any more."""
    actions.revoke_feed(actor=person(request), at=timezone.now())
    messages.success(request, _("The address is closed. Nobody can read your sessions from it."))
    return redirect("scheduling:own_feed")


def feed_words(owner: User) -> dict[str, Any]:
    """What `scheduling/_feed.html` shows."""
    feed = CalendarFeed.objects.open().filter(person=owner).first()
    if feed is None:
        return {"feed": None}
    address = settings.SITE_URL + reverse("scheduling:feed", args=[feed.token])
    return {"feed": feed, "address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
