"""What a person chooses to send and receive reaches the other person's browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.meeting import Meeting, flows, prepare, statistics
from tests.browser.site import Site, wait_for
from tests.browser.test_room import meet
from tests.browser.windows import Windows


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def choose(page: Page, name: str, *, on: bool) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name=name).set_checked(on)
    page.keyboard.press("Escape")


def stops(page: Page, what: str) -> None:
    """Wait until nothing more of it comes in."""

    def still() -> bool | None:
        before = statistics(page)[what]
        page.wait_for_timeout(1000)  # ten pictures
        return True if statistics(page)[what] == before else None

    wait_for(still, what=f"no more {what}", patience=10)


def test_sound_only_and_a_pause_are_kept_by_the_other_side(
    meeting: Meeting, windows: Windows
) -> None:
    alice, tariq = meet(meeting, windows)
    flows(alice)

    choose(alice, "Sound only", on=True)
    expect(tariq.get_by_text("Alice chose sound only").first).to_be_visible()
    expect(alice.locator("[data-room=sentence]")).to_contain_text("Sound only, as you chose")
    expect(alice.get_by_role("button", name="Camera on")).to_be_visible()
    for page in (alice, tariq):
        stops(page, "frames")
    heard = statistics(alice)["energy"]
    wait_for(
        lambda: statistics(alice)["energy"] > heard or None, what="sound all the same", patience=10
    )

    choose(alice, "Sound only", on=False)
    flows(alice)
    flows(tariq)

    choose(alice, "Pause what comes in", on=True)
    expect(tariq.get_by_text("you are not seen or heard").first).to_be_visible()
    stops(alice, "energy")
    flows(tariq)
    choose(alice, "Pause what comes in", on=False)
    expect(tariq.get_by_text("Good connection")).to_be_visible()
    flows(alice)
