"""The homes: each draws on every app and decides nothing itself."""

from django.http import HttpRequest, HttpResponse

from people import access


@access.member_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    return HttpResponse("home")
