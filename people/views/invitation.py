"""The page behind an invitation's link."""

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people import actions
from people.errors import Refused
from people.forms import AcceptForm
from people.middleware import browser_zone
from people.models import Practice

GONE = 410


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Set name and password, be signed in, and be led to set up the second factor."""
    now = timezone.now()
    invitation = actions.invitation_for(token, at=now)
    if invitation is None:
        return _gone(request)
    if request.user.is_authenticated:
        return render(request, "people/invitation_signed_in.html", {"invitation": invitation})
    form = AcceptForm(
        request.POST or None,
        email=invitation.email,
        initial={"full_name": invitation.full_name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(
                token=token,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password"],
                time_zone=browser_zone(request) or Practice.current().time_zone,
                at=now,
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            signed_in: HttpResponseBase = perform_login(
                request, user, email_verification="none", redirect_url=reverse("mfa_index")
            )
            # The password was typed a moment ago: setting up the second factor doesn't ask again.
            reauthenticate_by_password(request)
            return signed_in
    return render(request, "people/invitation.html", {"invitation": invitation, "form": form})


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "people/invitation_gone.html", status=GONE)
