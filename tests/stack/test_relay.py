"""Relays: the app's credentials open them, others don't, and none leads into the practice."""

import asyncio
import hashlib
import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint

from config.demo.launch import ADDRESS
from tests.browser.site import Site
from tests.stack.services import TURN_SECRET


class Heard(asyncio.DatagramProtocol):
    """Keeps what arrives through a relay."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, _address: Any) -> None:
        self.messages.put_nowait(data)


@pytest.fixture
def handed_out(site: Site) -> dict[str, Any]:
    """What the app tells a browser that enters a room."""
    told = site.run(
        "import json; from dataclasses import asdict; from uuid import uuid4; "
        "from django.utils import timezone; from sessions.room.turn import ice_servers; "
        "print(json.dumps([asdict(s) for s in ice_servers(seat=uuid4(), at=timezone.now())]))"
    )
    [server] = json.loads(told)
    assert isinstance(server, dict)
    return server


async def allocate(port: int, *, username: str, password: str) -> tuple[Any, Heard]:
    return await create_turn_endpoint(
        Heard, server_addr=(ADDRESS, port), username=username, password=password, lifetime=600
    )


def relay_port(site: Site) -> int:
    return int(site.environment["TURN_URLS"].split(":")[2].split("?")[0])


async def test_the_apps_credentials_carry_words_from_one_relay_to_another(
    site: Site, handed_out: dict[str, Any]
) -> None:
    credentials = {"username": handed_out["username"], "password": handed_out["credential"]}
    assert handed_out["urls"] == [site.environment["TURN_URLS"]]
    alices, alice = await allocate(relay_port(site), **credentials)
    tariqs, tariq = await allocate(relay_port(site), **credentials)
    try:
        alices.sendto(b"can you hear me?", tariqs.get_extra_info("sockname"))
        tariqs.sendto(b"I can", alices.get_extra_info("sockname"))
        # The first datagram may arrive before the other side has permitted its sender.
        alices.sendto(b"can you hear me?", tariqs.get_extra_info("sockname"))
        assert await asyncio.wait_for(tariq.messages.get(), 5) == b"can you hear me?"
        assert await asyncio.wait_for(alice.messages.get(), 5) == b"I can"
    finally:
        alices.close()
        tariqs.close()


def signed(expires: datetime, *, secret: str) -> dict[str, str]:
    username = f"{int(expires.timestamp())}:mallory"
    mac = hmac.new(secret.encode(), username.encode(), hashlib.sha1)
    return {"username": username, "password": b64encode(mac.digest()).decode()}


@pytest.mark.parametrize(
    ("hours", "secret"), [(1, "a guess"), (-1, TURN_SECRET)], ids=["forged", "expired"]
)
async def test_other_credentials_are_refused(site: Site, hours: int, secret: str) -> None:
    credentials = signed(datetime.now(UTC) + timedelta(hours=hours), secret=secret)
    with pytest.raises(TransactionFailed, match="401"):
        await allocate(relay_port(site), **credentials)


async def test_as_deployed_it_refuses_private_peers(site: Site) -> None:
    """Else a relay would be a door to the practice's database."""
    credentials = signed(datetime.now(UTC) + timedelta(hours=1), secret=TURN_SECRET)
    relay, _heard = await allocate(int(site.environment["STRICT_TURN_PORT"]), **credentials)
    try:
        inner = relay._TurnTransport__inner_protocol
        for peer in ("127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254"):
            with pytest.raises(TransactionFailed, match="403"):
                await inner.channel_bind(0x4001, (peer, 5432))
    finally:
        relay.close()
