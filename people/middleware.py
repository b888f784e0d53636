"""What holds for every request of a signed-in person: idleness, second factor, no copies kept,
their zone."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from people import idle
from people.models import Practice, User
from people.second_factor import may_work
from people.zones import is_zone

Respond = Callable[[HttpRequest], HttpResponseBase]


class IdleMiddleware:
    """Signs people out who left their session alone, and tells them so kindly.

    A part of a page that refreshes itself says so with the header ``X-By-Itself``: it is no sign
    that somebody is there.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = timezone.now()
            if idle.is_over(request.session, at=now):
                return self._sign_out(request)
            if "X-By-Itself" not in request.headers:
                idle.note(request.session, at=now)
        return self.get_response(request)

    def _sign_out(self, request: HttpRequest) -> HttpResponseBase:
        logout(request)
        messages.info(
            request,
            _("You were away for a while, so we signed you out to keep things private."),
        )
        if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
            response = HttpResponse(status=401)
            response["HX-Refresh"] = "true"
            return response
        is_leaving = request.path == reverse("account_logout")
        return redirect_to_login("/" if is_leaving else request.get_full_path())


class UnkeptMiddleware:
    """Has no browser keep what a signed-in person was shown.

    Else, on a shared computer, the Back button would show it to whoever comes next. What says
    itself how long it may be kept, such as a public photo, is left alone.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if (was_signed_in or request.user.is_authenticated) and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response


# What a therapist or admin without a second factor still reaches: setting it up, leaving, help.
WITHOUT_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "account_email_verification_sent",
    "pages:help_now",
    "pages:technical_help",
    "pages:theme",
    "healthz",
}


class SecondFactorMiddleware:
    """Leads staff without a second factor to its set-up, whatever they asked for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        user = request.user
        match = request.resolver_match
        name = match.view_name if match else ""
        if not isinstance(user, User) or name.startswith("mfa_") or name in WITHOUT_SECOND_FACTOR:
            return None
        if may_work(user):
            return None
        return redirect("mfa_index")


class ReaderMiddleware:
    """Shows every time in the reader's zone.

    The account's zone; for visitors the browser's, which a script keeps in the ``tz`` cookie; else
    the practice's.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(reader_zone(request)):
            return self.get_response(request)


def reader_zone(request: HttpRequest) -> str:
    """The IANA name of the zone in which this reader thinks."""
    if isinstance(request.user, User):
        return request.user.time_zone
    return browser_zone(request) or Practice.current().time_zone


def browser_zone(request: HttpRequest) -> str:
    """The zone that the browser told, or nothing."""
    claimed = unquote(request.COOKIES.get("tz", ""))
    return claimed if is_zone(claimed) else ""
