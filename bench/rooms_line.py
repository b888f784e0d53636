"""The pages' end of a room's socket, and of a bare one, for `bench.rooms`."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType

PATIENCE = 60
"""Seconds until something that never comes counts as an error."""
CANDIDATE = "candidate:842163049 1 udp 1677729535 198.51.100.23 46154 typ srflx raddr 10.0.0.7"


@dataclass(frozen=True, slots=True)
class Room:
    """A session that is on now, and the sign-ins of patient and therapist."""

    appointment: str
    keys: tuple[str, str]


class Line:
    """One socket, read all the time; who waits for a kind of message gets the next of it."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.waits: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self.on: dict[str, Callable[[dict[str, Any]], None]] = {}
        self.reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, session: ClientSession, url: str, *, key: str = "") -> Self:
        origin = str(session._base_url).rstrip("/")  # the site's own page
        headers = {"Origin": origin} | ({"Cookie": f"sessionid={key}"} if key else {})
        return cls(await session.ws_connect(url, headers=headers, max_msg_size=0))

    async def say(self, message: dict[str, Any]) -> None:
        await self.socket.send_str(json.dumps(message, separators=(",", ":")))

    async def hear(self, kind: str) -> dict[str, Any]:
        waiting = self.waits.setdefault(kind, asyncio.Queue())
        return await asyncio.wait_for(waiting.get(), PATIENCE)

    async def close(self) -> None:
        self.reading.cancel()
        await self.socket.close()

    async def _read(self) -> None:
        async for frame in self.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            if message["type"] == "pulse":
                await self.say({"type": "heartbeat", "seq": message["seq"], "visible": True})
            if heard := self.on.get(message["type"]):
                heard(message)
            else:
                self.waits.setdefault(message["type"], asyncio.Queue()).put_nowait(message)


@dataclass
class Pair:
    """Two sockets of one room. `to` is the receiver's seat, `therapist` the sender's; a candidate
    arrives as a message of `kind`."""

    sender: Line
    receiver: Line
    to: str
    kind: str
    therapist: str = ""
    sent: int = 0
    took: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._left_at: dict[str, float] = {}
        self.receiver.on[self.kind] = self._arrived

    async def pass_candidate(self) -> None:
        self.sent += 1
        mark = str(self.sent)
        self._left_at[mark] = perf_counter()
        await self.sender.say(
            {
                "type": "candidate",
                "to": self.to,
                "candidate": CANDIDATE,
                "mid": "0",
                "line": 0,
                "fragment": mark,
            }
        )

    def _arrived(self, message: dict[str, Any]) -> None:
        self.took.append(perf_counter() - self._left_at.pop(message["fragment"]))

    async def all_arrived(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while self._left_at:
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        await asyncio.gather(self.sender.close(), self.receiver.close())


async def open_room(session: ClientSession, room: Room) -> Pair:
    """Patient and therapist in their room, let in."""
    address = f"/ws/room/{room.appointment}/"
    patient, therapist = [await Line.open(session, address, key=key) for key in room.keys]
    hello = {"type": "hello", "version": 1, "resume": "", "last_seq": 0}
    await patient.say(hello)
    seat = (await patient.hear("welcome"))["seat"]
    await therapist.say(hello)
    welcome = await therapist.hear("welcome")
    if not welcome["admitted"]:
        await therapist.say({"type": "admit"})
        await therapist.hear("admitted")
    return Pair(
        sender=therapist,
        receiver=patient,
        to=seat,
        kind="peer_candidate",
        therapist=welcome["seat"],
    )


async def open_bare(session: ClientSession, number: int) -> Pair:
    """Two sockets of the barest relay."""
    address = f"/ws/bare/{number}/"
    one, other = await Line.open(session, address), await Line.open(session, address)
    return Pair(sender=one, receiver=other, to="nobody", kind="candidate")


class Lines:
    """Sockets to a site, all closed at the end."""

    def __init__(self, url: str) -> None:
        self.session = ClientSession(base_url=url, connector=TCPConnector(limit=0))
        self.pairs: list[Pair] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(pair.close() for pair in self.pairs))
        await self.session.close()
