"""The web process and a real echo beside it, started as it is in production."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as current
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.models import User
from sessions.echo import ask
from tests.sessions.echoing import Visitor

PATIENCE = 60
ROOT = Path(__file__).resolve().parents[2]
ClientFor = Callable[[User | None], Client]


@pytest.fixture
def door(tmp_path: Path, settings: LazySettings) -> Path:
    settings.ECHO_SOCKET = tmp_path / "echo.sock"
    return tmp_path / "echo.sock"


@pytest.fixture
def echo(door: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process that `manage.py echo` becomes, once it listens."""
    environment = {**os.environ, "ECHO_SOCKET": str(door), "ECHO_PEERS": "1"}
    process = subprocess.Popen([sys.executable, "manage.py", "echo"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_up():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def is_up() -> bool:
    try:
        return ask.counts().of > 0
    except ask.Unheard:
        return False


def offer() -> str:
    async def make() -> str:
        visitor = Visitor()
        try:
            return await visitor.offer()
        finally:
            await visitor.peer.close()

    return asyncio.run(make())


def post(client: Client, sdp: object) -> Any:
    words = {"sdp": sdp}
    return client.post(reverse("sessions:echo"), words, content_type="application/json")


@pytest.mark.usefixtures("door")
def test_an_echo_that_is_not_there_is_said_at_once(alice: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    answer = post(client, "v=0")
    assert (answer.status_code, answer.json()) == (200, {"refused": "down"})
    health = client.get("/healthz")
    assert (health.status_code, health.json()["echo"]) == (200, "down")


def test_an_offer_is_answered_until_there_is_no_place_and_it_ends_when_told(
    echo: subprocess.Popen[bytes], door: Path, alice: User, tariq: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    assert client.get("/healthz").json()["echo"] == "up"
    nonsense = post(client, "v=0")
    assert (nonsense.status_code, nonsense.json()) == (400, {"refused": "bad_offer"})
    answer = post(client, offer())
    assert answer.status_code == 200
    assert "a=candidate:" in answer.json()["sdp"]
    assert ask.counts() == ask.Counts(peers=1, of=1)
    assert "sdp" in post(client, offer()).json(), "one's own place is not taken by oneself"
    assert ask.counts() == ask.Counts(peers=1, of=1)
    busy = post(client_for(tariq), offer())
    assert (busy.status_code, busy.json()) == (200, {"refused": "busy"})
    echo.send_signal(signal.SIGTERM)
    assert echo.wait(PATIENCE) == 0
    assert not door.exists()


@pytest.mark.usefixtures("door")
def test_what_is_too_much_or_no_offer_never_reaches_the_echo(
    alice: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ask, "answer_to", lambda sdp, **_more: asked.append(sdp))
    client = client_for(alice)
    assert post(client, "v=0\r\n" + "a=" * 20_000).status_code == 413
    for wrong in (None, 3, ["v=0"]):
        assert post(client, wrong).status_code == 400
    assert client.post(reverse("sessions:echo"), "{", content_type="text/plain").status_code == 400
    assert asked == []


@pytest.mark.usefixtures("door")
def test_trying_again_and_again_has_an_end(
    alice: User, client_for: ClientFor, settings: LazySettings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"try_line": "2/m/user"}
    cache.clear()
    client = client_for(alice)
    assert [post(client, "v=0").status_code for _ in range(3)] == [200, 200, 429]
    cache.clear()


def test_a_form_of_another_site_gets_nothing(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert post(client, "v=0").status_code == 403


def test_relays_come_with_credentials_of_this_visit(
    alice: User, client_for: ClientFor, settings: LazySettings
) -> None:
    client = client_for(alice)
    assert client.get(reverse("sessions:echo")).json() == {"ice_servers": []}
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay.example:3478"], "shared"
    one, other = (client.get(reverse("sessions:echo")).json()["ice_servers"] for _ in range(2))
    assert one[0]["urls"] == ["turn:relay.example:3478"]
    assert one[0]["username"] != other[0]["username"]
    assert str(alice.pk) not in one[0]["username"]


def test_the_door_lies_in_the_state_folder() -> None:
    assert current.ECHO_SOCKET.parent == current.STATE_DIR
    assert len(str(current.ECHO_SOCKET)) < 100
