"""`/healthz`: what is up, for the supervisor and the load balancer. Tells no secret."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from notices.models import WorkerSign
from sessions.echo import ask

WORKER_SILENT_AFTER = timedelta(seconds=120)
LAYER_SECONDS = 3
SAY_AGAIN_AFTER = 0.2


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served; a silent worker or echo is told, but takes nobody's page."""
    told = {
        "database": _database(),
        "channel_layer": _channel_layer(),
        "worker": worker(),
        "echo": _echo(),
    }
    serving = told["database"] == "up" and told["channel_layer"] == "up"
    return JsonResponse(told, status=200 if serving else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return "down"
    return "up"


def _channel_layer() -> str:
    try:
        async_to_sync(_there_and_back)()
    except Exception:
        return "down"
    return "up"


async def _there_and_back() -> None:
    """Raises where a message doesn't come back. Leaves nothing behind: a layer lets go of a channel
    when whoever listens to it is called away."""
    layer = get_channel_layer()
    heard = asyncio.Event()

    async def listen(channel: str) -> None:
        while True:
            await layer.receive(channel)
            heard.set()

    async with asyncio.timeout(LAYER_SECONDS):
        channel = await layer.new_channel()
        listening = asyncio.create_task(listen(channel))
        try:
            await asyncio.sleep(0)  # a listener that never began would leave the channel behind
            while not heard.is_set():
                # What overtakes the subscription is heard by nobody, and said once more.
                await layer.send(channel, {"type": "health.check"})
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), SAY_AGAIN_AFTER)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def _echo() -> str:
    try:
        ask.counts(patience=1)
    except ask.Unheard:
        return "down"
    return "up"


def worker() -> str:
    try:
        sign = WorkerSign.objects.filter(pk=1).first()
    except Exception:
        return "unknown"
    if sign is None:
        return "not seen yet"
    return "up" if timezone.now() - sign.seen_at < WORKER_SILENT_AFTER else "silent"
