"""The practice room: the real room, alone, with one's own echo as the other person."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import flows, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows


def test_a_patient_practises_with_their_own_echo(site: Site, windows: Windows) -> None:
    alice = prepare(site, "practice").window(windows, "Alice", size=PHONE)
    alice.goto("/practice-room/")
    expect(alice.get_by_text("Good connection")).to_be_visible(timeout=20_000)
    flows(alice)
    assert_accessible(alice)

    alice.get_by_role("button", name="Mute").click()
    expect(alice.locator("[data-room=peer-muted]")).to_be_visible()
    alice.get_by_role("button", name="Unmute").click()
    alice.get_by_role("button", name="Camera off").click()
    expect(alice.locator("[data-room=sentence]")).to_have_text("Your own echo’s camera is off")
    alice.get_by_role("button", name="Camera on").click()
    expect(alice.locator("[data-room=sentence]")).to_be_hidden()
    flows(alice)

    alice.get_by_role("button", name="Chat").click()
    alice.get_by_label("Your words").fill("Hello, it is me")
    alice.get_by_role("button", name="Send", exact=True).click()
    expect(alice.get_by_role("log").get_by_text("Hello, it is me")).to_have_count(2)
    alice.get_by_role("button", name="Close the panel").click()

    alice.get_by_role("button", name="Leave").click()
    alice.get_by_role("dialog").get_by_role("button", name="Leave").click()
    alice.wait_for_url(re.compile("/device-check/$"))
