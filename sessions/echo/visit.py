"""One visitor's connection, from their offer until they go or their seconds are over."""

import asyncio
import json
from collections.abc import Callable

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)

from sessions.echo.load import Load
from sessions.echo.mirror import Picture, Voice
from sessions.echo.reach import without_candidates

CONNECT_WITHIN = 20.0
"""Seconds a browser may take to come after its answer: its place is wanted by others."""
LOAD_CHANNEL = "load"
ASIDE_CHANNEL = 0
MAX_ASIDE = 16 * 1024


def is_chat(said: str) -> bool:
    """Whether this is a line of written words."""
    try:
        words = json.loads(said)
    except ValueError:
        return False
    return isinstance(words, dict) and words.get("type") == "chat"


class BadOffer(Exception):
    """No offer that an echo could answer."""


class Visit:
    """Sends back what comes. Keeps nothing of it, and ends by itself."""

    def __init__(
        self, *, who: str, seconds: float, talks: bool, ended: Callable[["Visit"], None]
    ) -> None:
        self.who = who
        # No servers at all: aiortc would otherwise ask a public one where this machine is.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._ended = ended
        self._load: Load | None = None
        self._mirrors: dict[str, MediaStreamTrack] = {}
        self._is_over = False
        loop = asyncio.get_running_loop()
        self._limit = loop.call_later(seconds, self.end)
        self._patience = loop.call_later(CONNECT_WITHIN, self._give_up)
        self._closing: asyncio.Future[None] | None = None
        self._peer.on("track", self._send_back)
        self._peer.on("datachannel", self._open)
        self._peer.on("connectionstatechange", self._watch)
        if talks:
            # As the room's pages have it: docs/room-protocol.md, "Between the two pages".
            self._aside = self._peer.createDataChannel("aside", negotiated=True, id=ASIDE_CHANNEL)
            self._aside.on("message", self._say_again)

    async def answer(self, offer: str) -> str:
        """The answer to a browser's offer; `BadOffer` if there can be none."""
        if "\nm=" not in offer:
            raise BadOffer
        try:
            await self._peer.setRemoteDescription(
                RTCSessionDescription(sdp=without_candidates(offer), type="offer")
            )
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except Exception as error:
            # Whatever a parser of other people's text may raise.
            raise BadOffer from error
        return str(self._peer.localDescription.sdp)

    def end(self) -> None:
        """Close the connection; told once, when it is closed."""
        if self._is_over:
            return
        self._is_over = True
        self._limit.cancel()
        self._patience.cancel()
        if self._load is not None:
            self._load.stop()
        for mirror in self._mirrors.values():
            mirror.stop()
        self._closing = asyncio.ensure_future(self._close())

    async def closed(self) -> None:
        """Wait until it has ended."""
        self.end()
        if self._closing is not None:
            await self._closing

    async def _close(self) -> None:
        try:
            await self._peer.close()
        finally:
            self._ended(self)

    def _send_back(self, track: MediaStreamTrack) -> None:
        """The first sound and the first picture; any other line stays empty."""
        if track.kind in self._mirrors:
            return
        mirror = Voice(track) if track.kind == "audio" else Picture(track)
        self._mirrors[track.kind] = mirror
        for line in self._peer.getTransceivers():
            if line.receiver.track is track:
                line.sender.replaceTrack(mirror)
                line.direction = "sendrecv"

    def _open(self, channel: RTCDataChannel) -> None:
        if channel.label != LOAD_CHANNEL or self._load is not None:
            return
        self._load = Load(channel)
        channel.on("message", self._load.hear)

    def _say_again(self, said: bytes | str) -> None:
        """Written words come back; of what else pages say to each other an echo knows nothing."""
        if isinstance(said, str) and len(said) <= MAX_ASIDE and is_chat(said):
            self._aside.send(said)

    def _watch(self) -> None:
        state = self._peer.connectionState
        if state == "connected":
            self._patience.cancel()
        elif state in {"failed", "closed"}:
            self.end()

    def _give_up(self) -> None:
        if self._peer.connectionState != "connected":
            self.end()
