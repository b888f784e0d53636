"""A call that may only use the relay: for people whose networks let nothing else through, and for
those who hide their address."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import browser as browser
from tests.browser.meeting import Meeting, flows, prepare
from tests.browser.site import Site
from tests.browser.windows import Windows

# As the settings remember it, so that not even the first connection takes another way.
RELAY_ONLY = 'localStorage.setItem("room-relay-only", "true");'

WAYS = """
async () => {
  const report = await window.connections.at(-1).getStats();
  const pair = [...report.values()].find((one) => one.type === "candidate-pair" && one.nominated);
  return [pair.localCandidateId, pair.remoteCandidateId].map((id) => report.get(id).candidateType);
}
"""


@pytest.fixture
def meeting(site: Site) -> Meeting:
    return prepare(site, "relay-only")


def test_two_people_meet_through_the_relay_alone(
    meeting: Meeting, site: Site, browser: Browser
) -> None:
    windows = Windows(browser=browser, site_url=site.url)
    try:
        alice, tariq = (meeting.window(windows, name) for name in ("Alice", "Tariq"))
        for page in (alice, tariq):
            page.add_init_script(RELAY_ONLY)
            page.goto(meeting.address)
        tariq.get_by_role("button", name="Let Alice in").click()
        for page in (alice, tariq):
            flows(page)
            assert page.evaluate(WAYS) == ["relay", "relay"]
            page.get_by_role("button", name="Settings").click()
            expect(page.get_by_role("checkbox", name="Hide my network address")).to_be_checked()
        assert windows.unexpected() == []
    finally:
        windows.close()
