"""No browser keeps what a signed-in person was shown."""

from collections.abc import Callable

import pytest
from django.test import Client

from people.models import User

ClientFor = Callable[[User | None], Client]


@pytest.mark.parametrize("path", ["/home/", "/me/", "/journal/", "/questions/", "/nowhere/"])
def test_a_signed_in_page_is_not_kept(alice: User, client_for: ClientFor, path: str) -> None:
    assert "no-store" in client_for(alice).get(path)["Cache-Control"]


def test_the_answer_to_signing_out_is_not_kept(alice: User, client_for: ClientFor) -> None:
    assert "no-store" in client_for(alice).post("/account/logout/")["Cache-Control"]


def test_a_public_page_may_be(db: None) -> None:
    assert "Cache-Control" not in Client().get("/questions/")
