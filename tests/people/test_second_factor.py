"""Therapists and admins reach nothing but the set-up of their second factor until they have one."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from people.middleware import WITHOUT_SECOND_FACTOR
from people.models import User
from tests.conftest import PASSWORD

SAMPLES = (str(uuid4()), "1", "a-word")


def sample(pattern: str) -> str:
    """Something that an address of this shape takes; of a choice of words, the first."""
    fits = (text for text in SAMPLES if re.fullmatch(pattern, text))
    return next(fits, pattern.strip("()?:").split("|")[0])


def addresses(
    patterns: list[URLPattern | URLResolver], before: str = "/", space: str = ""
) -> Iterator[tuple[str, str]]:
    """(name, address) of the whole URLconf, with made-up arguments."""
    for pattern in patterns:
        plain = re.sub(r"\(\?P<\w+>[^)]*\)", "1", str(pattern.pattern))
        route = before + plain.strip("^$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inner)
        else:
            for name, converter in pattern.pattern.converters.items():
                route = re.sub(rf"<(\w+:)?{name}>", sample(converter.regex), route)
            yield space + (pattern.name or ""), route


ALL = [*addresses(get_resolver().url_patterns)]


def leads_elsewhere(name: str) -> bool:
    return not (name.startswith("mfa_") or name in WITHOUT_SECOND_FACTOR)


@pytest.mark.parametrize("who", ["tariq", "ines"])
def test_every_address_leads_to_the_set_up(
    who: str, request: pytest.FixtureRequest, client_for: Callable[[User | None], Client]
) -> None:
    person: User = request.getfixturevalue(who)
    Authenticator.objects.filter(user=person).delete()
    client = client_for(person)
    reached = {}
    for name, address in ALL:
        if leads_elsewhere(name):
            for method in (client.get, client.post):
                answer: Any = method(address)
                if (answer.status_code, answer.get("Location")) != (302, "/account/2fa/"):
                    reached[f"{method.__name__} {name}"] = answer.status_code
    assert reached == {}
    assert len(ALL) > 60, "the walk itself has gone wrong"


def test_recovery_codes_alone_are_no_second_factor(
    tariq: User, client_for: Callable[[User | None], Client]
) -> None:
    Authenticator.objects.filter(user=tariq).delete()
    Authenticator.objects.create(
        user=tariq, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    assert client_for(tariq).get("/home/")["Location"] == "/account/2fa/"


def test_help_is_reached_without(tariq: User, client_for: Callable[[User | None], Client]) -> None:
    Authenticator.objects.filter(user=tariq).delete()
    assert client_for(tariq).get("/help-now/").status_code == 200


def test_patients_need_none(alice: User, client_for: Callable[[User | None], Client]) -> None:
    assert client_for(alice).get("/me/").status_code == 200


def test_signing_in_asks_for_the_code(tariq: User, client: Client) -> None:
    EmailAddress.objects.create(user=tariq, email=tariq.email, verified=True, primary=True)
    factor = Authenticator.objects.get(user=tariq, type=Authenticator.Type.TOTP)
    asked = client.post("/account/login/", {"login": tariq.email, "password": PASSWORD})
    assert asked["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/me/").status_code == 302, "the password alone opens nothing"

    refused = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert refused.status_code == 200
    assert client.get("/me/").status_code == 302

    from allauth.mfa.adapter import get_adapter

    secret = get_adapter().decrypt(factor.data["secret"])
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post("/account/2fa/authenticate/", {"code": f"{hotp_value(secret, counter):06}"})
    assert client.get("/me/").status_code == 200
    assert TOTP(factor).instance.user == tariq


def test_sign_ins_by_password_alone_end_with_the_first_factor(
    tariq: User, client_for: Callable[[User | None], Client], rf: RequestFactory
) -> None:
    here, elsewhere = client_for(tariq), client_for(tariq)
    request = rf.post("/account/2fa/totp/activate/")
    request.session = here.session
    factor = Authenticator.objects.get(user=tariq, type=Authenticator.Type.TOTP)
    authenticator_added.send(Authenticator, request=request, user=tariq, authenticator=factor)
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_the_authenticators_secret_is_ciphertext(tariq: User) -> None:
    factor = Authenticator.objects.get(user=tariq, type=Authenticator.Type.TOTP)
    assert factor.data["secret"].startswith("gAAAA")
