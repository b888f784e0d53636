"""Giving somebody a second factor as its set-up page would."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from people.models import User


def give_second_factor(user: User) -> None:
    """An authenticator app with a fresh secret."""
    TOTP.activate(user, generate_totp_secret())
