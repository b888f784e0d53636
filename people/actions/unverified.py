"""Accounts whose address was never confirmed: nobody has signed in to one, and anybody can have
made it for an address that is somebody else's.
"""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet

from people.models import Care, Role, User
from privacy import audit

KEPT = timedelta(days=7)
"""How long somebody has to confirm their address."""

AT_ONCE = 500
"""How many are removed in one go, so that a flood of sign-ups doesn't hold the worker."""


def unverified() -> QuerySet[User]:
    """The accounts of people who signed up and went no further."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        ~Exists(Care.objects.filter(patient=OuterRef("pk"))),
        role=Role.PATIENT,
        is_active=True,
        last_login=None,
    )


def remove_unverified(pk: UUID) -> bool:
    """Remove this account if its address was never confirmed; answers whether it was.

    The addresses are locked first: whoever confirms one at this moment keeps the account. So does
    whoever has anything that must be kept.
    """
    with transaction.atomic():
        [*EmailAddress.objects.select_for_update().filter(user=pk).order_by("pk")]
        user = unverified().filter(pk=pk).first()
        if user is None:
            return False
        key = user.pk
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:
            return False
        user.pk = key
        audit.record("account.lapse", actor=None, row=user)
    return True


def purge_unverified(*, at: datetime) -> int:
    """Remove the accounts that were not confirmed in time, and answer how many."""
    late = unverified().filter(joined_at__lte=at - KEPT).order_by("joined_at")
    return sum(remove_unverified(pk) for pk in [*late.values_list("pk", flat=True)[:AT_ONCE]])
