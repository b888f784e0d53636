"""Two windows prepared as users are, for the benches of the room: who meets whom, and what a page
tells of when it was clicked and when it showed the other."""

import json
from collections.abc import Iterator
from dataclasses import replace

from playwright.sync_api import Page

from tests.browser.meeting import PREPARE, Meeting, statistics
from tests.browser.site import Site, wait_for
from tests.browser.windows import Windows

Size = tuple[int, int]

# Milliseconds since 1970, finer than Date.now(). Both windows are on one machine and one clock.
CLOCK = """
window.clock = (at) => performance.timeOrigin + (at ?? performance.now());
"""
# When the last click came, kept over the way to the next page.
CLICKS = """
addEventListener("click", (event) => {
  sessionStorage.setItem("clicked", String(clock(event.timeStamp)));
}, true);
"""
# A camera of one size, whatever a page asks for.
CAMERA = """
{
  const { mediaDevices } = navigator;
  const open = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (open) mediaDevices.getUserMedia = (wishes) => open({
    ...wishes,
    video: wishes.video && { width: %d, height: %d, frameRate: 30 },
  });
}
"""
# The first picture of the other that is shown, and how far apart pictures are afterwards.
PICTURES = """
addEventListener("DOMContentLoaded", () => {
  const remote = document.querySelector("[data-room=remote]");
  if (!remote) return;
  window.pictures = { first: 0, last: 0, longest: 0, count: 0 };
  const seen = (now) => {
    const at = clock(now);
    const { pictures } = window;
    pictures.count += 1;
    pictures.first ||= at;
    if (pictures.last) pictures.longest = Math.max(pictures.longest, at - pictures.last);
    pictures.last = at;
    remote.requestVideoFrameCallback(seen);
  };
  remote.requestVideoFrameCallback(seen);
});
"""


def prepare_many(site: Site, mark: str, count: int) -> Iterator[Meeting]:
    """So many pairs of Alice and Tariq, each with a session that is on now."""
    told = site.run("\n".join(PREPARE.format(mark=f"{mark}-{n}") for n in range(count)))
    for line in told.splitlines()[-count:]:
        yield Meeting(site=site, **json.loads(line))


def at_port(meeting: Meeting, port: int) -> Meeting:
    """The same meeting, reached through another port."""
    return replace(meeting, site=replace(meeting.site, url=f"http://localhost:{port}"))


def window(meeting: Meeting, windows: Windows, name: str, *, size: Size) -> Page:
    """A window of one of the two, whose camera has this size."""
    page = meeting.window(replace(windows, site_url=meeting.site.url), name)
    for script in (CLOCK, CLICKS, CAMERA % size, PICTURES):
        page.add_init_script(script)
    return page


def wait_until_warm(*pages: Page) -> None:
    """Until the pages are connected and the button is there: as people are who wait."""
    for page in pages:
        wait_for(
            lambda page=page: statistics(page)["state"] == "connected" or None,
            what="a connection",
            patience=60,
        )


def first_picture(page: Page) -> float:
    """When the page showed the other for the first time, in milliseconds since 1970."""

    def shown() -> float | None:
        page.wait_for_timeout(50)
        return page.evaluate("window.pictures?.first") or None

    return wait_for(shown, what="the other's picture", patience=60)


def clicked(page: Page) -> float:
    """When the window was clicked last, in milliseconds since 1970."""
    return float(page.evaluate("Number(sessionStorage.getItem('clicked'))"))


def now(page: Page) -> float:
    """The page's clock, in milliseconds since 1970."""
    return float(page.evaluate("clock()"))


def watch_anew(*pages: Page) -> None:
    """Forget the pictures that were shown so far."""
    for page in pages:
        page.evaluate("Object.assign(pictures, { first: 0, last: 0, longest: 0, count: 0 })")


def longest_wait(*pages: Page) -> float:
    """The longest time between two pictures of the other since then, or since the last one until
    now, on any of the pages (ms)."""
    told = "Math.max(pictures.longest, clock() - pictures.last)"
    return max(float(page.evaluate(told)) for page in pages)
