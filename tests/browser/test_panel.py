"""The therapist's panel in a real browser: by key, over a reload, and while the line is down."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def test_a_session_by_its_panel_on_a_phone(meeting: Meeting, windows: Windows) -> None:
    tariq = meeting.window(windows, "Tariq", size=PHONE)
    windows.expect_fault("ERR_INTERNET_DISCONNECTED|WebSocket|htmx:(sendError|afterRequest)")
    tariq.goto(meeting.address)
    tariq.get_by_role("button", name="Panel").click()
    expect(tariq.locator("[data-room=stage]")).to_be_in_viewport()

    # Sound, camera and leaving stay within reach; the page is as high as the window.
    for name in ("Mute", "Camera off", "Leave"):
        button = tariq.get_by_role("group", name="Your controls").get_by_role("button", name=name)
        expect(button).to_be_in_viewport(ratio=1)
        place = button.bounding_box()
        assert place is not None and min(place["width"], place["height"]) >= 44
    picture = tariq.locator("[data-room=stage]").bounding_box()
    assert picture is not None and picture["height"] >= 0.15 * PHONE["height"]
    expect(tariq.get_by_role("checkbox", name="How we work")).to_be_visible()
    assert tariq.evaluate("document.documentElement.scrollHeight") <= PHONE["height"]

    # The agenda is ticked, reordered by key and reworded; a reload has all of it.
    frame = tariq.get_by_role("checkbox", name="How we work")
    frame.check()
    expect(tariq.locator("#agenda-told")).to_contain_text("Saved at")
    expect(frame).to_be_focused()
    tariq.locator("#more-story summary").click()
    tariq.locator("#words-story").fill("Their story")
    earlier = tariq.locator("#earlier-story")
    earlier.focus()
    tariq.keyboard.press("Enter")
    second = tariq.locator(".agenda__point").nth(1)
    expect(second).to_contain_text("Their story")
    expect(earlier).to_be_focused()
    tariq.reload()
    tariq.get_by_role("button", name="Panel").click()
    expect(second).to_contain_text("Their story")
    expect(frame).to_be_checked()
    assert_accessible(tariq)

    # Homework given beside the picture stands in the closing step.
    tariq.get_by_role("tab", name="Closing").click()
    expect(tariq.get_by_text("Nothing was given today.")).to_be_visible()
    tariq.get_by_role("button", name="Give something").click()
    tariq.get_by_label("Title").fill("A slow breakfast")
    tariq.get_by_role("button", name="Give this homework").click()
    expect(tariq.get_by_text("is now with Alice")).to_be_visible()
    tariq.get_by_role("tab", name="Closing").click()
    expect(tariq.locator("#ending")).to_contain_text("A slow breakfast")
    tariq.get_by_label("In the words you both used").fill("You named the mornings.")
    tariq.get_by_role("button", name="Send it to Alice").click()
    expect(tariq.locator("#ending").get_by_text("Sent at")).to_be_visible()
    assert_accessible(tariq)

    # The card is there, and by key, when the line is not.
    tariq.get_by_role("button", name="Close the panel").click()
    tariq.context.set_offline(True)
    tariq.keyboard.press("e")
    card = tariq.get_by_role("dialog", name="Phone and emergency card")
    expect(card.get_by_role("link", name="Call 112")).to_be_visible()
    assert_accessible(tariq)
