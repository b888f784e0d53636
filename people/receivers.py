"""What people do with their account is written into the audit trail."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_changed,
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from people.actions.leaving import end_sessions
from people.models import User
from people.second_factor import FACTORS
from privacy import audit


@receiver(user_logged_in)
def signed_in(user: User, **kwargs: Any) -> None:
    audit.record("account.sign_in", actor=user, row=user)


@receiver(user_logged_out)
def signed_out(user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        audit.record("account.sign_out", actor=user, row=user)


@receiver(user_login_failed)
def sign_in_failed(**kwargs: Any) -> None:
    """Without the address that was tried: it may be somebody's."""
    audit.record("account.sign_in_failed", actor=None)


@receiver(user_signed_up)
def signed_up(user: User, **kwargs: Any) -> None:
    audit.record("account.sign_up", actor=user, row=user)


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
def password_replaced(user: User, **kwargs: Any) -> None:
    audit.record("account.password", actor=user, row=user)


@receiver(password_reset)
def address_confirmed(user: User, **kwargs: Any) -> None:
    """Whoever opened the link reads the only address of an account that nobody had confirmed."""
    addresses = EmailAddress.objects.filter(user=user)
    if not addresses.filter(verified=True).exists() and addresses.count() == 1:
        addresses.update(verified=True)


@receiver(email_changed)
def address_changed(user: User, **kwargs: Any) -> None:
    """That it changed, not from what to what."""
    audit.record("account.email", actor=user, row=user)


@receiver(authenticator_added)
@receiver(authenticator_removed)
@receiver(authenticator_reset)
def second_factor_changed(signal: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    verb = {authenticator_added: "added", authenticator_removed: "removed"}.get(signal, "reset")
    audit.record(
        f"second_factor.{verb}", actor=user, row=user, detail={"type": str(authenticator.type)}
    )


@receiver(authenticator_added)
def older_sign_ins_end(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """With somebody's first second factor their other sessions end: a password alone began them."""
    theirs = Authenticator.objects.filter(user=user, type__in=FACTORS)
    if authenticator.type in FACTORS and not theirs.exclude(pk=authenticator.pk).exists():
        end_sessions(user, but=request.session.session_key)
