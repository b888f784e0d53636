"""Who signed up, and that a password or an address was replaced, is in the audit trail."""

from collections.abc import Callable

from allauth.account import signals
from django.test import Client

from people.models import User
from privacy.models import AuditEntry
from tests.conftest import PASSWORD

ClientFor = Callable[[User | None], Client]


def verbs() -> list[str]:
    return [*AuditEntry.objects.order_by("id").values_list("verb", flat=True)]


def test_a_new_password(alice: User, client_for: ClientFor) -> None:
    client = client_for(None)
    client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    new = "another quite long passphrase"
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert User.objects.get(pk=alice.pk).check_password(new)
    assert "account.password" in verbs()


def test_a_reset_password_and_another_address_without_the_address(alice: User) -> None:
    signals.password_reset.send(User, request=None, user=alice)
    signals.email_changed.send(User, request=None, user=alice)
    assert verbs() == ["account.password", "account.email"]
    assert not AuditEntry.objects.exclude(detail={}).exists()


def test_a_sign_up(db: None, client_for: ClientFor) -> None:
    client_for(None).post(
        "/account/signup/",
        {"full_name": "Ana Reis", "email": "ana@example.com", "password1": PASSWORD},
    )
    assert User.objects.filter(email="ana@example.com").exists()
    assert "account.sign_up" in verbs()
