"""Somebody in the middle of a call, with real connections to both, and what gives them away."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site, wait_for
from tests.browser.test_room import meet
from tests.browser.windows import Windows

WIDTH_OF_SCREEN = "document.querySelector('[data-room=screen-picture]').videoWidth"
# The browser ends the track itself then, which a page can't make happen.
STOP_FROM_THE_BROWSERS_BAR = """
() => {
  for (const { sender } of window.connections.at(-1).getTransceivers()) {
    if (sender.track?.contentHint !== "detail") continue;
    sender.track.dispatchEvent(new Event("ended"));
    return;
  }
  throw new Error("No screen is shared");
}
"""

# Pages import their modules under hashed names; the plain names are there too.
MEET = """
async () => {
  const { Peer } = await import("/static/js/room/peer.js");
  const { Verification } = await import("/static/js/room/verification.js");
  const { wordsOf } = await import("/static/js/room/comparing_words.js");
  // With the camera's permission, candidates are addresses and not names to be looked up.
  await navigator.mediaDevices.getUserMedia({ audio: true });

  const open = (leads) => {
    const peer = new Peer({ polite: !leads, iceServers: [] });
    return { peer, verification: new Verification(peer, leads) };
  };
  const signals = (one, other) => {
    one.addEventListener("signal", ({ detail }) => other.receive(detail));
    other.addEventListener("signal", ({ detail }) => one.receive(detail));
  };
  const once = (target, name) =>
    new Promise((done) => target.addEventListener(name, done, { once: true }));
  const words = async ({ verification }) => {
    if (!verification.digest && !verification.isBroken) await once(verification, "changed");
    return verification.digest ? wordsOf(verification.digest) : [];
  };

  const [tariq, alice] = [open(true), open(false)];
  signals(tariq.peer, alice.peer);
  const honest = await Promise.all([tariq, alice].map(words));

  // Each is given the fingerprint of the middle for the other's; what they say is passed on.
  const [lied, deceived] = [open(true), open(false)];
  const [towards, away] = [true, false].map((polite) => new Peer({ polite, iceServers: [] }));
  signals(lied.peer, towards);
  signals(away, deceived.peer);
  const isOpen = Promise.all([towards, away].map((peer) => once(peer, "aside-open")));
  towards.addEventListener("aside", async ({ detail }) => (await isOpen) && away.aside(detail));
  away.addEventListener("aside", async ({ detail }) => (await isOpen) && towards.aside(detail));
  const swapped = await Promise.all([lied, deceived].map(words));

  const heard = once(deceived.peer, "aside");
  lied.peer.aside({ type: "chat", id: "5f0c7d1e", text: "Is it you?", at: 1 });
  return { honest, swapped, heard: (await heard).detail.text };
}
"""


def test_a_swapped_fingerprint_is_seen_by_both(site: Site, windows: Windows) -> None:
    page = windows.open("nobody")
    page.goto(f"{site.url}/help-now/")
    told: dict[str, Any] = page.evaluate(MEET)
    assert told["honest"][0] == told["honest"][1]
    assert len(told["honest"][0]) == 4
    for seen, other in (told["swapped"], reversed(told["swapped"])):
        assert len(seen) == 4
        assert seen != other
    assert told["heard"] == "Is it you?", "whoever is in the middle passes on what is said"


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def test_only_the_two_have_words_files_and_a_screen(meeting: Meeting, windows: Windows) -> None:
    alice, tariq = meet(meeting, windows)
    seen = []
    for page in (alice, tariq):
        page.locator("[data-room=private]").click()
        words = page.get_by_role("dialog").get_by_role("listitem")
        expect(words).to_have_count(4)
        seen.append(words.all_inner_texts())
    assert seen[0] == seen[1]
    tariq.get_by_role("button", name="They match").click()
    expect(tariq.get_by_text("nobody is between you and Alice")).to_be_visible()
    expect(tariq.locator("[data-room=private]")).to_have_text("Private, compared")
    for page in (alice, tariq):
        page.keyboard.press("Escape")

    tariq.locator("[data-room=chat]").click()
    tariq.get_by_label("Your words").fill("Here is the diary")
    tariq.keyboard.press("Enter")
    diary = bytes(range(256)) * 2_000
    tariq.get_by_label("Send a file").set_input_files(
        {"name": "sleep diary.pdf", "mimeType": "application/pdf", "buffer": diary}
    )
    expect(tariq.get_by_text("Alice decides whether it comes.")).to_be_visible()
    alice.locator("[data-room=chat]").click()
    expect(alice.get_by_role("log")).to_contain_text("sleep diary.pdf")
    expect(alice.get_by_role("log")).to_contain_text("application/pdf · 512 kB")
    alice.get_by_role("button", name="Let it come").click()
    with alice.expect_download() as download:
        alice.get_by_role("link", name="Save").click()
    assert download.value.suggested_filename == "sleep diary.pdf"
    assert Path(download.value.path()).read_bytes() == diary
    expect(tariq.get_by_role("log").get_by_text("Sent")).to_be_visible()

    tariq.get_by_role("button", name="Keep what was written").click()
    alice.get_by_role("button", name="I agree").click()
    for page in (alice, tariq):
        expect(page.locator("[data-room=keep-writing] [data-room=keep-words]")).to_have_text(
            "Kept with this session. You find it on the page after it."
        )

    tariq.get_by_role("button", name="Draw").click()
    paper = tariq.locator("[data-room=board-paper] svg")
    paper.drag_to(paper, source_position={"x": 40, "y": 40}, target_position={"x": 200, "y": 90})
    tariq.get_by_label("Write on the page").fill("what happened")
    tariq.keyboard.press("Enter")
    alice.get_by_role("button", name="Close the panel").click()
    alice.get_by_role("button", name="Draw new").click()
    expect(alice.get_by_role("list", name="Written on the page")).to_have_text(
        "what happened (Tariq, top middle)"
    )
    expect(alice.locator("[data-room=board-paper] polyline")).to_have_count(1)
    tariq.get_by_role("button", name="Undo mine").click()
    expect(alice.locator("[data-room=board-list] li")).to_have_count(0)
    alice.get_by_role("button", name="Clear for both").click()
    expect(tariq.get_by_text("Alice cleared the page for both of you.")).to_be_visible()
    for page in (alice, tariq):
        page.get_by_role("button", name="Close the page").click()

    tariq.get_by_role("button", name="Share screen").click()
    expect(alice.locator("[data-room=announce]")).to_contain_text("shares a screen")
    wait_for(lambda: alice.evaluate(WIDTH_OF_SCREEN) > 0, what="the screen", patience=10)
    tariq.evaluate(STOP_FROM_THE_BROWSERS_BAR)
    expect(alice.locator("[data-room=screen-picture]")).to_be_hidden()
    expect(tariq.get_by_role("button", name="Share screen")).to_be_visible()

    alice.reload()
    alice.locator("[data-room=chat]").click()
    expect(alice.get_by_role("log").get_by_text("Here is the diary")).to_be_visible(timeout=20_000)
    expect(alice.locator("[data-room=chat-brought]")).to_contain_text("comes from Tariq’s page")

    alice.goto(f"/sessions/{meeting.appointment}/kept/")
    expect(alice.get_by_text("Here is the diary")).to_be_visible()
    assert_accessible(alice)
