"""Addresses that only take what a form sends, when somebody opens one as a page."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import is_valid_path

Respond = Callable[[HttpRequest], HttpResponseBase]


class FormAddressMiddleware:
    """Leads to the page such an address belongs to: the nearest above it.

    People get there by signing in again after they pressed a button, or when a phone restores a
    tab. Who doesn't ask for a page is told 405, as ever.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and is_opened:
            return redirect(page_above(request.path_info))
        return response


def page_above(path: str) -> str:
    """The nearest address above that the site knows; the welcome page at the last."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            break
    return path
