"""The second factor that therapists and admins must have.

allauth asks for a second factor at sign-in from whoever has one, but makes nobody set it up
(allauth #3649): the middleware does.
"""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator

from people.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up. Recovery codes alone don't count."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def may_work(user: User) -> bool:
    """Patients may go on without; therapists and admins reach nothing until they have one."""
    return not user.needs_second_factor or has_second_factor(user)


def who_may_work(users: Iterable[User]) -> set[UUID]:
    """The same for many: the keys of those who may. One query, or none."""
    everybody = list(users)
    bound = {user.pk for user in everybody if user.needs_second_factor}
    factors = Authenticator.objects.filter(user__in=bound, type__in=FACTORS)
    have = set(factors.values_list("user", flat=True)) if bound else set()
    return {user.pk for user in everybody if user.pk not in bound or user.pk in have}
