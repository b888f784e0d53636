"""The shared page leaves the room: saved as a picture, and kept if both agree."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site
from tests.browser.test_room import meet
from tests.browser.windows import DESK, PHONE, Windows

KEPT = "Kept with this session. You find it on the page after it."

# How many dots of each sort a picture has, and its size.
LOOK_AT_PICTURE = """
async (bytes) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${bytes}`;
  await picture.decode();
  const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  const told = { size: [picture.width, picture.height], white: 0, blue: 0, dark: 0 };
  for (let at = 0; at < data.length; at += 4) {
    const dot = data.slice(at, at + 4).join();
    if (dot === "255,255,255,255") told.white += 1;
    if (dot === "31,78,140,255") told.blue += 1;
    if (dot === "34,48,44,255") told.dark += 1;
  }
  return told;
}
"""


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def words_of(page: Page) -> Locator:
    return page.locator("[data-room=keep-drawing] [data-room=keep-words]")


def test_both_keep_the_page_and_each_may_save_it(meeting: Meeting, windows: Windows) -> None:
    alice, tariq = meet(meeting, windows)
    tariq.get_by_role("button", name="Draw").click()
    keep = tariq.get_by_role("button", name="Keep with the session")
    keep.click()
    expect(words_of(tariq)).to_have_text("There is nothing to keep yet.")
    paper = tariq.locator("[data-room=board-paper] svg")
    tariq.get_by_text("Blue", exact=True).click()
    paper.drag_to(paper, source_position={"x": 40, "y": 90}, target_position={"x": 300, "y": 190})
    tariq.get_by_label("Write on the page").fill("what happened")
    tariq.keyboard.press("Enter")

    with tariq.expect_download() as download:
        tariq.get_by_role("button", name="Save as picture").click()
    assert download.value.suggested_filename == "shared page.png"
    picture = Path(download.value.path()).read_bytes()
    seen = tariq.evaluate(LOOK_AT_PICTURE, base64.b64encode(picture).decode())
    assert seen["size"] == [2_000, 1_500]
    assert seen["blue"] > 1_000, "the line"
    assert seen["dark"] > 1_000, "the note"
    assert seen["white"] > 2_500_000

    tariq.evaluate(
        "() => { HTMLImageElement.prototype.decode = () => Promise.reject(new Error()); }"
    )
    tariq.get_by_role("button", name="Save as picture").click()
    expect(tariq.get_by_text("could not make a picture")).to_be_visible()

    keep.click()
    expect(words_of(tariq)).to_have_text("Asked. It is kept only if Alice agrees.")
    expect(alice.locator("[data-room=news]")).to_contain_text("asks to keep the page")
    alice.get_by_role("button", name="Draw new").click()
    assert_accessible(alice)
    alice.get_by_role("button", name="Rather not").click()
    expect(words_of(tariq)).to_have_text("Alice would rather not. It is not kept.")

    alice.get_by_label("Write on the page").fill("what I felt")
    alice.keyboard.press("Enter")
    expect(tariq.locator("[data-room=board-list] li")).to_have_count(2)
    alice.get_by_role("button", name="Keep with the session").click()
    tariq.get_by_role("button", name="I agree").click()
    for page in (alice, tariq):
        expect(words_of(page)).to_have_text(KEPT)

    alice.reload()
    alice.get_by_role("button", name="Draw").click()
    anew = "This page was opened anew: what you drew before comes back from Tariq’s page."
    expect(alice.locator("[data-room=announce]")).to_contain_text(anew, timeout=20_000)
    mine = alice.locator("[data-room=board-list] li").filter(has_text="what I felt")
    expect(mine).to_have_text("what I felt (You, as Tariq’s page has it, top middle)")
    expect(alice.get_by_label("Write on the page")).to_be_focused()
    composing = 'new KeyboardEvent("keydown", { key: "Escape", bubbles: true, isComposing: true })'
    alice.evaluate(f"() => document.activeElement.dispatchEvent({composing})")
    brought = alice.locator("[data-room=board-brought]")
    expect(brought).to_be_visible()
    tariq.get_by_role("button", name="Clear for both").click()
    expect(mine).to_have_count(0)
    expect(brought).to_be_hidden()

    for page, size in ((alice, PHONE), (tariq, DESK)):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.goto(f"/sessions/{meeting.appointment}/after/")
        page.get_by_role("link", name="What you both kept of this session").click()
        expect(page.get_by_role("img", name="with 1 line drawn on it")).to_be_visible()
        listed = page.get_by_role("main").get_by_role("listitem")
        expect(listed).to_have_text(
            [
                re.compile(r"what happened\s+\(Tariq, top middle\)"),
                re.compile(r"what I felt\s+\(Alice, top middle\)"),
            ]
        )
        assert_accessible(page)
