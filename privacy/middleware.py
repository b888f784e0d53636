"""Remembers where a request comes from, for the audit trail."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from privacy import audit


def client_address(request: HttpRequest) -> str:
    """The client's address as far as our own proxies vouch for it.

    With `TRUSTED_PROXY_COUNT` = n the n-th address from the right of X-Forwarded-For counts;
    everything further left is what the client claims.
    """
    trusted = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted and len(forwarded) >= trusted and forwarded[-trusted]:
        return forwarded[-trusted]
    return str(request.META.get("REMOTE_ADDR") or "")


class RequestOriginMiddleware:
    """Stamps audit entries written during the request with the client's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with audit.coming_from(client_address(request)):
            return self.get_response(request)
