"""`make bench-outage`: what people see of each other while something between them is away.

One call: nothing happens for a while; then the signalling of both is cut; then the web server is
killed and started again. The longest time between two pictures is taken on both sides, and may be
one picture longer than in the call that nothing happened to. Then a tab crashes and is opened
again, and in a second call the patient's machine goes from one network to another (as root).
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from bench.line import Line
from bench.networks import MACHINE, NoNetworks, two_networks
from bench.pair import (
    Size,
    at_port,
    first_picture,
    longest_wait,
    now,
    prepare_many,
    wait_until_warm,
    watch_anew,
    window,
)
from config.demo import launch
from tests.browser.meeting import Meeting, flows
from tests.browser.site import Site, free_port
from tests.browser.windows import Windows, chromium

AWAY = 60
"""Seconds that the signalling is cut, and that the undisturbed call is watched."""
SETTLE_MS = 5_000
SIZE: Size = (640, 480)
FRAME_MS = 1000 / 30
REJOIN_BOUND = 3.0


def main() -> int:
    try:
        figures = measure()
    except NoNetworks as reason:
        print(reason, file=sys.stderr)
        return 1
    print()
    for name, value in figures.items():
        print(f"{name}={value}")
    return 0 if is_good(figures) else 1


def is_good(figures: dict[str, str]) -> bool:
    """Whether no picture was missed for want of a server, and a crashed tab is back in time."""
    allowed = float(figures["media_gap_uncut_ms"]) + FRAME_MS
    is_back = float(figures["rejoin_s"]) < REJOIN_BOUND
    return is_back and float(figures["media_gap_ms"]) <= allowed


def measure() -> dict[str, str]:
    with (
        own_site() as (site, processes),
        sync_playwright() as playwright,
        chromium(playwright) as browser,
    ):
        port = int(site.url.rsplit(":", 1)[1])
        first, second = prepare_many(site, "outage", 2)
        with Line(to=port) as line:
            figures = outages(at_port(first, line.port), browser, line, processes)
        seconds = change_of_network(second, playwright, browser, port)
        print(f"the machine changes its network: both see each other after {seconds:.2f} s")
        return {"recover_s": f"{seconds:.2f}", **figures}


@contextmanager
def own_site() -> Iterator[tuple[Site, launch.Processes]]:
    """A site whose processes are in our hands."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="attune-outage-") as folder:
        processes = launch.demo(state=Path(folder), port=port)
        processes.environment["DEMO"] = "false"
        try:
            processes.run("config.demo.prepare")
            launch.start_embedded(processes, port=port)
            site = Site(
                url=launch.site_url(port),
                mail=f"{folder}/mail",
                logs=str(processes.logs),
                environment=processes.environment,
            )
            yield site, processes
        finally:
            processes.stop()


def meet(alice: Page, tariq: Page, address: str) -> None:
    """She waits, he lets her in; until it has gone well for a while."""
    alice.goto(address)
    tariq.goto(address)
    button = tariq.get_by_role("button", name="Let Alice in")
    button.wait_for()
    wait_until_warm(alice, tariq)
    button.click()
    for page in (alice, tariq):
        flows(page, patience=60)
    alice.wait_for_timeout(SETTLE_MS)


def outages(
    meeting: Meeting, browser: Browser, line: Line, processes: launch.Processes
) -> dict[str, str]:
    windows = Windows(browser=browser, site_url=meeting.site.url)
    alice, tariq = (window(meeting, windows, name, size=SIZE) for name in ("Alice", "Tariq"))
    meet(alice, tariq, meeting.address)

    watch_anew(alice, tariq)
    alice.wait_for_timeout(AWAY * 1000)
    uncut = longest_wait(alice, tariq)
    print(f"nothing happens for {AWAY} s: at most {uncut:.0f} ms between two pictures", flush=True)

    watch_anew(alice, tariq)
    line.cut()
    alice.wait_for_timeout(AWAY * 1000)
    line.mend()
    assert_as_before(alice, tariq)
    cut = longest_wait(alice, tariq)
    print(f"no signalling for {AWAY} s: at most {cut:.0f} ms, the room is as it was", flush=True)

    watch_anew(alice, tariq)
    restart(processes, url=f"http://{launch.ADDRESS}:{line.to}")
    assert_as_before(alice, tariq)
    restarted = longest_wait(alice, tariq)
    print(f"the server is killed: at most {restarted:.0f} ms, the room is as it was", flush=True)

    back = crash(alice, tariq, meeting, windows)
    print(f"a tab crashes: opened again, both see each other after {back:.2f} s", flush=True)
    windows.close()
    return {
        "media_gap_uncut_ms": f"{uncut:.0f}",
        "media_gap_cut_ms": f"{cut:.0f}",
        "media_gap_restart_ms": f"{restarted:.0f}",
        "rejoin_s": f"{back:.2f}",
        "media_gap_ms": f"{max(cut, restarted):.0f}",
    }


def restart(processes: launch.Processes, *, url: str) -> None:
    """The web server dies without a word, and comes back on its port."""
    [web] = [child for child in processes.children if child.name == "web"]
    launch.signal_group(web.process.pid, SIGKILL)
    web.process.wait()
    processes.children.remove(web)
    processes.start_program("web", *web.process.args)
    processes.wait_until(lambda: launch.healthy(url), what="The web server")


def assert_as_before(alice: Page, tariq: Page) -> None:
    """Both are back in their seats with the connection they had, and hear of each other."""
    for page in (alice, tariq):
        expect(page.locator("[data-room=status]")).to_contain_text("onnection", timeout=30_000)
    muted = tariq.locator("[data-room=peer-muted]")
    alice.get_by_role("button", name="Mute").click()
    expect(muted).to_be_visible(timeout=30_000)
    alice.get_by_role("button", name="Unmute").click()
    expect(muted).to_be_hidden(timeout=30_000)
    for page in (alice, tariq):
        assert page.evaluate("window.connections.length") == 1, "the connection was made anew"


def crash(alice: Page, tariq: Page, meeting: Meeting, windows: Windows) -> float:
    """Seconds from opening the room again after a crash until both see each other."""
    with suppress(Error):
        alice.goto("chrome://crash")
    watch_anew(tariq)
    again = window(meeting, windows, "Alice", size=SIZE)
    began = time.time() * 1000
    again.goto(meeting.address, wait_until="commit")
    return (max(first_picture(page) for page in (again, tariq)) - began) / 1000


def change_of_network(
    meeting: Meeting, playwright: Playwright, browser: Browser, port: int
) -> float:
    """Seconds from the change until both see each other again."""
    with (
        tempfile.TemporaryDirectory(prefix="attune-networks-") as folder,
        two_networks() as networks,
        Line(to=port, host=MACHINE) as line,
        networks.chromium(playwright, Path(folder)) as hers,
    ):
        there = at_port(meeting, line.port)
        alice = window(there, Windows(hers, there.site.url), "Alice", size=SIZE)
        windows = Windows(browser, meeting.site.url)
        tariq = window(meeting, windows, "Tariq", size=SIZE)
        # The machine has new networks: until browsers know, they break off what they load.
        tariq.wait_for_timeout(SETTLE_MS)
        meet(alice, tariq, meeting.address)
        began = now(tariq)
        networks.switch()
        tariq.wait_for_timeout(500)  # pictures that were on their way have been shown
        watch_anew(alice, tariq)
        back = max(first_picture(page) for page in (alice, tariq))
        for page in (alice, tariq):
            flows(page)
        return (back - began) / 1000


if __name__ == "__main__":
    sys.exit(main())
