"""The channel layer over a Redis that may be away, or hang: take connections and never answer.

All sockets of a process share a connection, one command after the other. A command that isn't
answered in time takes Redis to be away, for all of them. Until it answers again nobody waits for
it: what is published is lost, which the room bears (docs/room-guard.md), and what is subscribed to
meanwhile is made good.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisSingleShardConnection
from channels_redis.utils import _close_redis
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer

logger = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds that a command may take."""
PAUSE = 2.0
"""Seconds between two tries to reach a Redis that is away."""


class Away(NoConnection):
    """Redis is away, or hangs: the message is lost."""


class Layer(RedisPubSubChannelLayer):  # type: ignore[misc]
    """Published and subscribed to. What goes to a group is lost in silence where Redis is away;
    `send` raises `Away`. Coming and going is remembered until Redis is back."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        with suppress(Away):
            await self._get_layer().group_send(group, message)

    def _get_layer(self) -> Any:
        is_new = asyncio.get_running_loop() not in self._layers
        layer = super()._get_layer()
        if is_new:
            layer._shards = [Connection(shard.host, layer) for shard in layer._shards]
        return layer


class Connection(RedisSingleShardConnection):  # type: ignore[misc]
    """A process's line to Redis, with an end to its patience."""

    _redis: Any
    _pubsub: Any
    _receive_task: asyncio.Task[None] | None

    def __init__(self, host: dict[str, Any], layer: Any) -> None:
        super().__init__(host, layer)
        self._turn = asyncio.Lock()
        self._returning: asyncio.Task[None] | None = None
        """While Redis is away."""

    async def publish(self, channel: str, message: bytes) -> None:
        if not await self._answers(super().publish, channel, message):
            raise Away("Redis is away")

    async def subscribe(self, channel: str) -> None:
        if not await self._answers(super().subscribe, channel):
            self._subscribed_to.add(channel)

    async def unsubscribe(self, channel: str) -> None:
        if not await self._answers(super().unsubscribe, channel):
            self._subscribed_to.discard(channel)

    async def flush(self) -> None:
        if self._returning is not None:
            self._returning.cancel()
            await asyncio.wait([self._returning])
            self._returning = None
        await super().flush()

    async def _answers(self, command: Callable[..., Awaitable[None]], *facts: Any) -> bool:
        """False where Redis is away. Whoever waited behind the one who found out hears it too."""
        async with self._turn:
            if self._returning is not None:
                return False
            try:
                async with asyncio.timeout(PATIENCE):
                    await command(*facts)
            except (NoConnection, NoAnswer, OSError) as error:
                logger.warning("Redis is away: %r", error)
                self._returning = asyncio.create_task(self._return())
                return False
            return True

    async def _return(self) -> None:
        """Try until Redis answers, on new connections: an old one may never be heard of again."""
        while self._returning is not None:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._let_go()
                await asyncio.sleep(PAUSE)
                async with asyncio.timeout(PATIENCE):
                    await self._subscribe_anew()
            except Exception as error:  # whatever it is, the next try may do
                logger.warning("Redis is still away: %r", error)
            else:
                self._returning = None
                self._ensure_receiver()
                logger.warning("Redis is back")

    async def _let_go(self) -> None:
        if self._receive_task is not None:
            # redis-py may lose a cancellation while it opens a connection.
            while not self._receive_task.done():
                self._receive_task.cancel()
                await asyncio.wait([self._receive_task], timeout=PATIENCE / 4)
            self._receive_task = None
        if self._redis is not None:
            redis, self._redis, self._pubsub = self._redis, None, None
            await _close_redis(redis)

    async def _subscribe_anew(self) -> None:
        """To all there is to hear, and what came and went meanwhile."""
        self._ensure_redis()
        await self._redis.ping()
        held: set[str] = set()
        while held != self._subscribed_to:
            come, gone = self._subscribed_to - held, held - self._subscribed_to
            if come:
                await self._pubsub.subscribe(*come)
            if gone:
                await self._pubsub.unsubscribe(*gone)
            held = (held | come) - gone
