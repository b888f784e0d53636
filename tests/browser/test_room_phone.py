"""The room on a phone: what is pressed is large enough, and the picture keeps its part."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

TARGET = 44

# Where each button and link of the stage is, as far as there is one.
PLACES = """
() => [...document.querySelectorAll(".stage :is(a, button)")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.innerText, one.getBoundingClientRect().toJSON()])
"""
# All that can go wrong at once: no way through, and a microphone that is refused.
GO_WRONG = """
() => {
  const room = document.getElementById("room");
  const part = (name) => room.querySelector(`[data-room="${name}"]`);
  part("trouble-words").textContent = room.getAttribute("data-say-audio-system");
  part("trouble-meeting").hidden = part("on-phone").hidden = false;
  part("status-words").textContent = room.getAttribute("data-say-ladder-phone");
  return part("stage").getBoundingClientRect().height;
}
"""


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def assert_within_reach(page: Page) -> None:
    places = page.evaluate(PLACES)
    assert len(places) > 8
    for words, place in places:
        assert place["width"] >= TARGET, words
        assert place["height"] >= TARGET, words
        assert place["left"] >= 0, words
        assert place["right"] <= PHONE["width"], words
        assert place["bottom"] <= PHONE["height"], words


def test_the_picture_keeps_its_part_and_everything_is_within_reach(
    meeting: Meeting, windows: Windows
) -> None:
    tariq = meeting.window(windows, "Tariq", size=PHONE)
    alice = meeting.window(windows, "Alice", size=PHONE)
    tariq.goto(meeting.address)
    expect(tariq.locator("#panel")).to_be_hidden()
    alice.goto(meeting.address)
    tariq.get_by_role("button", name="Let Alice in").click()
    for page in (alice, tariq):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=20_000)
        assert_within_reach(page)
        assert page.evaluate(GO_WRONG) >= 0.4 * PHONE["height"]
        assert_within_reach(page)
        assert_accessible(page)
    link = tariq.get_by_role("button", name="Go on by phone")
    expect(link).to_have_count(1)  # said once
    expect(link).to_be_in_viewport(ratio=1)


def test_the_practice_room(meeting: Meeting, windows: Windows) -> None:
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.goto("/practice-room/")
    expect(alice.get_by_text("Good connection")).to_be_visible(timeout=20_000)
    assert_within_reach(alice)
