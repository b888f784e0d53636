"""Who signed up, and that a password or an address was replaced, is in the audit trail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from allauth.account import signals
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from notices.actions import deliver_due
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


def test_an_address_is_replaced_only_by_who_has_just_signed_in(
    alice: User, client_for: ClientFor, time_machine: Any
) -> None:
    """A window that was left open is no way to somebody's account. What was asked goes on once
    they have said who they are, and the old address is told."""
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    client = client_for(None)
    client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    EmailAddress.objects.create(user=alice, email="new@example.com", verified=True)
    time_machine.move_to(now + timedelta(minutes=16), tick=False)
    for asked in (
        {"action_add": "", "email": "another@example.com"},
        {"action_primary": "", "email": "new@example.com"},
        {"action_remove": "", "email": "new@example.com"},
    ):
        answer = client.post("/account/email/", asked)
        assert unquote(answer["Location"]) == "/account/reauthenticate/?next=/account/email/"
    assert EmailAddress.objects.get(primary=True).email == alice.email
    assert EmailAddress.objects.count() == 2
    client.post("/account/email/", {"action_primary": "", "email": "new@example.com"})
    client.post("/account/reauthenticate/?next=/account/email/", {"password": PASSWORD})
    assert EmailAddress.objects.get(primary=True).email == "new@example.com"
    client.post("/account/email/", {"action_remove": "", "email": alice.email})
    assert EmailAddress.objects.get().email == "new@example.com"
    deliver_due(at=timezone.now())
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("Your e-mail address was changed", [alice.email]),
        ("An e-mail address was removed", [alice.email]),
    ]
