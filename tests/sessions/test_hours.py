"""A talk that goes on for hours: sockets grow old and change, and neither of the two notices."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from people.models import User
from sessions.models import Seat
from sessions.room import consumer as room_consumer
from sessions.room import hearing, protocol
from sessions.room.limits import LIFE_SECONDS, LOST_LINE
from tests.sessions.conftest import PATIENCE, OpenPage, Page, db

pytestmark = pytest.mark.django_db(transaction=True)

ClientFor = Callable[[User | None], Client]
HOP = timedelta(minutes=20)
"""Shorter than a sign-in may be idle, and than a relay's credentials hold."""
PULSES_UNTIL_TOLD = 4
"""After the clock moved the first may be one that was on its way, the second of a look begun before
it; the third is of the first look after it, and what that look gives has come with the fourth."""


class Clock:
    """The time as the server sees it, which a test moves on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        now = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + self.ahead)
        monkeypatch.setattr(
            room_consumer, "monotonic", lambda: monotonic() + self.ahead.total_seconds()
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Clock:
    """Pages beat all the time, a test once in a hop: so silence is patient here."""
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.05)
    monkeypatch.setattr(room_consumer, "SILENT_AFTER", 2 * HOP.total_seconds())
    monkeypatch.setattr(hearing, "BEAT_WITHIN", 0.02)
    settings.TURN_URLS = ["turn:turn.example.org:3478?transport=udp"]
    settings.TURN_SECRET = "known to coturn and to the app"
    return Clock(monkeypatch)


class Staying:
    """A page that answers every pulse, and remembers what it was told."""

    def __init__(self, page: Page, welcome: protocol.Welcome) -> None:
        self.page = page
        self.welcome = welcome
        self.peers = [] if welcome.peer is None else [welcome.peer]
        self.servers = welcome.ice_servers
        self.renewed = 0

    async def until_heard_of(self) -> None:
        """Answer pulses until the server has noted that this page is here now, and has told it
        whatever was due."""
        since = timezone.now()
        unheard, pulses = self.page.socket.output_queue.qsize(), 0
        while pulses < PULSES_UNTIL_TOLD or not await db(self._is_noted, since):
            message = await self.page.hear()
            self._note(message)
            if unheard:
                unheard -= 1
            elif isinstance(message, protocol.Pulse):
                pulses += 1
            await self.page.say(protocol.Heartbeat(seq=0, visible=True))

    async def closed(self) -> int:
        """The code the socket closes with, after all that it says before."""
        while True:
            event: dict[str, Any] = await self.page.socket.receive_output(timeout=PATIENCE)
            if event["type"] == "websocket.close":
                return int(event["code"])
            self._note(protocol.parse_server(event["text"]))

    def relays_hold(self) -> bool:
        [server] = self.servers
        expires = datetime.fromtimestamp(int(server.username.partition(":")[0]), UTC)
        return expires > timezone.now()

    def _is_noted(self, since: datetime) -> bool:
        return Seat.objects.filter(pk=self.welcome.seat, last_seen_at__gte=since).exists()

    def _note(self, message: protocol.ServerMessage) -> None:
        if isinstance(message, protocol.Peer):
            self.peers.append(message.peer)
        if isinstance(message, protocol.IceServers):
            self.servers, self.renewed = message.ice_servers, self.renewed + 1


async def heard_of(*pages: Staying) -> None:
    """All of them are here now, and their relays hold."""
    async with asyncio.TaskGroup() as together:
        for page in pages:
            together.create_task(page.until_heard_of())
    for page in pages:
        assert page.relays_hold()


async def test_hours_later_the_two_are_still_together(
    clock: Clock, open_page: OpenPage, alice: User, tariq: User, client_for: ClientFor
) -> None:
    """Alice's socket grows old while Tariq's, a little younger, stays. Her page comes back to its
    seat, so the picture stays where it is; her sign-in beside the call has long been over."""
    browser, left_alone = await db(client_for, alice), await db(client_for, alice)
    assert (await db(left_alone.get, "/me/")).status_code == 200
    page = await open_page(alice, client=browser)
    patient = Staying(page, await page.greet())
    clock.ahead += HOP
    await patient.until_heard_of()
    page = await open_page(tariq)
    therapist = Staying(page, await page.greet())
    await page.say(protocol.Admit())
    await page.hear_a(protocol.Admitted)

    while clock.ahead + HOP < timedelta(seconds=LIFE_SECONDS):
        clock.ahead += HOP
        await heard_of(patient, therapist)
    assert patient.renewed >= 5
    assert therapist.renewed >= 5

    clock.ahead += HOP
    assert await patient.closed() == LOST_LINE
    page = await open_page(alice, client=browser)
    back = Staying(page, await page.greet(resume=patient.welcome.resume))
    assert (back.welcome.seat, back.welcome.admitted) == (patient.welcome.seat, True)
    await heard_of(back, therapist)
    for whole in (patient.peers + back.peers, therapist.peers):
        assert len({peer.seat for peer in whole}) == 1
        assert "left" not in {peer.presence for peer in whole}

    await therapist.page.say(protocol.Restart(to=patient.welcome.seat))
    await back.page.hear_a(protocol.PeerRestart)
    assert (await db(browser.get, "/me/")).status_code == 200
    assert (await db(left_alone.get, "/me/")).status_code == 302
