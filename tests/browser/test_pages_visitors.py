"""The pages that a visitor can reach who is not signed in: see `every_page`."""

from tests.browser import every_page
from tests.browser.windows import Windows


def test_a_visitors_pages(sample_windows: Windows) -> None:
    page = sample_windows.open("visitor")
    every_page.walk(page, *every_page.SIGNED_OUT, role="visitor", name="visitor")


def test_no_page_was_left_out() -> None:
    every_page.assert_none_left_out("visitor")
