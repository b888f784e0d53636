"""A session by keyboard alone: each step leaves the keyboard where the person goes on."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

OPENED_ELSEWHERE = "You have opened this session in another tab or on another device."


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def tab_to(page: Page, target: Locator) -> None:
    """Walk on by Tab until it is there, and see where the keyboard is."""
    for _step in range(30):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            ring = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(ring) != "none"
            return
    raise AssertionError("not reached by Tab")


def press(page: Page, name: str) -> Locator:
    button = page.get_by_role("button", name=name)
    tab_to(page, button)
    page.keyboard.press("Enter")
    return button


def test_a_session_by_keyboard_alone(meeting: Meeting, windows: Windows) -> None:
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.goto(meeting.address)
    press(alice, "Settings")
    expect(alice.get_by_role("dialog")).to_be_visible()
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    press(tariq, "Let Alice in")
    expect(tariq.get_by_role("button", name="Mute")).to_be_focused()
    # What opened the settings went with the waiting room.
    expect(alice.locator("[data-room=meeting]")).to_be_visible()
    alice.keyboard.press("Escape")
    expect(alice.get_by_role("button", name="Mute")).to_be_focused()
    for page in (alice, tariq):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=20_000)

    # In the order of the bar: chat, the shared page, leaving.
    chat = press(alice, "Chat")
    expect(alice.get_by_label("Your words")).to_be_focused()
    alice.keyboard.type("Hello")
    alice.keyboard.press("Enter")
    expect(tariq.locator("[data-room=unread]")).to_have_text("1")
    alice.keyboard.press("Escape")
    expect(chat).to_be_focused()
    draw = press(alice, "Draw")
    expect(alice.get_by_label("Write on the page")).to_be_focused()
    alice.keyboard.press("Escape")
    expect(draw).to_be_focused()
    leave = press(alice, "Leave")
    expect(alice.get_by_role("dialog")).to_be_visible()
    alice.keyboard.press("Escape")
    expect(leave).to_be_focused()

    press(tariq, "Leave")
    press(tariq, "First close it together")
    expect(tariq.get_by_role("tab", name="Closing")).to_be_focused()
    tariq.get_by_role("button", name="Leave").focus()
    tariq.keyboard.press("Enter")
    press(tariq, "End it for both")
    for page in (alice, tariq):
        page.wait_for_url("**/after/")


def test_opened_elsewhere(meeting: Meeting, windows: Windows) -> None:
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    expect(tariq.get_by_text("Alice has not come yet")).to_be_visible()
    tab_to(tariq, tariq.get_by_role("button", name="Chat"))
    other = tariq.context.new_page()
    other.goto(meeting.address)
    again = tariq.get_by_role("button", name="Bring the session here")
    expect(again).to_be_focused()
    tariq.keyboard.press("Enter")
    expect(tariq.locator("[data-room=mic]")).to_be_focused()
    expect(other.get_by_role("button", name="Bring the session here")).to_be_focused()


@pytest.mark.parametrize("dialog", ["Settings", "Phone and emergency card"])
def test_opened_elsewhere_while_a_dialog_is_open(
    meeting: Meeting, windows: Windows, dialog: str
) -> None:
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    expect(tariq.get_by_text("Alice has not come yet")).to_be_visible()
    tariq.get_by_role("button", name=dialog).first.click()
    expect(tariq.get_by_role("dialog")).to_be_visible()
    tariq.context.new_page().goto(meeting.address)
    again = tariq.locator("[data-room=take-over]")
    expect(again).to_be_visible()
    if dialog != "Settings":
        # The number may be what somebody is just dialling.
        expect(tariq.get_by_role("dialog")).to_be_visible()
        tariq.keyboard.press("Escape")
    expect(tariq.get_by_role("dialog")).to_be_hidden()
    expect(tariq.locator("[data-room=announce]")).to_contain_text(OPENED_ELSEWHERE)
    expect(again).to_be_focused()


def test_opened_elsewhere_while_waiting(meeting: Meeting, windows: Windows) -> None:
    alice = meeting.window(windows, "Alice")
    alice.goto(meeting.address)
    expect(alice.locator("[data-room=waiting-line][data-mood=good]")).to_be_visible()
    alice.context.new_page().goto(meeting.address)
    alice.get_by_role("button", name="Wait here").press("Enter")
    expect(alice.locator("[data-room=waiting-mic]")).to_be_focused()
