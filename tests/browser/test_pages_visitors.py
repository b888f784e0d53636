"""The pages that a visitor can reach who is not signed in: see `every_page`."""

from playwright.sync_api import expect

from tests.browser import every_page
from tests.browser.windows import PHONE, Windows


def test_a_visitors_pages(sample_windows: Windows) -> None:
    page = sample_windows.open("visitor")
    every_page.walk(page, *every_page.SIGNED_OUT, role="visitor", name="visitor")


def test_no_page_was_left_out() -> None:
    every_page.assert_none_left_out("visitor")


def test_a_form_with_one_field_leads_to_it_when_it_is_wrong(sample_windows: Windows) -> None:
    """It has no summary; and on a phone its only error may stand below what one sees."""
    page = sample_windows.open("visitor", size=PHONE)
    page.goto("/account/password/reset/")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.locator(".field--invalid input")).to_be_focused()
