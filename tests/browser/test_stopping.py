"""Pictures and sound stop at both ends, and stay stopped, when the room says that it is over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import Meeting, flows, prepare, statistics
from tests.browser.site import Site
from tests.browser.test_room import meet
from tests.browser.windows import Windows

STOPPED = "Picture and sound have stopped: the words that you compared are not the same."

# What of this page could still reach somebody, and the devices that are open.
OPEN_CONNECTIONS = """
() => window.connections.filter(({ connectionState }) => connectionState !== "closed").length
"""
# What the page sends now, to be looked at when it should have let go of it.
HOLD = """
() => {
  window.held = window.connections.flatMap((one) => one.getSenders()).map(({ track }) => track);
  return window.held.filter((track) => track?.readyState === "live").length;
}
"""
OPEN_DEVICES = "() => window.held.filter((track) => track?.readyState === 'live').length"
# The machine is on another network, which has everything that still runs look for a way.
MOVE = "window.dispatchEvent(new Event('online'))"

END_CARE = """
from people.actions import end_care
from people.models import Care, EndReason
care = Care.objects.get(pk={care!r})
end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
"""


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def words(page: Page) -> list[str]:
    page.locator("[data-room=private]").click()
    listed = page.get_by_role("dialog").get_by_role("listitem")
    expect(listed).to_have_count(4)
    return listed.all_inner_texts()


def hold(page: Page) -> None:
    assert page.evaluate(HOLD) == 2, "picture and sound"


def assert_stopped(page: Page) -> None:
    assert page.evaluate(OPEN_CONNECTIONS) == 0
    assert page.evaluate(OPEN_DEVICES) == 0


def test_words_that_differ_stop_both_until_both_try_again(
    meeting: Meeting, windows: Windows
) -> None:
    alice, tariq = meet(meeting, windows)
    for page in (alice, tariq):
        hold(page)
    before = words(alice)
    assert words(tariq) == before
    alice.get_by_role("button", name="They differ").click()
    again = alice.get_by_role("button", name="Try again with a new connection")
    expect(again).to_be_focused()
    for page in (alice, tariq):
        expect(page.locator("[data-room=sentence]")).to_contain_text(STOPPED)
        assert_stopped(page)
        assert page.get_by_role("dialog").count() == 0, "nothing covers what is said"
        assert_accessible(page)
    for page, who in ((alice, "Tariq calls you on the number"), (tariq, "Please call Alice now.")):
        expect(page.locator("[data-room=differ]")).to_contain_text(who)

    again.click()
    expect(alice.get_by_text("Tariq has left the room").last).to_be_visible()
    assert_stopped(tariq)  # one alone begins nothing
    tariq.get_by_role("button", name="Try again with a new connection").click()
    for page in (alice, tariq):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=20_000)
        flows(page)
    after = words(alice)
    assert after == words(tariq)
    assert after != before
    assert statistics(alice)["state"] == "connected"


def test_they_stay_stopped_after_signing_out_and_after_the_end_of_care(
    meeting: Meeting, windows: Windows
) -> None:
    alice, tariq = meet(meeting, windows)
    for page in (alice, tariq):
        hold(page)
    other_tab = alice.context.new_page()
    other_tab.goto("/account/logout/")
    other_tab.get_by_role("button", name="Sign out").click()
    expect(alice.get_by_text("You were signed out.").last).to_be_visible()
    assert_stopped(alice)
    expect(tariq.get_by_text("Alice has left the room").last).to_be_visible()
    assert tariq.evaluate(OPEN_CONNECTIONS) == 0
    assert tariq.evaluate(OPEN_DEVICES) == 2, "he is in the room still, and sees himself"

    meeting.site.run(END_CARE.format(care=meeting.care))
    expect(tariq.get_by_text("This room is not open to you any more.").last).to_be_visible()
    sockets: list[str] = []
    for page in (alice, tariq):
        made = page.evaluate("window.connections.length")
        page.on("websocket", lambda socket: sockets.append(socket.url))
        page.evaluate(MOVE)
        assert_stopped(page)
        assert page.evaluate("window.connections.length") == made
    assert sockets == []
