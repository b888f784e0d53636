"""The page for the code that a sign-up sends: a letter that was lost, an address typed wrong."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.settings import base
from notices.actions import deliver_due
from people.models import Practice, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
TYPED, MEANT = "noor@exmaple.com", "noor@example.com"


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> Any:
    """Those of the site: whoever is in a hurry must not run into them."""
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def signing_up(client: Client, practice: Practice) -> Client:
    client.cookies["tz"] = "Asia/Calcutta"
    client.post(
        "/account/signup/",
        {"full_name": "Noor Jansen", "email": TYPED, "password1": PASSWORD},
    )
    return client


def send(client: Client, **typed: str) -> str:
    answer = client.post("/account/confirm-email/", typed, follow=True)
    assert answer.status_code == 200
    deliver_due(at=timezone.now())
    return answer.content.decode()


def newest_code(*, to: str) -> str:
    letter = mail.outbox[-1]
    assert letter.to == [to]
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(letter.body), re.M)
    assert code, letter.body
    return code[0]


def test_a_new_code_comes_at_once_and_only_the_newest_works(signing_up: Client) -> None:
    deliver_due(at=timezone.now())
    lost = newest_code(to=TYPED)
    for _again in range(2):
        assert f"We have sent a new code to {TYPED}." in send(signing_up, action="resend")
    page = signing_up.get("/account/confirm-email/").content.decode()
    assert "Send a new code" not in page, "twice is enough"
    assert "That code isn’t right" in send(signing_up, code=lost)
    send(signing_up, code=newest_code(to=TYPED))
    assert EmailAddress.objects.get().verified


def test_another_address_gets_a_code_and_becomes_the_accounts(signing_up: Client) -> None:
    page = send(signing_up, action="change", email=MEANT)
    assert f"We sent a code to <strong>{MEANT}</strong>" in page
    send(signing_up, code=newest_code(to=MEANT))
    assert User.objects.get().email == MEANT
    assert User.objects.get().time_zone == "Asia/Kolkata", "by today's name"
    assert EmailAddress.objects.get().email == MEANT


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (TYPED.title(), "That is the one you have now. Please choose another."),
        ("noor@", "valid email address"),
    ],
)
def test_another_address_that_is_none_is_told_kindly(
    typed: str, told: str, signing_up: Client
) -> None:
    page = send(signing_up, action="change", email=typed)
    assert told in page
    assert '<details class="disclosure" open>' in page
    deliver_due(at=timezone.now())
    send(signing_up, code=newest_code(to=TYPED))
    assert EmailAddress.objects.get().verified


def test_the_address_of_an_account_reads_the_same_and_gets_no_code(
    signing_up: Client, alice: User
) -> None:
    page = send(signing_up, action="change", email=alice.email)
    assert f"We sent a code to <strong>{alice.email}</strong>" in page
    assert mail.outbox[-1].subject == "You already have an account"
    assert EmailAddress.objects.get(user__full_name="Noor Jansen").email == TYPED
