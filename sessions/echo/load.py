"""How much the line carries each way, over the data channel that the page opens for it.

The page's words: `ping …` comes back as it is; `fill` asks for a stretch of bytes, ended by
`filled`; bytes of the page are counted, and `count` asks how many came in how many milliseconds.
"""

import asyncio
import json
import time
from typing import Protocol

PIECE = bytes(1_100)
FILL_SECONDS = 1.5
# Enough to know that a line bears a picture; more would only hurt those who share it.
BYTES_PER_SECOND = 2_000_000 / 8
# More in waiting would take a weak line too long to send.
WAITING_BYTES = 16 * 1024
MAX_WORD = 64


class Channel(Protocol):
    """What is used of an RTCDataChannel."""

    @property
    def readyState(self) -> str: ...

    @property
    def bufferedAmount(self) -> int: ...

    def send(self, data: bytes | str) -> None: ...


class Load:
    """One page's measurements."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._bytes = 0
        self._began_at = 0.0
        self._last_at = 0.0
        self._filling: asyncio.Task[None] | None = None

    def hear(self, said: bytes | str) -> None:
        """Answer one message; what is no word of ours is dropped."""
        if isinstance(said, bytes):
            self._count(len(said))
        elif len(said) > MAX_WORD:
            return
        elif said.startswith("ping"):
            self._channel.send(said)
        elif said == "count":
            self._tell()
        elif said == "fill" and self._filling is None:
            self._filling = asyncio.ensure_future(self._fill())

    def stop(self) -> None:
        """Send nothing more."""
        if self._filling is not None:
            self._filling.cancel()

    def _count(self, length: int) -> None:
        self._last_at = time.monotonic()
        if self._bytes == 0:
            self._began_at = self._last_at
        self._bytes += length

    def _tell(self) -> None:
        spent = round((self._last_at - self._began_at) * 1000)
        self._channel.send(json.dumps({"bytes": self._bytes, "ms": spent}))
        self._bytes = 0

    async def _fill(self) -> None:
        began, sent = time.monotonic(), 0
        while self._channel.readyState == "open":
            spent = time.monotonic() - began
            if spent >= FILL_SECONDS:
                self._channel.send("filled")
                break
            while sent < spent * BYTES_PER_SECOND and self._channel.bufferedAmount < WAITING_BYTES:
                self._channel.send(PIECE)
                sent += len(PIECE)
            await asyncio.sleep(0.02)
        self._filling = None
