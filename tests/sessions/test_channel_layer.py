"""The channel layer: of production by its settings, and whichever one the tests run on."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from channels.layers import channel_layers, get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.utils.module_loading import import_string

from config import health
from tests.sessions.conftest import PATIENCE

ROOT = Path(__file__).parents[2]
ASK = "import json; from config.settings import base; print(json.dumps(base.CHANNEL_LAYERS))"
MANY = 150
"""Sockets of one process: more than redis-py lets have a command each at the same time."""


@pytest.fixture
async def layer() -> AsyncIterator[Any]:
    yield get_channel_layer()
    await get_channel_layer().flush()
    channel_layers.backends.clear()  # its locks belong to this test's loop


def test_production_publishes_and_keeps_quiet_connections_alive(tmp_path: Path) -> None:
    """A quiet socket is one that waits for a subscription, which has no time after which it gives
    up; a ping holds the connection."""
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": "redis://localhost:1/0", "STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    settings = json.loads(told.stdout)["default"]
    assert issubclass(import_string(settings["BACKEND"]), RedisPubSubChannelLayer)
    (host,) = settings["CONFIG"]["hosts"]
    assert 0 < host["health_check_interval"] <= 30


async def test_many_sockets_that_come_and_go_at_once_disturb_nobody(layer: Any) -> None:
    channels = [await layer.new_channel() for _ in range(MANY)]
    waiting = [asyncio.create_task(layer.receive(channel)) for channel in channels]
    groups = [(f"room.{number}", channel) for number, channel in enumerate(channels)]
    stays = waiting.pop()
    await asyncio.gather(*(layer.group_add(*one) for one in groups))
    await asyncio.gather(*(layer.group_discard(*one) for one in groups[:-1]))
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(PATIENCE):
        while not stays.done():
            await layer.group_send(groups[-1][0], {"type": "room.changed"})
            await asyncio.wait([stays], timeout=0.1)
    assert await stays == {"type": "room.changed"}


async def test_a_look_at_the_health_leaves_no_channel_behind(layer: Any) -> None:
    for _ in range(3):
        await health._there_and_back()
    assert not layer.channels
