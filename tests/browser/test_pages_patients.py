"""The pages that the sample practice's patients can reach: see `every_page`."""

import pytest

from config.demo.cast import CAST, Part
from people.models import Role
from tests.browser import every_page
from tests.browser.windows import Windows


@pytest.mark.parametrize(
    "part",
    [part for part in CAST if part.role == Role.PATIENT],
    ids=lambda part: part.email.partition("@")[0],
)
def test_the_pages_of(part: Part, sample_windows: Windows) -> None:
    every_page.walk_as(part, sample_windows)


def test_no_page_was_left_out() -> None:
    every_page.assert_none_left_out(Role.PATIENT)
