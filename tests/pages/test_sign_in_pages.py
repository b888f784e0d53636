"""The screens and e-mails of signing in speak our words, and need no inline script or style."""

from collections.abc import Callable

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import User
from people.sign_in_words import ACCOUNT_ERRORS, SECOND_FACTOR_ERRORS

pytestmark = pytest.mark.django_db

SIGNED_OUT = ["account_login", "account_signup", "account_reset_password"]
SIGNED_IN = ["account_email", "account_change_password", "account_logout", "mfa_index"]
NOTIFICATIONS = [
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/email_confirm",
    "mfa/email/totp_activated",
    "mfa/email/webauthn_added",
    "mfa/email/recovery_codes_generated",
]


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_signed_out_screens_are_ours(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert 'class="wordmark"' in html
    assert html.count("<h1>") == 1
    assert " style=" not in html


@pytest.mark.parametrize("name", SIGNED_IN)
def test_signed_in_screens_are_ours(
    client_for: Callable[[User | None], Client], alice: User, name: str
) -> None:
    html = client_for(alice).get(reverse(name)).content.decode()
    assert 'class="wordmark"' in html
    assert html.count("<h1>") == 1
    assert " style=" not in html


def test_an_address_offers_only_what_changes_something(
    client_for: Callable[[User | None], Client], alice: User
) -> None:
    client, address = client_for(alice), reverse("account_email")

    def offered() -> set[str]:
        page = client.get(address).content.decode()
        assert "Add address" in page
        return {verb for verb in ("primary", "send", "remove") if f"action_{verb}" in page}

    assert offered() == set(), "the only one, main and confirmed"
    other = EmailAddress.objects.create(user=alice, email="a@example.org", verified=False)
    assert offered() == {"primary", "send", "remove"}
    EmailAddress.objects.filter(pk=other.pk).update(verified=True)
    assert offered() == {"primary", "remove"}
    other.delete()
    EmailAddress.objects.update(verified=False)
    assert offered() == {"send"}


def test_a_wrong_password_is_told_kindly(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "a@example.com", "password": "x"})
    assert "don’t fit together" in answer.content.decode()


@pytest.mark.parametrize("prefix", NOTIFICATIONS)
def test_a_notification_says_what_to_do(prefix: str) -> None:
    context = {"ip": "192.0.2.1", "user_agent": "Firefox", "timestamp": timezone.now()}
    subject = render_to_string(f"{prefix}_subject.txt", context).strip()
    body = render_to_string(f"{prefix}_message.txt", context)
    assert subject
    assert "\n" not in subject
    assert "From: 192.0.2.1" in body
    assert "set a new password at once" in body
    assert "!" not in subject + body


def test_our_sentences_stand_where_allauth_looks() -> None:
    assert set(ACCOUNT_ERRORS) <= set(DefaultAccountAdapter.error_messages)
    assert set(SECOND_FACTOR_ERRORS) <= set(DefaultMFAAdapter.error_messages)


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_neither_request_nor_database(status: str) -> None:
    html = render_to_string(f"{status}.html")
    assert "<h1>" in html
    assert reverse("pages:help_now") in html
