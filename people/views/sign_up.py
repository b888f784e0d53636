"""The page to sign up."""

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import SignupView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from people import actions
from people.models import User

AGAIN = "again"
"""In the address, for whoever mistyped theirs and is waiting for a code that won't come."""


class SignUpView(SignupView):  # type: ignore[misc]
    """allauth's own, which leads back to the page for the code for as long as one is awaited. This
    one can be left, and forgets what was typed; what the browser holds is kept."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if AGAIN in request.GET and request.user.is_anonymous:
            clear_login(request)
            for key in (EMAIL_VERIFICATION_CODE_SESSION_KEY, "account_verified_email"):
                request.session.pop(key, None)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """An account that was never confirmed gives way: whoever lost its code signs up anew, with
        another password, too."""
        if form.account_already_exists:
            there = User.objects.filter(email__iexact=form.cleaned_data["email"]).first()
            if there is not None and actions.remove_unverified(there.pk):
                form.account_already_exists = False
        response: HttpResponse = super().form_valid(form)
        return response
