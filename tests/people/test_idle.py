"""Sessions left alone end; a live call and a person reading count as activity, a poll doesn't."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from people import idle
from people.models import User

ClientFor = Callable[[User | None], Client]
NOW = timezone.now()


@pytest.fixture
def client(alice: User, client_for: ClientFor) -> Client:
    client = client_for(alice)
    with time_machine.travel(NOW, tick=False):
        client.get("/me/")
    return client


def later(client: Client, minutes: float, **headers: str) -> int:
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return int(client.get("/me/", headers=headers).status_code)


def touch(key: str) -> set[str]:
    """The socket of a live call looks."""
    at = timezone.now()
    return idle.touch_all(list(idle.stored([key], at=at).values()), at=at)


def test_half_an_hour_alone_signs_out_and_says_so_kindly(client: Client) -> None:
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        answer = client.get("/me/", follow=True)
    assert answer.redirect_chain[0][0] == "/account/login/?next=/me/"
    assert "You were away for a while" in answer.content.decode()


def test_being_there_keeps_it(client: Client) -> None:
    assert [later(client, minutes) for minutes in (20, 40, 60, 80)] == [200] * 4


def test_a_page_that_refreshes_itself_does_not(client: Client) -> None:
    by_itself = {"X-By-Itself": "yes"}
    assert later(client, 20, **by_itself) == 200
    assert later(client, 31, **by_itself) == 302


def test_a_live_call_does(client: Client) -> None:
    key = client.session.session_key
    assert key
    with time_machine.travel(NOW + timedelta(minutes=25), tick=False):
        assert touch(key)
    assert later(client, 50) == 200


def test_a_call_cannot_bring_back_what_is_over(client: Client) -> None:
    key = client.session.session_key
    assert key
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert not touch(key)
    client.logout()
    assert not touch(key)


def test_part_of_a_page_is_told_to_reload(client: Client) -> None:
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        answer = client.get("/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (401, "true")


def test_pressing_a_button_too_late_leads_back_to_its_page(client: Client) -> None:
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert client.post("/me/")["Location"] == "/account/login/?next=/me/"


def test_signing_out_too_late_leads_to_the_start(client: Client) -> None:
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert client.post("/account/logout/")["Location"] == "/account/login/?next=/"
