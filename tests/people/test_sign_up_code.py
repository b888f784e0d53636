"""The page for the code that a sign-up sends: a letter that was lost, an address typed wrong."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
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
TOKEN = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"')
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
    sign_up(client, TYPED)
    return client


def sign_up(client: Client, email: str, *, password: str = PASSWORD) -> None:
    client.post(
        "/account/signup/", {"full_name": "Noor Jansen", "email": email, "password1": password}
    )
    deliver_due(at=timezone.now())


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


def test_whoever_mistyped_the_address_starts_again_with_another(signing_up: Client) -> None:
    page = signing_up.get("/account/confirm-email/").content.decode()
    assert '<a href="/account/signup/?again=yes">Start again with another</a>' in page
    assert signing_up.get("/account/signup/")["Location"] == "/account/confirm-email/"
    again = signing_up.get("/account/signup/?again=yes").content.decode()
    assert TYPED not in again
    assert signing_up.get("/account/confirm-email/")["Location"] == "/account/login/"
    sign_up(signing_up, MEANT)
    send(signing_up, code=newest_code(to=MEANT))
    assert EmailAddress.objects.get(verified=True).email == MEANT
    assert User.objects.get(email=MEANT).time_zone == "Asia/Kolkata", "by today's name"


def test_whoever_gives_up_is_signed_out(signing_up: Client) -> None:
    answer = signing_up.post("/account/logout/", {"next": "/account/login/"}, follow=True)
    assert answer.redirect_chain == [("/account/login/", 302)]
    assert signing_up.get("/account/confirm-email/")["Location"] == "/account/login/"


def test_nothing_tells_whether_an_address_has_an_account(
    alice: User, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what is answered, at any step, nor how long it takes: that is one password's hash."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def count(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    seen = {email: [*steps(Client(), email)] for email in (alice.email, MEANT)}
    assert seen[alice.email] == seen[MEANT]
    assert len(hashed) == 2
    assert mail.outbox[0].subject == "You already have an account"


def test_nor_does_a_password_of_ones_own(alice: User, practice: Practice) -> None:
    """Whoever signs up for somebody else finds the same closed door as for nobody."""
    seen = []
    for email in (alice.email, MEANT):
        sign_up(Client(), email, password="not the one she has")
        elsewhere = Client()
        seen.append(
            [
                TOKEN.sub("", page.content.decode()).replace(email, "the address")
                for page in (
                    elsewhere.post("/account/login/", {"login": email, "password": password})
                    for password in ("not the one she has", "some other")
                )
            ]
        )
    assert seen[0] == seen[1]
    assert "sign up once more" in seen[0][0]


def test_whoever_lost_the_code_signs_up_once_more(signing_up: Client) -> None:
    lost = newest_code(to=TYPED)
    another = Client()
    sign_up(another, TYPED, password="another long passphrase")
    assert "You signed up once more since" in send(signing_up, code=lost)
    send(another, code=newest_code(to=TYPED))
    user = User.objects.get()
    assert user.check_password("another long passphrase")
    assert EmailAddress.objects.get().verified


def test_a_new_password_confirms_the_address_too(signing_up: Client) -> None:
    elsewhere = Client()
    elsewhere.post("/account/password/reset/", {"email": TYPED})
    deliver_due(at=timezone.now())
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = elsewhere.get(link[1], follow=True).redirect_chain[-1][0]
    new = {"password1": "another long passphrase", "password2": "another long passphrase"}
    elsewhere.post(form, new)
    assert EmailAddress.objects.get().verified
    typed = {"login": TYPED, "password": "another long passphrase"}
    assert elsewhere.post("/account/login/", typed)["Location"] == "/home/"


def steps(client: Client, email: str) -> Iterator[tuple[str, list[Any]]]:
    """What somebody is answered who signs up and doesn't know the code."""
    for address, typed in (
        ("/account/signup/", {"full_name": "Noor", "email": email, "password1": PASSWORD}),
        ("/account/signup/", None),
        ("/account/login/", None),
        ("/account/confirm-email/", {"action": "resend"}),
        ("/account/confirm-email/", {"action": "change", "email": "noor@elsewhere.example"}),
        ("/account/confirm-email/", {"code": "AAAA-AAAA"}),
        ("/account/signup/?again=yes", None),
        ("/account/confirm-email/", None),
    ):
        answer = (
            client.post(address, typed, follow=True) if typed else client.get(address, follow=True)
        )
        deliver_due(at=timezone.now())
        page = TOKEN.sub("", answer.content.decode())
        yield page.replace(email, "the address"), answer.redirect_chain
