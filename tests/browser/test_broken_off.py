"""A page whose scripts broke off on the way says so and offers to load it again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible_in_both_schemes
from tests.browser.meeting import Meeting, make, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

TIME_IS_UP = "document.querySelector('.stuck').getAnimations().forEach((one) => one.finish())"
PATIENCE = "parseFloat(getComputedStyle(document.querySelector('.stuck')).animationDelay)"


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


def assert_offers_to_load_again(page: Page, address: str, *, lost: str) -> None:
    """Lose one module of the page, and come back by what the page itself offers."""
    page.route(re.compile(lost), lambda route: route.abort())
    page.goto(address)
    words = page.get_by_text("This page is not ready yet")
    expect(words).to_be_hidden()
    assert page.evaluate(PATIENCE) >= 8, "a slow line isn't a broken one"
    page.evaluate(TIME_IS_UP)
    expect(words).to_be_visible()
    expect(page.locator(".stuck")).to_have_role("alert")
    assert_accessible_in_both_schemes(page)
    page.unroute_all()
    page.get_by_role("link", name="Load again").click()
    expect(page.locator(".stuck")).to_have_count(0)


def test_the_room_and_the_waiting_room(meeting: Meeting, windows: Windows) -> None:
    windows.expect_fault("ERR_FAILED")
    alice = meeting.window(windows, "Alice", size=PHONE)
    assert_offers_to_load_again(alice, meeting.address, lost=r"/js/room/peer\.")
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
    tariq = meeting.window(windows, "Tariq")
    assert_offers_to_load_again(tariq, meeting.address, lost=r"/js/room/words\.")
    expect(tariq.get_by_role("button", name="Let Alice in")).to_be_visible()


def test_the_device_check(meeting: Meeting, windows: Windows) -> None:
    windows.expect_fault("ERR_FAILED")
    alice = meeting.window(windows, "Alice", size=PHONE)
    assert_offers_to_load_again(alice, "/device-check/", lost=r"/js/room/level\.")
    alice.get_by_role("button", name="Begin").click()
    expect(alice.get_by_role("heading", name="see and hear yourself move")).to_be_visible()


def test_a_session_in_writing(meeting: Meeting, windows: Windows) -> None:
    make(meeting, modality="text")
    windows.expect_fault("ERR_FAILED")
    alice = meeting.window(windows, "Alice", size=PHONE)
    assert_offers_to_load_again(alice, meeting.address, lost=r"/js/text/view\.")
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
