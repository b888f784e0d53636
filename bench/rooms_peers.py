"""Pairs of aiortc peers that meet through a room's sockets, as two browsers do, with small pictures
and sound between them. Real calls, as load beside what `bench.rooms` measures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fractions import Fraction
from time import perf_counter
from typing import Any

from aiohttp import ClientSession
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from av import VideoFrame

from bench.rooms_line import PATIENCE, Room, open_room

RATE = 10
"""Pictures a second: the calls are a load for the server's sockets, not for this machine."""


class SmallPicture(VideoStreamTrack):
    """160 × 120, grey."""

    seen = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(1 / RATE)
        frame = VideoFrame(160, 120, "yuv420p")
        frame.pts, frame.time_base = self.seen * 90_000 // RATE, Fraction(1, 90_000)
        self.seen += 1
        return frame


@dataclass(slots=True)
class Call:
    """A call that is up: how long it took from both being let in, and what has arrived."""

    up_after: float
    frames: int = 0


@asynccontextmanager
async def call_each_other(url: str, rooms: list[Room]) -> AsyncIterator[list[Call]]:
    """One call in each room, for as long as the block runs."""
    async with ClientSession(base_url=url) as session:
        ended: list[Any] = []
        try:
            yield [await _call(session, room, ended) for room in rooms]
        finally:
            for one in reversed(ended):
                await one()


async def _call(session: ClientSession, room: Room, ended: list[Any]) -> Call:
    pair = await open_room(session, room)
    ended.append(pair.close)
    began = perf_counter()
    therapist, patient = RTCPeerConnection(), RTCPeerConnection()
    call = Call(up_after=0)
    arriving = asyncio.Event()
    watching: list[asyncio.Task[None]] = []
    for peer in (therapist, patient):
        ended.append(peer.close)
        peer.addTrack(AudioStreamTrack())
        peer.addTrack(SmallPicture())

    @patient.on("track")
    def shown(track: MediaStreamTrack) -> None:
        async def watch() -> None:
            while True:
                await track.recv()
                if track.kind == "video":
                    call.frames += 1
                    arriving.set()

        watching.append(asyncio.create_task(watch()))

    async def stop_watching() -> None:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    ended.append(stop_watching)
    await therapist.setLocalDescription(await therapist.createOffer())
    offer = await _carry(pair.sender, pair.receiver, pair.to, therapist.localDescription)
    await patient.setRemoteDescription(offer)
    await patient.setLocalDescription(await patient.createAnswer())
    back = pair.receiver
    answer = await _carry(back, pair.sender, pair.therapist, patient.localDescription)
    await therapist.setRemoteDescription(answer)
    await asyncio.wait_for(arriving.wait(), PATIENCE)
    call.up_after = perf_counter() - began
    return call


async def _carry(sender: Any, receiver: Any, to: str, words: Any) -> RTCSessionDescription:
    """A description on its way through the room."""
    await sender.say({"type": "description", "to": to, "kind": words.type, "sdp": words.sdp})
    got = await receiver.hear("peer_description")
    return RTCSessionDescription(sdp=got["sdp"], type=got["kind"])
