"""The waiting room in two browsers: asked to wait, called instead, and back in the room."""

import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def test_asked_to_wait_called_by_phone_and_back_in_the_room(
    meeting: Meeting, windows: Windows
) -> None:
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.goto(meeting.address)
    expect(alice.get_by_text("Your place is kept.").first).to_be_visible()
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)

    tariq.get_by_role("button", name="Ask to wait").click()
    asking = tariq.get_by_role("dialog")
    asking.get_by_label("In my own words").check()
    asking.get_by_label("Your own words").fill("Two minutes, and I am there.")
    asking.get_by_role("button", name="Ask to wait").click()
    expect(asking.get_by_text("Said at")).to_be_visible()
    expect(asking.get_by_role("button", name="Done")).to_be_focused()
    tariq.keyboard.press("Enter")
    expect(asking).to_be_hidden()
    word = alice.locator("[data-room=waiting-word]")
    expect(word).to_contain_text("Two minutes, and I am there.")
    expect(word).to_have_role("status")
    alice.reload()
    expect(word).to_contain_text("Two minutes, and I am there.")

    tariq.get_by_role("button", name="Go on by phone").first.click()
    tariq.get_by_role("dialog").get_by_role("button", name="Go on by phone").click()
    for page in (alice, tariq):
        page.wait_for_url("**/phone/")
    alice.get_by_role("link", name="Give a number").click()
    alice.get_by_label("On which number").fill("+351 912 345 642")
    alice.get_by_role("button", name="Call me here").click()
    expect(alice.get_by_text("ending in 42")).to_be_visible()
    expect(tariq.get_by_text("ending in 42")).to_be_visible(timeout=10_000)
    tariq.get_by_role("button", name="Show the number").click()
    expect(tariq.get_by_role("link", name="+351 912 345 642")).to_be_visible()
    tariq.get_by_role("button", name="Back to the room").click()
    alice.wait_for_url(f"**{meeting.address}")
    tariq.get_by_role("button", name="Let Alice in").click()
    expect(alice.get_by_role("button", name="Mute")).to_be_focused()


def test_what_the_other_can_see_is_not_said_while_the_line_is_down(
    meeting: Meeting, windows: Windows
) -> None:
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    expect(tariq.get_by_text("Alice has not come yet.").first).to_be_visible()
    alice = meeting.window(windows, "Alice", size=PHONE)
    lines: list[WebSocketRoute] = []

    def through(line: WebSocketRoute) -> None:
        if lines:
            line.close(code=1012)
            return
        line.connect_to_server()
        lines.append(line)

    alice.route_web_socket(re.compile("/ws/room/"), through)
    alice.goto(meeting.address)
    title = alice.get_by_role("heading", level=2).first
    expect(title).to_have_text("You are here, and Tariq can see it", use_inner_text=True)
    lines[0].close(code=1012)
    expect(alice.get_by_text("The line is down for a moment.").first).to_be_visible()
    expect(title).to_have_text("You are here", use_inner_text=True)
