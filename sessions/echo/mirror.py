"""Picture and voice, on their way back."""

import asyncio
import time
from typing import Any

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame
from av.frame import Frame
from av.packet import Packet

MAX_WIDTH = 854
MAX_HEIGHT = 480
FRAMES_PER_SECOND = 15


def fitting(width: int, height: int) -> tuple[int, int]:
    """The size at which a picture goes back: its own, or the largest that 480p holds.

    Whichever way the phone is held; both sides even, as the codec wants them.
    """
    long, short = max(width, height), min(width, height)
    scale = min(1.0, MAX_WIDTH / long, MAX_HEIGHT / short)
    return int(width * scale) // 2 * 2, int(height * scale) // 2 * 2


class Voice(MediaStreamTrack):
    """The visitor's sound as it came."""

    kind = "audio"

    def __init__(self, source: MediaStreamTrack) -> None:
        super().__init__()
        self._source = source

    async def recv(self) -> "Frame | Packet[Any]":
        return await self._source.recv()


class Picture(MediaStreamTrack):
    """The visitor's newest picture, 480p at most and not too often: what comes in between falls.

    So a busy machine shows fewer pictures, and never older ones.
    """

    kind = "video"

    def __init__(self, source: MediaStreamTrack) -> None:
        super().__init__()
        self._source = source
        self._newest: VideoFrame | None = None
        self._came = asyncio.Event()
        self._sent_at = 0.0
        self._pump = asyncio.ensure_future(self._take())

    async def _take(self) -> None:
        try:
            while True:
                frame = await self._source.recv()
                if isinstance(frame, VideoFrame):
                    self._newest = frame
                    self._came.set()
        except MediaStreamError:
            self.stop()
            self._came.set()

    async def recv(self) -> Frame:
        pause = self._sent_at + 1 / FRAMES_PER_SECOND - time.monotonic()
        await asyncio.sleep(max(0.0, pause))
        await self._came.wait()
        self._came.clear()
        frame = self._newest
        if frame is None or self.readyState != "live":
            raise MediaStreamError
        self._sent_at = time.monotonic()
        size = fitting(frame.width, frame.height)
        if size == (frame.width, frame.height):
            return frame
        smaller = frame.reformat(width=size[0], height=size[1])
        smaller.pts, smaller.time_base = frame.pts, frame.time_base
        return smaller

    def stop(self) -> None:
        super().stop()
        self._pump.cancel()
