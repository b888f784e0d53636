"""A Redis that hangs or is gone: nobody waits for it long, and a room goes on without it."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
from channels.layers import channel_layers, get_channel_layer
from pytest_django import Settings

from config import health
from config import layer as patient_layer
from people.models import User
from sessions.models import SeatSignal
from sessions.room import consumer as room_consumer
from sessions.room import protocol
from tests.sessions.conftest import PATIENCE, OpenPage, db
from tests.sessions.hung_redis import HungRedis
from tests.sessions.test_consumer import OFFER

RING = {"type": "room.changed"}
QUICK = 0.5
"""Seconds until a command is given up, here."""


@pytest.fixture
async def redis(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HungRedis]:
    """Hangs from the start; the channel layer is over it."""
    monkeypatch.setattr(patient_layer, "PATIENCE", QUICK)
    monkeypatch.setattr(patient_layer, "PAUSE", 0.1)
    redis = HungRedis()
    await redis.start()
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "config.layer.Layer",
            "CONFIG": {"hosts": [{"address": redis.url, "health_check_interval": 10}]},
        }
    }
    yield redis
    await get_channel_layer().flush()
    await redis.go()
    channel_layers.backends.clear()


@pytest.fixture
async def layer(redis: HungRedis) -> Any:
    return get_channel_layer()


async def heard(layer: Any, channel: str, *, group: str) -> None:
    """Raises unless what is sent to the group comes to the channel, sooner or later."""
    hearing = asyncio.create_task(layer.receive(channel))
    async with asyncio.timeout(PATIENCE):
        while not hearing.done():
            await layer.group_send(group, RING)
            await asyncio.wait([hearing], timeout=0.1)
    assert await hearing == RING


async def back(layer: Any) -> None:
    """When the layer has found Redis again."""
    (connection,) = layer._shards
    async with asyncio.timeout(PATIENCE):
        while connection._returning is not None:
            await asyncio.sleep(0.05)


async def test_many_messages_to_a_redis_that_hangs_cost_one_time_out(layer: Any) -> None:
    began = monotonic()
    await asyncio.gather(*(layer.group_send("room.1", RING) for _ in range(100)))
    assert monotonic() - began >= QUICK
    for _ in range(100):
        await layer.group_send("room.1", RING)
    assert monotonic() - began < 4 * QUICK


async def test_who_comes_in_meanwhile_waits_no_longer_and_hears_later(
    layer: Any, redis: HungRedis
) -> None:
    began = monotonic()
    channels = await asyncio.gather(*(layer.new_channel() for _ in range(100)))
    await asyncio.gather(*(layer.group_add("room.1", channel) for channel in channels))
    await asyncio.gather(*(layer.group_discard("room.1", channel) for channel in channels[1:]))
    assert monotonic() - began < 4 * QUICK
    redis.answer()
    await heard(layer, channels[0], group="room.1")


@pytest.mark.parametrize("gone", [False, True], ids=["it hung", "it was gone"])
async def test_all_is_heard_again_when_redis_is_back(
    layer: Any, redis: HungRedis, gone: bool
) -> None:
    redis.answer()
    stays, leaves, comes = [await layer.new_channel() for _ in range(3)]
    for channel, group in ((stays, "room.1"), (leaves, "room.2")):
        await layer.group_add(group, channel)
        await heard(layer, channel, group=group)
    met = redis.met

    if gone:
        await redis.go()
    else:
        redis.hang()
    with pytest.raises(patient_layer.Away):
        await layer.send(stays, RING)
    await layer.group_discard("room.2", leaves)
    await layer.group_add("room.3", comes)
    if gone:
        await redis.start()
    else:
        async with asyncio.timeout(PATIENCE):
            while redis.met < met + 2:  # tries that aren't answered, either
                await asyncio.sleep(0.05)
        redis.answer()

    await back(layer)
    await heard(layer, stays, group="room.1")
    await heard(layer, comes, group="room.3")
    assert not redis.hearers("room.2")
    assert redis.met > met, "a connection that hung would be used for ever"


async def test_a_look_at_the_health_is_short_and_leaves_nothing_behind(layer: Any) -> None:
    for _ in range(3):
        began = monotonic()
        with pytest.raises(patient_layer.Away):
            await health._there_and_back()
        assert monotonic() - began < health.LAYER_SECONDS
        assert not layer.channels


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("gone", [False, True], ids=["it hangs", "it is gone"])
async def test_a_room_goes_on_through_the_database(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    redis: HungRedis,
    gone: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who was there stays, who comes is let in and lets in, and their pages reach each other."""
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)
    redis.answer()
    patient = await open_page(alice)
    alices = (await patient.greet()).seat
    if gone:
        await redis.go()
    else:
        redis.hang()

    therapist = await open_page(tariq)
    tariqs = (await therapist.greet()).seat
    await therapist.say(protocol.Admit())
    await patient.hear_a(protocol.Admitted)
    for n in range(1, 4):
        await therapist.say(protocol.Description(to=alices, kind="offer", sdp=OFFER + str(n)))
        got = await patient.hear_a(protocol.PeerDescription)
        assert (got.seq, got.sender, got.sdp) == (n, tariqs, OFFER + str(n))
    await patient.say(protocol.MediaState(mic=False, camera=True, receives="all"))
    await therapist.hear_peer(mic=False)
    await patient.say(protocol.Heartbeat(seq=3, visible=True))
    while await db(SeatSignal.objects.count):
        await patient.hear_a(protocol.Pulse)
