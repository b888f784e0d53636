"""A socket that takes one message at a time, with a bound to what waits, and closes once."""

from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from sessions.room.limits import Backlog
from sessions.room.wire import Close


class BoundedConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Stands between the server, which reads on without end, and whoever takes the messages."""

    closing = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        backlog = Backlog(receive, overflow=self.flood)
        try:
            await super().__call__(scope, backlog, send)
        finally:
            await backlog.stop()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Without Channels' look for old connections before each message: ours are on threads of
        their own, and it would wait in line with every page that is being made."""
        await getattr(self, get_handler_name(message))(message)

    async def flood(self) -> None:
        await self.shut(Close.FLOOD)

    async def shut(self, code: int) -> None:
        """Close once, with the code that names why."""
        if not self.closing:
            self.closing = True
            await self.close(code=int(code))
