"""`make bench-rooms`: rooms of two sockets on one Daphne, beside the barest relay Channels makes.

How long a candidate takes from one page to the other, and what a socket costs in memory, with 10,
50 and 100 rooms, on the layer in memory and on Redis. Each number of rooms is measured in turns,
ours and the bare relay, so that a busy moment of the machine meets both. Then pairs of aiortc peers
meet through our sockets, and candidates are passed while their pictures flow.

The exit status is 0 when no candidate was lost; times are told, not judged.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.rooms_line import Lines, Pair, Room, open_bare, open_room
from bench.rooms_peers import call_each_other
from config.demo.launch import ADDRESS, WEB, CannotStart, Processes
from tests.browser.site import free_port
from tests.stack import services

SIZES = (10, 50, 100)
TURNS = 3
SECONDS = 6.0
"""Of passing candidates, in each turn."""
EVERY = 1.0
"""Seconds between two candidates of one room: far more than of one that is in a call, which passes
some dozens at the beginning."""
CALLS = 3
"""Pairs of aiortc peers."""
OURS, BARE = "ours", "bare"


@dataclass(slots=True)
class Measured:
    """What was found for one number of rooms on one layer; times in seconds, memory in kB."""

    took: dict[str, list[float]] = field(default_factory=lambda: {OURS: [], BARE: []})
    memory: dict[str, list[float]] = field(default_factory=lambda: {OURS: [], BARE: []})

    def p50(self, whose: str) -> float:
        return median(self.took[whose]) * 1000

    def p99(self, whose: str) -> float:
        return quantiles(self.took[whose], n=100)[98] * 1000

    @property
    def ratio(self) -> float:
        return self.p50(OURS) / self.p50(BARE)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="attune-rooms-") as temporary:
        folder = Path(temporary)
        try:
            found = {"memory": measure_on(folder / "memory", redis=False)}
            found["redis"] = measure_on(folder / "redis", redis=True)
        except CannotStart as reason:
            print(reason, file=sys.stderr)
            return 1
    print()
    for layer, sizes in found.items():
        for rooms, one in sizes.items():
            for name, value in figures(one).items():
                print(f"{name}_{layer}_{rooms}={value}")
    busiest = found["memory"][SIZES[-1]]
    for name, value in figures(busiest).items():
        if name != "relay_vs_channels":
            print(f"{name}={value}")
    worst = max(one.ratio for sizes in found.values() for one in sizes.values())
    print(f"relay_vs_channels={worst:.2f}")
    return 0


def figures(one: Measured) -> dict[str, str]:
    return {
        "relay_p50_ms": f"{one.p50(OURS):.2f}",
        "relay_p99_ms": f"{one.p99(OURS):.2f}",
        "bare_p50_ms": f"{one.p50(BARE):.2f}",
        "bare_p99_ms": f"{one.p99(BARE):.2f}",
        "memory_per_socket_kb": f"{median(one.memory[OURS]):.0f}",
        "bare_memory_per_socket_kb": f"{median(one.memory[BARE]):.0f}",
        "relay_vs_channels": f"{one.ratio:.2f}",
    }


def measure_on(folder: Path, *, redis: bool) -> dict[int, Measured]:
    """Everything on one layer: a database and a Daphne of its own, gone at the end."""
    folder.mkdir()
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "STATE_DIR": str(folder)}
    processes = Processes(logs=folder / "logs", environment={**environment, "DATABASE_URL": ""})
    processes.environment["REDIS_URL"] = ""
    try:
        if redis:
            processes.environment["REDIS_URL"] = f"{services.start_redis(processes, folder)}/0"
        rooms = make_rooms(processes, SIZES[-1] + CALLS)
        port = free_port()
        processes.start(
            "web",
            "daphne",
            *WEB,
            "-b",
            ADDRESS,
            "-p",
            str(port),
            "bench.rooms_site:application",
        )
        processes.wait_until(lambda: services.listening(port), what="Daphne")
        server = processes.children[-1].process.pid
        url = f"http://{ADDRESS}:{port}"
        return asyncio.run(measure(url, server, rooms, layer="Redis" if redis else "memory"))
    finally:
        processes.stop()


def make_rooms(processes: Processes, count: int) -> list[Room]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.rooms_people", str(count)],
        env=processes.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotStart("The rooms could not be made; the reason is just above.")
    made = json.loads(done.stdout.splitlines()[-1])
    return [Room(appointment=one["appointment"], keys=tuple(one["keys"])) for one in made]


async def measure(url: str, server: int, rooms: list[Room], *, layer: str) -> dict[int, Measured]:
    """Grow from few rooms to many, then with calls beside them."""
    found = {}
    await turn(url, server, ours_of(rooms[:2]), Measured(), OURS)  # warm
    await turn(url, server, bare_of(2), Measured(), BARE)
    for count in SIZES:
        one = found[count] = Measured()
        for _turn in range(TURNS):
            await turn(url, server, bare_of(count), one, BARE)
            await turn(url, server, ours_of(rooms[:count]), one, OURS)
        print(
            f"{layer}, {count} rooms: ours {one.p50(OURS):.2f} ms (p99 {one.p99(OURS):.2f}), "
            f"bare {one.p50(BARE):.2f} ms (p99 {one.p99(BARE):.2f}), {one.ratio:.2f} times",
            flush=True,
        )
    beside = Measured()
    async with call_each_other(url, rooms[-CALLS:]) as calls:
        await turn(url, server, ours_of(rooms[: SIZES[0]]), beside, OURS)
    print(
        f"{layer}, {SIZES[0]} rooms beside {len(calls)} calls of aiortc peers: "
        f"ours {beside.p50(OURS):.2f} ms (p99 {beside.p99(OURS):.2f}); the calls were up after "
        f"{max(call.up_after for call in calls):.2f} s, "
        f"{sum(call.frames for call in calls)} frames arrived",
        flush=True,
    )
    return found


Opener = Callable[[Lines], Awaitable[list[Pair]]]


def ours_of(rooms: list[Room]) -> Opener:
    async def opened(lines: Lines) -> list[Pair]:
        return [await open_room(lines.session, room) for room in rooms]

    return opened


def bare_of(count: int) -> Opener:
    async def opened(lines: Lines) -> list[Pair]:
        return [await open_bare(lines.session, number) for number in range(count)]

    return opened


async def turn(url: str, server: int, opened: Opener, one: Measured, whose: str) -> None:
    """Open them, pass candidates for some seconds, close them."""
    before = resident(server)
    async with Lines(url) as lines:
        lines.pairs = await opened(lines)
        one.memory[whose].append((resident(server) - before) / (2 * len(lines.pairs)))
        await asyncio.gather(
            *(
                pass_candidates(pair, after=EVERY * number / len(lines.pairs))
                for number, pair in enumerate(lines.pairs)
            )
        )
        for pair in lines.pairs:
            await pair.all_arrived()
            one.took[whose] += pair.took


async def pass_candidates(pair: Pair, *, after: float) -> None:
    """At a steady pace, each room at a moment of its own."""
    await asyncio.sleep(after)
    for _candidate in range(int(SECONDS / EVERY)):
        await pair.pass_candidate()
        await asyncio.sleep(EVERY)


def resident(process: int) -> int:
    """Memory of a process, in kB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    sys.exit(main())
