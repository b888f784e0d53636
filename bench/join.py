"""`make bench-join`: from the click on "Let in" to the other's picture, on both sides.

Two windows, prepared as people are: the patient waits, the therapist is in the room's page. Beside
them, in the same run and in turn, the floor: two connections in one page, the camera open before,
which need no server. A round's figure is the later of its two sides, and sound goes along. With
25 ms for each hop of the signalling, each of the floor's signals takes as long as two hops.
"""

import sys
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.line import Line
from bench.pair import (
    CLOCK,
    Size,
    at_port,
    clicked,
    first_picture,
    prepare_many,
    wait_until_warm,
    window,
)
from tests.browser.meeting import Meeting
from tests.browser.site import running_site
from tests.browser.windows import Windows, chromium

ROUNDS = 9
SMALL, LARGE = (640, 480), (1280, 720)
HOP_MS = 25
BOUND = 1.25

FLOOR = """
async ({ width, height, way }) => {
  const wishes = { audio: true, video: { width, height, frameRate: 30 } };
  const camera = await navigator.mediaDevices.getUserMedia(wishes);
  const [mine, theirs] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const passes = () => new Promise((done) => way ? setTimeout(done, way) : done());
  const shows = (connection) => new Promise((done) => {
    const video = document.createElement("video");
    video.autoplay = video.muted = true;
    document.body.append(video);
    connection.ontrack = ({ track, streams }) => {
      if (track.kind === "video") video.srcObject = streams[0];
    };
    video.requestVideoFrameCallback((now) => done(clock(now)));
  });
  // The camera runs before anybody clicks.
  const own = document.createElement("video");
  Object.assign(own, { muted: true, autoplay: true, srcObject: camera });
  document.body.append(own);
  await new Promise((done) => own.requestVideoFrameCallback(done));
  const seen = [shows(mine), shows(theirs)];
  const carry = (from, to) => {
    from.onicecandidate = ({ candidate }) => passes().then(() => to.addIceCandidate(candidate));
  };
  carry(mine, theirs);
  carry(theirs, mine);

  const began = clock();
  for (const track of camera.getTracks()) {
    mine.addTrack(track, camera);
    theirs.addTrack(track, camera);
  }
  await mine.setLocalDescription();
  await passes();
  await theirs.setRemoteDescription(mine.localDescription);
  await theirs.setLocalDescription();
  await passes();
  await mine.setRemoteDescription(theirs.localDescription);
  const took = Math.max(...(await Promise.all(seen))) - began;
  for (const track of camera.getTracks()) track.stop();
  mine.close();
  theirs.close();
  document.body.replaceChildren();
  return took;
}
"""


@dataclass
class Times:
    """What the rounds of one arrangement took, in milliseconds."""

    room: list[float] = field(default_factory=list)
    therapist: list[float] = field(default_factory=list)
    patient: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    def ratio(self) -> float:
        return median(self.room) / median(self.floor)

    def told(self, name: str) -> str:
        return (
            f"{name:18} let in to picture {median(self.room):4.0f} ms "
            f"(therapist {median(self.therapist):4.0f}, patient {median(self.patient):4.0f}), "
            f"floor {median(self.floor):4.0f} ms: {self.ratio():.2f} times"
        )


def main() -> int:
    figures = measure()
    print()
    for name, value in figures.items():
        print(f"{name}={value}")
    return 0 if float(figures["join_vs_floor"]) <= BOUND else 1


def measure() -> dict[str, str]:
    """All arrangements; what they took is shown, and the last is the figure that is judged."""
    with (
        running_site(sample_people=False) as site,
        sync_playwright() as playwright,
        chromium(playwright) as browser,
        Line(to=int(site.url.rsplit(":", 1)[1]), delay=HOP_MS / 1000) as slow,
    ):
        arrangements: list[tuple[str, Size, int]] = [
            ("640x480", SMALL, 0),
            ("1280x720", LARGE, 0),
            (f"640x480, {HOP_MS} ms", SMALL, HOP_MS),
        ]
        times = {name: Times() for name, _size, _hop in arrangements}
        cold: list[float] = []
        meetings = prepare_many(site, "join", (ROUNDS + 1) * len(arrangements))
        for turn in range(ROUNDS + 1):
            for name, size, hop in arrangements:
                meeting = next(meetings)
                if hop:
                    meeting = at_port(meeting, slow.port)
                one = one_round(meeting, browser, size=size, hop=hop)
                if turn == 0:  # the first of each warms up the server and the browser
                    continue
                for kept, took in zip(("room", "therapist", "patient", "floor"), one, strict=False):
                    getattr(times[name], kept).append(took)
                if not hop and size == SMALL:
                    cold.append(one[-1])
    for name, found in times.items():
        print(found.told(name))
    print(f"{'640x480, cold':18} join an admitted room, click to picture {median(cold):4.0f} ms")
    return figures_of(*times.values(), cold=cold)


def figures_of(small: Times, large: Times, hopping: Times, *, cold: list[float]) -> dict[str, str]:
    """The figures, by name, in the order in which they are told."""
    return {
        "join_cold_ms": f"{median(cold):.0f}",
        "join_vs_floor_25ms": f"{hopping.ratio():.2f}",
        "admit_to_frame_ms": f"{median(small.room):.0f}",
        "join_vs_floor_720p": f"{large.ratio():.2f}",
        "join_vs_floor": f"{small.ratio():.2f}",
    }


def one_round(meeting: Meeting, browser: Browser, *, size: Size, hop: int) -> list[float]:
    """Later side, therapist, patient, floor and coming in cold, in milliseconds."""
    windows = Windows(browser=browser, site_url=meeting.site.url)
    try:
        floor = floor_of(meeting, windows, size=size, hop=hop)
        alice = window(meeting, windows, "Alice", size=size)
        alice.goto(meeting.address)
        tariq = window(meeting, windows, "Tariq", size=size)
        tariq.goto(meeting.address)
        button = tariq.get_by_role("button", name="Let Alice in")
        button.wait_for()
        wait_until_warm(alice, tariq)
        button.click()
        took = [first_picture(page) - clicked(tariq) for page in (tariq, alice)]
        return [max(took), *took, floor, come_in_cold(meeting, windows, alice, size=size)]
    finally:
        windows.close()


def floor_of(meeting: Meeting, windows: Windows, *, size: Size, hop: int) -> float:
    page = meeting.window(windows, "Alice")
    page.add_init_script(CLOCK)
    page.goto("/healthz")
    wishes: dict[str, Any] = {"width": size[0], "height": size[1], "way": 2 * hop}
    took = float(page.evaluate(FLOOR, wishes))
    page.context.close()
    return took


def come_in_cold(meeting: Meeting, windows: Windows, alice: Page, *, size: Size) -> float:
    """She leaves, and comes into the room, which is open to her, from her own page by one click."""
    alice.context.close()
    again = window(meeting, windows, "Alice", size=size)
    again.goto("/home/")
    again.get_by_role("link", name="Join", exact=True).click()
    return first_picture(again) - clicked(again)


if __name__ == "__main__":
    sys.exit(main())
