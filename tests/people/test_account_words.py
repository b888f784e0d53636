"""What signing in and account mail say, where allauth's own words would lead astray."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from notices.actions import deliver_due
from people.models import User

ClientFor = Callable[[User | None], Client]
CHANGE = "/account/password/change/"
PASSWORD = "quiet river under stones"
NEW = "another river of stones"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.get_or_create(
        user=user, primary=True, defaults={"email": user.email, "verified": True}
    )
    return user


def change(client: Client) -> str:
    return client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})[
        "Location"
    ]


def test_a_new_password_leads_to_signing_in_and_then_home(
    alice: User, client_for: ClientFor
) -> None:
    with_password(alice)
    client = client_for(alice)

    where = change(client)

    assert where == "/account/login/"
    page = client.get(where).content.decode()
    assert "Your new password is saved. Sign in with it to go on." in page
    signed_in = client.post(where, {"login": alice.email, "password": NEW})
    assert signed_in["Location"] == "/home/"


def test_account_mail_tells_the_time_as_its_reader_has_it(
    alice: User, client_for: ClientFor
) -> None:
    with_password(alice)
    User.objects.filter(pk=alice.pk).update(time_zone="America/New_York")
    client = client_for(alice)
    client.cookies["tz"] = "Asia/Tokyo"
    with time_machine.travel(datetime(2026, 11, 29, 23, 31, tzinfo=UTC), tick=False):
        change(client)
        deliver_due(at=datetime(2026, 11, 29, 23, 31, tzinfo=UTC))
    assert "When: Sunday 29 November 2026, 18:31 (New York time)" in str(mail.outbox[-1].body)


def test_too_many_codes_are_answered_with_what_helps(tariq: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    cache.clear()
    with_password(tariq)
    client = Client()
    client.post("/account/login/", {"login": tariq.email, "password": PASSWORD})
    for _ in range(2):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    page = client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "tried too often" in page
    assert "with a new code" in page
    assert "new password" not in page


def test_too_many_passwords_still_point_to_a_new_one(alice: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    cache.clear()
    with_password(alice)
    client = Client()
    for _ in range(3):
        page = client.post("/account/login/", {"login": alice.email, "password": "wrong"})
    assert "or set a new password" in re.sub(r"\s+", " ", page.content.decode())
