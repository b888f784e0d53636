"""What `bench.rooms` measures: the site's sockets, and beside them the barest relay Channels makes.

Both are served by one Daphne over one channel layer.
"""

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.urls import path

from config.asgi import application as site


class BareRelay(AsyncWebsocketConsumer):
    """Passes each text on to the others at its address: no sign-in, no language, nothing kept."""

    async def connect(self) -> None:
        self.group = f"bare.{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send(
            self.group, {"type": "relay", "text": text_data, "sender": self.channel_name}
        )

    async def relay(self, event: dict[str, str]) -> None:
        if event["sender"] != self.channel_name:
            await self.send(text_data=event["text"])


bare = URLRouter([path("ws/bare/<int:room>/", BareRelay.as_asgi())])


async def application(scope, receive, send):
    """The site, with one address more."""
    serves = bare if scope.get("path", "").startswith("/ws/bare/") else site
    return await serves(scope, receive, send)
