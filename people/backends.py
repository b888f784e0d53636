"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from people.actions.unverified import unverified
from people.models import User


class ConfirmedBackend(AuthenticationBackend):  # type: ignore[misc]
    """An account is one once its address was confirmed. Until then its password is a wrong one.

    Else anybody could learn who is a patient here: by signing up with their address and a password
    of one's own, and seeing elsewhere whether that password opens something.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and unverified().filter(pk=user.pk).exists():
            return None
        return user
