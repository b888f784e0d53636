"""The demo's text messages: what the local provider kept, for people to see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notices.sms.local import Folder


@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    return render(request, "demo/texts.html", {"texts": Folder().read()})
