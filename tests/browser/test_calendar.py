"""The therapist's calendar in a real browser: by mouse, by keyboard, by finger."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.site import Site
from tests.browser.windows import DESK, PHONE, Windows

PREPARE = """
import json
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.world import local, make_appointment, work_daily

def desk(who):
    tariq = make_therapist(
        f"tariq.{who}@example.com", "Tariq Haddad",
        slug=f"tariq-{who}", zone="Europe/Berlin", needs=["sleep"],
    )
    work_daily(tariq)
    today = timezone.localdate(timezone=tariq.tz)
    tuesday = today + timedelta(days=8 - today.weekday())
    for name, day, hour in (("Alice Moreau", 0, 10), ("Bruno Costa", 0, 14), ("Grace Moss", 2, 11)):
        patient = make_patient(f"{name.split()[0].lower()}.{who}@example.com", name)
        care = open_active_care(patient, tariq)
        make_appointment(care, local(tariq, tuesday + timedelta(days=day), hour))
    client = Client()
    client.force_login(tariq)
    return {"tuesday": tuesday.isoformat(), "key": client.cookies["sessionid"].value}

print(json.dumps([desk(f"calendar-{n}") for n in range(3)]))
"""


@dataclass(frozen=True)
class Desk:
    """A therapist with three sessions next week: two on Tuesday, one on Thursday."""

    site: Site
    tuesday: str
    key: str

    def calendar(self, windows: Windows, view: str, *, size: dict[str, int]) -> Page:
        page = windows.open("Tariq", size=size)
        page.context.add_cookies([{"name": "sessionid", "value": self.key, "url": self.site.url}])
        page.goto(f"/appointments/?{view}={self.tuesday}")
        return page


@pytest.fixture(scope="module")
def desks(site: Site) -> Iterator[Desk]:
    """One for each test, made at once."""
    told = json.loads(site.run(PREPARE).splitlines()[-1])
    return iter([Desk(site=site, **one) for one in told])


@pytest.fixture
def desk(desks: Iterator[Desk]) -> Desk:
    return next(desks)


def session(page: Page, name: str) -> Locator:
    return page.locator(".piece--session").filter(has=page.get_by_role("link", name=name))


def place(spot: Locator) -> tuple[float, float]:
    """The middle of its first line."""
    box = spot.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + 8


def drag_to_wednesday(page: Page, spot: Locator, *, hours: int) -> None:
    """Take it and carry it to the third column and so many hours down. It isn't let go."""
    x, y = place(spot)
    box = page.locator(".calendar__column").nth(2).bounding_box()
    assert box is not None
    hour = box["height"] / page.locator(".calendar__hours span").count()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, y + hours * hour + 3, steps=4)


def test_dragged_agreed_to_and_taken_back(desk: Desk, windows: Windows) -> None:
    page = desk.calendar(windows, "week", size=DESK)
    alice = session(page, "Alice")
    expect(alice.locator(".piece__time")).to_contain_text("10:00")
    alice.scroll_into_view_if_needed()
    drag_to_wednesday(page, alice, hours=2)
    expect(page.locator(".calendar__ghost")).to_contain_text("12:00 – 12:50, Wednesday")
    page.keyboard.press("Escape")
    expect(page.locator(".calendar__ghost")).to_have_count(0)
    page.mouse.up()
    expect(page.get_by_role("dialog")).to_have_count(0)

    drag_to_wednesday(page, alice, hours=2)
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("12:00 – 12:50")
    expect(dialog).to_contain_text("for Alice: Wednesday")
    assert_accessible(page)
    dialog.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("status").first).to_contain_text("We tell Alice")
    expect(alice.locator(".piece__time")).to_contain_text("12:00")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Moved back")).to_be_visible()
    expect(alice.locator(".piece__time")).to_contain_text("10:00")


def test_the_keyboard_does_the_same(desk: Desk, windows: Windows) -> None:
    page = desk.calendar(windows, "week", size=DESK)
    page.get_by_role("link", name="Alice").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Bruno")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Grace")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Grace Moss")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Grace")).to_be_focused()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Move the session with Grace")
    expect(dialog.get_by_label("Day")).to_be_focused()
    time = dialog.get_by_label("Time")
    time.fill("20:15")
    expect(dialog.get_by_role("alert")).to_contain_text("outside the hours")
    assert_accessible(page)
    dialog.get_by_label("Day").fill(desk.tuesday)
    time.fill("10:15")
    expect(dialog.get_by_role("alert")).to_contain_text("taken")
    dialog.get_by_role("link", name="09:00").first.click()
    expect(time).to_have_value("09:00")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("button", name="Move it").press("Enter")
    expect(session(page, "Grace").locator(".piece__time")).to_contain_text("09:00")


def test_a_finger_holds_and_drags_on_a_phone(desk: Desk, windows: Windows) -> None:
    windows.expect_fault("409")
    page = desk.calendar(windows, "week", size=PHONE)
    expect(page.locator(".calendar__hours")).to_be_hidden()
    assert_accessible(page)
    page.goto(f"/appointments/?day={desk.tuesday}")
    page.emulate_media(color_scheme="dark")
    bruno = session(page, "Bruno")
    bruno.scroll_into_view_if_needed()
    x, y = place(bruno)
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, down: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y + down}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart")
    expect(page.locator(".is-dragged")).to_have_count(1)
    for down in (-20, -40, -56):
        touch("touchMove", down)
    expect(page.locator(".calendar__ghost")).to_contain_text("13:00")
    touch("touchEnd")
    expect(page.get_by_role("dialog")).to_contain_text("13:00 – 13:50")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    column = page.locator(".calendar__column")
    column.click(position={"x": 100, "y": 8})
    expect(page.get_by_label("Day")).to_have_value(desk.tuesday)
    expect(page.get_by_label("Time")).to_have_value("08:00")
    page.get_by_label("Patient").select_option(label="Grace Moss")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("outside the hours")
    page.get_by_role("button", name="Book it all the same").click()
    expect(session(page, "Grace").locator(".piece__time")).to_contain_text("08:00")
