"""`make bench-weak`: what is left of a session on a line that is nearly none.

Alice and Tariq meet in two windows of a real Chromium. Both may only use the relay (a coturn as
we deploy it), and Alice reaches it through a line of ours (`bench/weak_line.py`) that turns bad:
300 ms there and back, 10 % lost and 150 kbit/s each way, then 60 kbit/s, then all of it is over.
Alice's microphone and Tariq's play a voice that never rests, so that silence hides nothing.

Counted are the samples that the listener's browser had to make up (silence left out) among all
it played, for the worse off of the two, from the first second of each phase: the seconds in which
the browser has not noticed yet are part of it. The last lines are the figures.
"""

import json
import math
import os
import random
import struct
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.weak_line import WeakLine, Weather
from config.demo.launch import ADDRESS, Processes
from tests.browser.chromium import path
from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site, free_port, running_site
from tests.browser.windows import FLAGS, PHONE, Windows
from tests.stack import services

FREE = Weather()
PHASES = {
    "150": Weather(delay=0.15, loss=0.1, rate=150_000),
    "60": Weather(delay=0.15, loss=0.1, rate=60_000),
}
# Seconds: to grow at first, in each phase, and at most until the picture is back.
GROWS, LASTS, PATIENCE = 12, 30, 120
STILL = 3
"""Seconds without a new picture after which it counts as paused."""
BOUNDS = {
    "concealed_share_150": 0.15,
    "concealed_share_60": 0.15,
    "concealed_share_freed": 0.02,
    "video_yielded_s": 20,
    "video_returned_s": 45,
}

RELAY_ONLY = 'localStorage.setItem("room-relay-only", "true");'
# Whoever asks for the relay is sent to the line in front of it.
BEHIND = """
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(wishes) { super(behind(wishes)); }
  setConfiguration(wishes) { super.setConfiguration(behind(wishes)); }
};
function behind(wishes) {
  const iceServers = wishes.iceServers.map((server) => ({
    ...server, urls: server.urls.map((url) => url.replace(":%d", ":%d")),
  }));
  return { ...wishes, iceServers };
}
"""
READ = """
async () => {
  const told = { played: 0, concealed: 0, shown: 0, ways: [], bears: 0 };
  const report = await window.connections.at(-1).getStats();
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp" && entry.kind === "audio") {
      told.played += entry.totalSamplesReceived ?? 0;
      told.concealed += (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0);
    } else if (entry.type === "inbound-rtp") told.shown += entry.framesDecoded ?? 0;
    else if (entry.type === "candidate-pair" && entry.nominated) {
      told.bears = entry.availableOutgoingBitrate ?? 0;
      told.ways = [entry.localCandidateId, entry.remoteCandidateId].map(
        (id) => report.get(id)?.candidateType);
    }
  }
  return told;
}
"""


@dataclass(frozen=True)
class Heard:
    """What one page has received so far."""

    at: float
    played: int
    concealed: int
    shown: int
    bears: float
    ways: list[str]


def hear(page: Page) -> Heard:
    """The page's own statistics, now."""
    told: dict[str, Any] = page.evaluate(READ)
    return Heard(at=time.monotonic(), **told)


def concealed_share(before: Heard, after: Heard) -> float:
    """How much of the sound between the two had to be made up."""
    played = after.played - before.played
    return (after.concealed - before.concealed) / played if played else 1.0


class Ears:
    """Both people's statistics, about once a second."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages
        self.heard: list[list[Heard]] = []
        self.listen()

    def listen(self) -> list[Heard]:
        """Look once more."""
        self.heard.append([hear(page) for page in self.pages])
        return self.heard[-1]

    def go_on(self, seconds: float) -> None:
        """Look every second for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.pages[0].wait_for_timeout(1_000)
            self.listen()

    def share(self, since: int) -> float:
        """The concealed share of the worse off since that look."""
        return max(
            concealed_share(before, after)
            for before, after in zip(self.heard[since], self.heard[-1], strict=True)
        )

    def yielded(self, since: int) -> float | None:
        """When, in seconds after that look, the last picture came for both; None if one comes."""
        return _last_change(self.heard, since)

    def returned(self, since: int) -> bool:
        """Whether both have seen new pictures since that look."""
        pairs = zip(self.heard[since], self.heard[-1], strict=True)
        return all(after.shown > before.shown + 3 for before, after in pairs)


def _last_change(heard: list[list[Heard]], since: int) -> float | None:
    """Seconds from the look at `since` until pictures stopped for everybody for `STILL` seconds."""
    start = heard[since][0].at
    moments = []
    for person in range(len(heard[since])):
        found = None
        for index in range(since, len(heard)):
            first = heard[index][person]
            later = [look[person] for look in heard[index:] if look[person].at >= first.at + STILL]
            if later and later[0].shown == first.shown:
                found = first.at - start
                break
        if found is None:
            return None
        moments.append(found)
    return max(moments)


def voice(file: Path, seconds: int = 20) -> Path:
    """Something like a voice that never rests: a buzz with overtones, syllables and some breath."""
    rate, chance, phase = 48_000, random.Random(7), 0.0
    samples = bytearray()
    for n in range(rate * seconds):
        at = n / rate
        phase += (120 + 25 * math.sin(2 * math.pi * 0.4 * at)) / rate
        tone = sum(math.sin(2 * math.pi * k * phase) / k for k in range(1, 9))
        syllable = 0.6 + 0.4 * math.sin(2 * math.pi * 4 * at)
        value = syllable * (0.18 * tone + 0.03 * chance.uniform(-1, 1))
        samples += struct.pack("<h", int(max(-1, min(1, value)) * 28_000))
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(samples))
    return file


@contextmanager
def site_with_relay(folder: Path) -> Iterator[tuple[Site, int]]:
    """An embedded site that hands out a relay of its own, and the relay's port."""
    processes = Processes(logs=folder / "logs", environment={})
    try:
        port = services.start_coturn(processes, folder, private_peers=True)
        os.environ["TURN_URLS"] = f"turn:{ADDRESS}:{port}?transport=udp"
        os.environ["TURN_SECRET"] = services.TURN_SECRET
        with running_site(sample_people=False) as site:
            yield site, port
    finally:
        processes.stop()


def meet(meeting: Meeting, windows: Windows, *, relay: int, line: int) -> list[Page]:
    """Alice behind the line, Tariq straight at the relay, both seeing each other."""
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.add_init_script(BEHIND % (relay, line))
    tariq = meeting.window(windows, "Tariq")
    for page in (alice, tariq):
        page.add_init_script(RELAY_ONLY)
    alice.goto(meeting.address)
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
    tariq.goto(meeting.address)
    tariq.get_by_role("button", name="Let Alice in").click()
    for page in (alice, tariq):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=30_000)
    return [alice, tariq]


def measure(
    ears: Ears, line: WeakLine, *, lasts: float = LASTS, patience: float = PATIENCE
) -> dict[str, float]:
    """Go through the weather; the figures by name. A picture that never yields or never returns
    counts as infinite."""
    figures: dict[str, float] = {}
    worsened = len(ears.heard) - 1
    for name, weather in PHASES.items():
        since = len(ears.heard) - 1
        line.turn(weather)
        ears.go_on(lasts)
        figures[f"concealed_share_{name}"] = ears.share(since)
        bears = ", ".join(f"{one.bears / 1000:.0f}" for one in ears.heard[-1])
        print(f"{name} kbit/s: {ears.share(since):.1%} of the sound made up, "
              f"the browsers believe in {bears} kbit/s", flush=True)  # fmt: skip
    yielded = ears.yielded(worsened)
    figures["video_yielded_s"] = math.inf if yielded is None else yielded
    freed = len(ears.heard) - 1
    began = time.monotonic()
    line.turn(FREE)
    while not ears.returned(freed) and time.monotonic() < began + patience:
        ears.go_on(1)
    back = ears.returned(freed)
    figures["video_returned_s"] = time.monotonic() - began if back else math.inf
    settled = len(ears.heard) - 1
    ears.go_on(min(10, lasts))
    figures["concealed_share_freed"] = ears.share(settled)
    return figures


def main() -> int:
    """Print the figures; 1 if one is out of its bounds."""
    with (
        tempfile.TemporaryDirectory(prefix="attune-weak-") as temporary,
        site_with_relay(Path(temporary)) as (site, relay),
        WeakLine(host=ADDRESS, port=free_port(), server=relay) as line,
        sync_playwright() as playwright,
    ):
        sound = voice(Path(temporary) / "voice.wav")
        flags = [*FLAGS, f"--use-file-for-fake-audio-capture={sound}"]
        browser = playwright.chromium.launch(executable_path=path(), args=flags)
        windows = Windows(browser=browser, site_url=site.url)
        try:
            pages = meet(prepare(site, "weak"), windows, relay=relay, line=line.port)
            ears = Ears(pages)
            ears.go_on(GROWS)
            ways = [one.ways for one in ears.heard[-1]]
            assert ways == [["relay", "relay"]] * 2, f"not through the relay: {ways}"
            print(f"free: {ears.share(0):.1%} of the sound made up", flush=True)
            figures = measure(ears, line)
        finally:
            windows.close()
            browser.close()
    print(json.dumps({"queue": line.up.crowded + line.down.crowded}))
    broken = [name for name, bound in BOUNDS.items() if figures[name] > bound]
    for name, value in figures.items():
        print(f"{name}={value:.3f}" if name.startswith("concealed") else f"{name}={value:.1f}")
    if broken:
        print(f"out of bounds: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
