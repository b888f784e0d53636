"""A session in writing in two browsers: in order, once, through a reload and a lost line."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.accessibility import assert_accessible_in_both_schemes
from tests.browser.meeting import Meeting, make, prepare
from tests.browser.site import Site
from tests.browser.windows import DESK, PHONE, Windows


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    meeting = prepare(site, re.sub(r"\W", "-", request.node.name))
    make(meeting, modality="text")
    return meeting


def write(page: Page, words: str) -> None:
    page.get_by_label("Your words").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def test_two_people_write_through_a_reload_and_a_lost_line_and_keep_it(
    meeting: Meeting, windows: Windows
) -> None:
    lines: list[WebSocketRoute] = []
    is_cut = False

    def through(line: WebSocketRoute) -> None:
        if is_cut:
            line.close(code=1012)
            return
        line.connect_to_server()
        lines.append(line)

    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.route_web_socket(re.compile("/ws/text/"), through)
    alice.goto(meeting.address)
    expect(alice.get_by_text("Your place is kept.").first).to_be_visible()
    assert_accessible_in_both_schemes(alice)
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    tariq.get_by_role("button", name="Let Alice in").click()
    expect(alice.get_by_label("Your words")).to_be_focused()

    alice.get_by_label("Your words").press_sequentially("He")
    expect(tariq.get_by_text("Alice is writing…")).to_be_visible()
    write(alice, "Hello")
    theirs = tariq.get_by_role("log").get_by_role("listitem")
    expect(theirs).to_contain_text(["Hello"])
    expect(alice.get_by_role("log").get_by_text("read", exact=True)).to_be_visible()
    tariq.get_by_label("Your words").fill("How are you?")
    tariq.keyboard.press("Enter")
    expect(alice.get_by_role("log").get_by_text("How are you?")).to_be_visible()

    # A risk can show in writing, too: the number and the emergency card are one press away.
    expect(alice.get_by_role("link", name="Technical help")).to_be_in_viewport()
    tariq.get_by_role("button", name="Phone and emergency card").click()
    card = tariq.get_by_role("dialog", name="Phone and emergency card")
    expect(card.get_by_role("heading").nth(1)).to_be_visible()
    assert_accessible_in_both_schemes(tariq)
    tariq.keyboard.press("Escape")

    is_cut = True
    lines[-1].close(code=1012)
    write(alice, "Better")
    expect(alice.get_by_text("on its way…")).to_be_visible()
    write(tariq, "Good to hear")
    is_cut = False
    expect(theirs).to_contain_text(["Hello", "How are you?", "Good to hear", "Better"])
    alice.reload()
    for page in (alice, tariq):
        expect(page.get_by_role("log").get_by_role("listitem")).to_contain_text(
            ["Hello", "How are you?", "Good to hear", "Better"]
        )
        assert_accessible_in_both_schemes(page)
    words = alice.get_by_label("Your words").bounding_box()
    assert words is not None
    assert words["y"] + words["height"] <= PHONE["height"]

    for page in (alice, tariq):
        page.get_by_role("button", name="Keep it", exact=True).click()
    expect(alice.get_by_text("You both agree")).to_be_visible()
    tariq.get_by_role("button", name="Leave").click()
    assert_accessible_in_both_schemes(tariq)
    tariq.get_by_role("button", name="End it for both").click()
    alice.wait_for_url("**/after/")
    alice.get_by_role("link", name="Read it").click()
    for size in (PHONE, DESK):
        alice.set_viewport_size({"width": size["width"], "height": size["height"]})
        expect(alice.get_by_text("Good to hear")).to_be_visible()
        assert_accessible_in_both_schemes(alice)
