"""A therapist adds hours and takes leave on a phone, and never touches a mouse."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.windows import PHONE, Windows


def press(page: Page, name: str) -> None:
    """Go to the first such button and press Enter; the page answers with another."""
    page.get_by_role("button", name=re.compile(name)).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_hours_and_leave_by_keyboard(sample_windows: Windows) -> None:
    page = sample_windows.open("Ruth", size=PHONE, zone="Europe/London")
    page.goto("/demo/")
    page.locator('form[action$="/ruth@practice.example/"] button').click()
    page.wait_for_url("**/home/")
    page.goto("/hours/")
    press(page, "Add hours ?: Saturday")
    expect(page.get_by_label("Saturday, from")).to_be_focused()
    page.get_by_label("Saturday, from").fill("09:00")
    page.get_by_label("Saturday, until").fill("12:00")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Your weekly hours are saved")
    expect(page.get_by_label("Saturday, until")).to_have_value("12:00")

    page.goto("/hours/changes/")
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.locator("#id_first_day").fill(tomorrow.isoformat())
    page.locator("#id_last_day").fill((tomorrow + timedelta(days=20)).isoformat())
    press(page, "Add time off")
    left = page.locator("#left")
    before = int((left.text_content() or "").split()[0])
    assert before > 0
    assert_accessible(page)
    press(page, "^Move ")
    expect(page.locator(".notices")).to_contain_text("We have told them.")
    if before > 1:
        expect(left).to_contain_text(f"{before - 1} session")

    page.goto("/hours/changes/")
    press(page, "Remove ?: .* – ")
    press(page, "Undo")
    assert page.url.endswith("/hours/changes/") or "/hours/time-off/" in page.url
