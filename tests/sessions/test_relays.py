"""Credentials for the relays: one person's, for an hour, and renewed while the page is there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from people.models import User
from sessions.room import consumer as room_consumer
from sessions.room import protocol, turn
from tests.sessions.conftest import OpenPage

SEAT = UUID("0b7c9a34-6f0e-4c55-8d3c-9a55d7f0e001")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def relay(settings: Settings) -> None:
    settings.TURN_URLS = ["turn:turn.example.org:3478?transport=udp"]
    settings.TURN_SECRET = "known to coturn and to the app"


@pytest.mark.usefixtures("relay")
def test_they_hold_for_an_hour_and_are_renewed_long_before() -> None:
    [server] = turn.ice_servers(seat=SEAT, at=NOON)
    expires, _colon, whose = server.username.partition(":")
    assert datetime.fromtimestamp(int(expires), UTC) == NOON + timedelta(hours=1)
    assert whose == str(SEAT)
    assert timedelta() < turn.RENEW_AFTER <= turn.GOOD_FOR / 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("relay")
async def test_a_page_that_stays_is_given_fresh_ones(
    open_page: OpenPage, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.1)
    monkeypatch.setattr(turn, "RENEW_AFTER", timedelta(seconds=1))
    page = await open_page(alice)
    [first] = (await page.greet()).ice_servers
    [fresh] = (await page.hear_a(protocol.IceServers)).ice_servers
    assert fresh.urls == first.urls
    assert int(fresh.username.partition(":")[0]) > int(first.username.partition(":")[0])
    assert fresh.username.endswith(page.seat)
    assert fresh.credential != first.credential


@pytest.mark.django_db(transaction=True)
async def test_without_a_relay_there_is_nothing_to_renew(
    open_page: OpenPage, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.05)
    monkeypatch.setattr(turn, "RENEW_AFTER", timedelta())
    page = await open_page(alice)
    assert (await page.greet()).ice_servers == []
    for _pulse in range(4):
        assert isinstance(await page.hear(), protocol.Pulse)
