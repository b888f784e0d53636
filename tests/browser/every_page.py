"""Every page of the sample practice: accessible in both colour schemes, on a phone and on a desk.

Each person walks from link to link; the files `test_pages_*.py` each have the people of one role,
so that they can walk side by side. With SHOTS set to a folder, every page leaves its picture there
(`make shots`).
"""

import os
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from config.demo.cast import Part
from people.models import Role
from tests.access.table import entries
from tests.browser.accessibility import assert_accessible
from tests.browser.walk import NOT_PAGES, Walk
from tests.browser.windows import DESK, PHONE, Windows

SHOTS = os.environ.get("SHOTS")
SIGNED_OUT = ("/", "/account/login/", "/account/signup/", "/demo/", "/demo/mail/")
VISITOR = "visitor"
WHO = {
    VISITOR: {"nobody"},
    Role.PATIENT: {"alice", "bruno", "mallory"},
    Role.THERAPIST: {"tariq", "nadia"},
    Role.ADMIN: {"ines"},
}
"""Each role's people in the access table."""
# Pages that no link leads to in the sample practice, and why.
UNLINKED = {
    "healthz": "for machines",
    "home:next": "part of the home page, renewed as time passes",
    "home:sessions": "part of the therapist's day, renewed as time passes",
    "goals:panel": "part of the room",
    "sessions:echo": "for the device check's script",
    "sessions:note_panel": "part of the room",
    "sessions:waiting_status": "part of the room",
    "sessions:while_waiting": "part of the waiting room, renewed as time passes",
    "sessions:ask_to_wait": "linked while somebody waits; see test_waiting.py",
    "sessions:phone": "linked while a session is on the phone; see test_calling.py",
    "sessions:transcript": "linked after a session in writing that both kept; see test_text.py",
    "sessions:own_number": "linked while a session is on the phone; see test_calling.py",
    "sessions:contact": "part of the room",
    "sessions:story": "part of the room",
    "sessions:ending": "part of the room",
    "resources:panel": "part of the room",
    "sessions:after": "leaving the room leads there",
    "sessions:kept": "linked after a session whose words both kept; see test_between.py",
    "sessions:sign_note": "a button that saves leads there; see test_writing.py",
    "sessions:send_summary": "a button that saves leads there; see test_writing.py",
    "people:accept": "a letter leads there",
    "scheduling:leave": "choosing the dates of a leave leads there; see test_hours.py",
    "scheduling:offer_by_link": "a letter leads there; the page is that of an offer",
    "scheduling:book": "choosing a time leads there, with a form",
    "intake:form_page": "beginning a form leads there, with a form",
    "intake:review": "the end of a form leads there",
    "intake:done": "sending a form leads there",
}

LOOKS: list[tuple[str, dict[str, int], list[Literal["light", "dark"]]]] = [
    ("desk", DESK, ["light", "dark"]),
    ("phone", PHONE, ["dark", "light"]),
]
"""In an order that changes little from one look to the next; the last leaves it light again."""
FOR_EVERYBODY = {e.url for e in entries() if e.method == "get" and e.statuses["nobody"] == 200}

seen: dict[str, set[str]] = {role: set() for role in WHO}
"""The kinds of pages that people of a role have been shown."""


def look_at(page: Page, *, name: str, kind: str) -> list[str]:
    """What is wrong with the page as it stands, in each scheme and width."""
    faults = []
    for width, size, schemes in LOOKS:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for colours in schemes:
            page.emulate_media(color_scheme=colours)
            where = f"{name} {kind} {colours} {width}"
            try:
                assert_accessible(page, colours_only=colours == "dark")
            except AssertionError as found:
                faults.append(f"{where}: {found}")
            wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                faults.append(f"{where}: {page.url} is {wide} px wider than the window")
            if SHOTS:
                folder = Path(SHOTS) / f"{colours}-{width}"
                folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(
                    path=folder / f"{name}-{kind.replace(':', '-')}.png", full_page=True
                )
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
    return faults


def walk(page: Page, *starts: str, role: str, name: str) -> None:
    """Look at every kind of page that this role has not been seen with, from link to link."""
    for_everybody = set() if role == VISITOR else FOR_EVERYBODY
    walking = Walk(page, seen=seen[role], for_everybody=for_everybody)
    walking.start(*starts)
    faults = []
    while (kind := walking.next_page()) is not None:
        faults += look_at(page, name=name, kind=kind)
    assert faults == [], "\n".join(faults)


def walk_as(part: Part, windows: Windows) -> None:
    """Sign in with the demo's one click, and walk."""
    page = windows.open(part.name, zone=part.zone)
    page.goto("/demo/")
    page.locator(f'form[action$="/{part.email}/"] button').click()
    page.wait_for_url("**/home/")
    walk(page, "/home/", role=part.role, name=part.email.partition("@")[0])


def assert_none_left_out(role: str) -> None:
    """What the access table lets this role read, and none named before it in `WHO`, has been
    looked at, or there is a reason."""
    left_out = set()
    for entry in entries():
        if entry.method == "get" and not NOT_PAGES.search(entry.url):
            readers = [each for each in WHO if any(entry.statuses[n] == 200 for n in WHO[each])]
            if readers[:1] == [role]:
                left_out.add(entry.url)
    left_out -= seen[role] | set(UNLINKED)
    assert not left_out, f"no link leads a {role} to {', '.join(sorted(left_out))}"
