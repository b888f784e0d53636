"""`make bench-weak` in small: its line does what its weather says, its figures what was heard."""

import math
import socket
import time
from pathlib import Path
from typing import cast
from unittest.mock import patch
from wave import open as open_wave

import pytest
from playwright.sync_api import Page

from bench import weak
from bench.weak import Ears, Heard
from bench.weak_line import HEADERS, Direction, WeakLine, Weather
from tests.browser.site import free_port

HOST = "127.0.0.1"
PACKETS = 400


class Clock:
    """A loop whose time stands still until it is turned on, and which delivers nothing."""

    now = 0.0

    def __init__(self) -> None:
        self.arrivals: list[float] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, _deliver: object, _data: bytes) -> None:
        self.arrivals.append(when)


def carried(weather: Weather, *, size: int, gap: float, packets: int = PACKETS) -> list[float]:
    """When each packet arrives, in seconds from the first one's departure."""
    clock = Clock()
    direction = Direction(seed=1)
    direction.weather = weather
    with patch("bench.weak_line.asyncio.get_running_loop", return_value=clock):
        for _number in range(packets):
            direction.carry(bytes(size), lambda _data: None)
            clock.now += gap
    return clock.arrivals


def test_a_free_line_loses_and_delays_nothing() -> None:
    arrivals = carried(Weather(), size=200, gap=0.02)
    assert arrivals == pytest.approx([0.02 * number for number in range(PACKETS)])


def test_it_delays_and_loses_as_it_is_told() -> None:
    arrivals = carried(Weather(delay=0.15, loss=0.1), size=200, gap=0.02)
    assert arrivals[0] >= 0.15
    assert 0.06 * PACKETS < PACKETS - len(arrivals) < 0.14 * PACKETS


def test_no_more_gets_through_than_it_bears_headers_included() -> None:
    rate, size = 60_000, 172
    arrivals = carried(Weather(rate=rate), size=size, gap=0.001)
    bits = len(arrivals) * (size + HEADERS) * 8
    assert bits / arrivals[-1] == pytest.approx(rate, rel=0.02)
    assert len(arrivals) < PACKETS  # what the queue could not hold


def test_the_proxy_carries_both_ways() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as browser,
    ):
        server.bind((HOST, 0))
        for one in (server, browser):
            one.settimeout(10)
        with WeakLine(host=HOST, port=free_port(), server=server.getsockname()[1]) as line:
            line.turn(Weather(delay=0.05))
            began = time.monotonic()
            browser.sendto(b"can you hear me?", (HOST, line.port))
            words, whence = server.recvfrom(100)
            server.sendto(words.upper(), whence)
            assert browser.recv(100) == b"CAN YOU HEAR ME?"
            assert time.monotonic() - began >= 0.1


class Script:
    """Two pages whose statistics are told beforehand, one look a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, heard: list[Heard]) -> None:
        self.heard = iter(heard)
        monkeypatch.setattr(weak, "hear", lambda _page: next(self.heard))

    def wait_for_timeout(self, _milliseconds: float) -> None: ...


def look(at: int, *, shown: int, concealed: int = 0) -> Heard:
    return Heard(
        at=at, played=48_000 * at, concealed=concealed, shown=shown, bears=0, ways=["relay"] * 2
    )


def ears(monkeypatch: pytest.MonkeyPatch, shown: list[int], concealed: int = 0) -> Ears:
    heard = [look(at, shown=count, concealed=concealed * at) for at, count in enumerate(shown)]
    script = Script(monkeypatch, [one for one in heard for _person in range(2)])
    listening = Ears([cast(Page, script)] * 2)
    for _second in shown[1:]:
        listening.listen()
    return listening


def test_a_picture_yields_when_no_new_one_comes_for_three_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ears(monkeypatch, [0, 30, 60, 60, 61, 61, 61, 61, 61]).yielded(0) == 4
    assert ears(monkeypatch, [0, 30, 60, 90, 120]).yielded(0) is None
    assert ears(monkeypatch, [0, 30, 30, 30, 30, 60]).returned(2)
    assert not ears(monkeypatch, [0, 30, 30, 30, 30]).returned(2)


def test_the_share_of_the_sound_that_was_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ears(monkeypatch, [0, 1, 2], concealed=4_800).share(0) == pytest.approx(0.1)
    deaf = Heard(at=0, played=0, concealed=0, shown=0, bears=0, ways=[])
    assert weak.concealed_share(deaf, deaf) == 1  # nothing played at all is the worst of lines


def test_the_voice_never_rests(tmp_path: Path) -> None:
    with open_wave(str(weak.voice(tmp_path / "voice.wav", seconds=1))) as file:
        assert (file.getframerate(), file.getnframes()) == (48_000, 48_000)
        samples = memoryview(file.readframes(48_000)).cast("h")
    for start in range(0, 48_000, 4_800):
        power = sum(sample**2 for sample in samples[start : start + 4_800]) / 4_800
        assert math.sqrt(power) > 300


def test_every_figure_has_a_bound() -> None:
    assert list(weak.BOUNDS) == [
        "concealed_share_150", "concealed_share_60", "concealed_share_freed",
        "video_yielded_s", "video_returned_s",
    ]  # fmt: skip
