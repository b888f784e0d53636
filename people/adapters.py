"""Where allauth's sign-in meets the house."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.hashers import make_password
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation

from notices.actions import enqueue
from people.middleware import browser_zone
from people.models import Practice, User
from people.sign_in_words import ACCOUNT_ERRORS, OUR_ERRORS, SECOND_FACTOR_ERRORS
from people.zones import current
from privacy.fields import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up makes patients, and account mail goes through the outbox like all mail."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS | OUR_ERRORS

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.time_zone = current(browser_zone(request)) or Practice.current().time_zone
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To signing in: a new password has ended every session, this one, too.

        By itself allauth leads back to the form, and so, by way of signing in, to the form again.
        """
        return reverse("account_login")

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """At the second step, a new password would not help whoever tried too often. And whoever
        has the code of a sign-up that was begun anew since can't sign in yet."""
        page = _page(allauth_context.request)
        if code == "too_many_login_attempts" and page.startswith("mfa_"):
            code = "too_many_codes"
        if code == "email_taken" and page == "account_email_verification_sent":
            code = "begun_anew"
        refused: ValidationError = super().validation_error(code, *args)
        return refused

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Times in the zone of whoever reads it, not of whoever's browser did it. That an address
        was removed is told there, and not at the one that stays."""
        if template_prefix == "account/email/email_deleted" and context:
            email = context["deleted_email"]
        with timezone.override(user.tz), translation.override(user.language):
            super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, because links and codes belong to this request; send from the outbox."""
        request = allauth_context.request
        site = get_current_site(request)
        full = {"request": request, "email": email, "current_site": site, **context}
        message = self.render_mail(template_prefix, email, full)
        now = timezone.now()
        with transaction.atomic():
            enqueue(
                key=f"account:{uuid4()}",
                kind="account_mail",
                address=email,
                context={"subject": message.subject, "body": message.body},
                expires_at=now + timedelta(hours=3),
            )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Instead of making an account. It takes as long: a password is hashed, or the time would
        tell who has one."""
        make_password("nobody’s")
        super().send_account_already_exists_mail(email)


def _page(request: HttpRequest) -> str:
    """The name of the address that was asked for."""
    found = request.resolver_match
    return str(found.url_name) if found else ""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator secrets are encrypted like everything private."""

    error_messages = DefaultMFAAdapter.error_messages | SECOND_FACTOR_ERRORS

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
