"""The sample practice has one session that can be joined at once in two windows.

With SHOTS set to a folder, the room leaves its pictures there (`make shots`).
"""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.journey.meeting import wait_and_be_let_in
from tests.browser.meeting import WATCH_CONNECTIONS
from tests.browser.windows import PHONE, Windows

SHOTS = os.environ.get("SHOTS")


def become(page: Page, email: str) -> None:
    """Sign in with one click."""
    page.add_init_script(WATCH_CONNECTIONS)
    page.goto("/demo/")
    page.locator(f'form[action$="/{email}/"] button').click()
    page.wait_for_url("**/home/")


def picture(page: Page, name: str) -> None:
    """Keep what the window shows, when pictures are asked for."""
    if SHOTS:
        folder = Path(SHOTS) / "light-desk"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")


def test_maya_and_elena_meet(sample_windows: Windows) -> None:
    maya = sample_windows.open("Maya", size=PHONE)
    elena = sample_windows.open("Elena", zone="Europe/Stockholm")
    become(maya, "maya@home.example")
    become(elena, "elena@practice.example")
    wait_and_be_let_in(maya, elena, patient_name="Maya")
    picture(maya, "room-phone")
    if not elena.get_by_role("tab", name="Note").is_visible():
        elena.get_by_role("button", name=re.compile("Panel")).click()
    elena.get_by_role("tab", name="Note").click()
    expect(elena.locator("#panel-note").get_by_role("textbox").first).to_be_visible()
    picture(elena, "room")
