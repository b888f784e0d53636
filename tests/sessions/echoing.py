"""A visitor of the echo who is no browser: aiortc, with a picture and a tone."""

import asyncio
import math
import secrets
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from av import VideoFrame
from av.frame import Frame

from sessions.echo import talk
from sessions.echo.plan import Plan
from sessions.echo.serve import Echo

KEY = "the key of this test"
PATIENCE = 20


class Tone(AudioStreamTrack):
    """A loud 440 Hz."""

    async def recv(self) -> Frame:
        silence = await super().recv()
        wave = array("h")
        for sample in range(silence.pts or 0, (silence.pts or 0) + silence.samples):
            wave.append(int(12_000 * math.sin(sample / silence.sample_rate * 440 * 2 * math.pi)))
        silence.planes[0].update(wave.tobytes())
        return silence


class Large(VideoStreamTrack):
    """A picture of 720p, all of one shade."""

    async def recv(self) -> Frame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(1280, 720, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([120]) * plane.buffer_size)
        frame.pts, frame.time_base = pts, time_base
        return frame


class Visitor:
    """One connection to an echo."""

    def __init__(
        self,
        picture: MediaStreamTrack | None = None,
        *,
        channel: tuple[str, int] | None = None,
    ) -> None:
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.tracks: dict[str, MediaStreamTrack] = {}
        self.gone = asyncio.Event()
        self.peer.on("track", lambda track: self.tracks.update({track.kind: track}))
        self.peer.on("connectionstatechange", self._watch)
        if channel is None:
            self.channel = self.peer.createDataChannel("load")
        else:
            name, number = channel
            self.channel = self.peer.createDataChannel(name, negotiated=True, id=number)
        self.peer.addTrack(Tone())
        self.peer.addTrack(picture or VideoStreamTrack())

    def _watch(self) -> None:
        if self.peer.connectionState in {"failed", "closed"}:
            self.gone.set()

    async def offer(self) -> str:
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def take(self, answer: str) -> None:
        await self.peer.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))

    async def see(self) -> VideoFrame:
        frame = await asyncio.wait_for(self.tracks["video"].recv(), PATIENCE)
        assert isinstance(frame, VideoFrame)
        return frame

    async def hear(self) -> int:
        """How loud the next bit of sound is at its loudest, of 32,767."""
        frame = await asyncio.wait_for(self.tracks["audio"].recv(), PATIENCE)
        return max(abs(sample) for sample in array("h", bytes(frame.planes[0])))


async def ask(plan: Plan, **words: Any) -> dict[str, object]:
    """One question at the echo's door."""
    reader, writer = await asyncio.open_unix_connection(plan.socket)
    writer.write(talk.line(**{"key": KEY, "who": secrets.token_hex(4), **words}))
    answer = await asyncio.wait_for(reader.readline(), PATIENCE)
    writer.close()
    await writer.wait_closed()
    return talk.json.loads(answer)


@asynccontextmanager
async def running_echo(folder: Path, **wishes: Any) -> AsyncIterator[Echo]:
    """An echo that listens until the block ends."""
    usual: dict[str, Any] = {
        "peers": 2,
        "seconds": 60,
        "address": "",
        "first_port": 0,
        "last_port": 0,
    }
    plan = Plan(socket=str(folder / "echo.sock"), key=KEY, **{**usual, **wishes})
    echo = Echo(plan)
    await echo.open()
    try:
        yield echo
    finally:
        await echo.close()
