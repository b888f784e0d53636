"""A questionnaire in a real browser: help at once, answers kept, and nothing lost on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

MAKE = """
from django.test import Client
from django.utils import timezone
from people.models import Care, Role, User
patient = User.objects.create_user("{name}@prepare.example", full_name="Ana Reis")
therapist = User.objects.create_user(
    "for-{name}@prepare.example", full_name="Tariq Haddad", role=Role.THERAPIST
)
care = Care.objects.create(
    patient=patient, therapist=therapist, opened_at=timezone.now(), opened_by=patient
)
client = Client()
client.force_login(patient)
print(care.pk, client.cookies["sessionid"].value)
"""


@pytest.fixture
def patient(request: pytest.FixtureRequest, site: Site, windows: Windows) -> tuple[Page, str]:
    """A phone on which a patient of their own is signed in, and the address of their care."""
    name = request.node.name.removeprefix("test_").replace("_", "-")
    care, session = site.run(MAKE.format(name=name)).splitlines()[-1].split()
    page = windows.open("Ana", size=PHONE)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    return page, f"/prepare/{care}/"


def test_help_at_once(patient: tuple[Page, str], windows: Windows) -> None:
    """Help stands there before the line is back, and the answer is kept when it is."""
    page, home = patient
    windows.expect_fault("ERR_INTERNET_DISCONNECTED")
    page.goto(f"{home}forms/phq-9/1/")
    assert_accessible(page)
    help_now = page.get_by_role("alert").filter(has_text="You don’t have to be alone with it")
    expect(help_now).to_be_hidden()
    page.context.set_offline(True)
    page.locator("#phq9-9").get_by_label("Several days").check()
    expect(help_now).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Saved ", exact=False)).to_be_visible()
    assert_accessible(page)
    page.goto(home)
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("button", name="I have read this")).to_have_count(0)


def test_nothing_is_lost(patient: tuple[Page, str]) -> None:
    """Words typed and not sent by any button are there after a reload; follow-ups open."""
    page, home = patient
    page.goto(f"{home}forms/history/2/")
    follow_up = page.get_by_label("What helped, and what didn’t?")
    expect(follow_up).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    follow_up.fill("Being listened to")
    follow_up.blur()
    expect(page.get_by_text("Saved ", exact=False)).to_be_visible()
    page.reload()
    expect(follow_up).to_have_value("Being listened to")
    page.get_by_role("button", name="Take this answer back").click()
    expect(follow_up).to_be_hidden()
    assert_accessible(page)


def test_half_a_contact_card_is_kept(patient: tuple[Page, str]) -> None:
    page, home = patient
    page.goto(f"{home}contact/")
    where = page.get_by_label("Where will you usually be during sessions?")
    where.press_sequentially("12 Rua das")
    expect(page.get_by_text("Press “Save” when you are done")).to_be_visible()
    page.reload()
    expect(where).to_have_value("12 Rua das")
    assert_accessible(page)


def test_a_card_in_two_windows(patient: tuple[Page, str], windows: Windows) -> None:
    """What is typed over a card that was saved meanwhile is not kept, and that is said."""
    page, home = patient
    windows.expect_fault("409")
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"{home}contact/")
    for label, words in (
        ("Where will you usually be during sessions?", "12 Rua das Flores, Lisbon"),
        ("On which number can we call you back?", "+351 912 345 678"),
        ("Who should be called in an emergency?", "Jo Moreau"),
        ("Their phone number", "+351 912 000 000"),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()
    where = other.get_by_label("Where will you usually be during sessions?")
    where.press_sequentially("Porto")
    expect(other.get_by_text("was saved since you opened this page")).to_be_visible()
    assert_accessible(other)
    page.goto(f"{home}contact/")
    expect(page.get_by_label("Where will you usually be during sessions?")).to_have_value(
        "12 Rua das Flores, Lisbon"
    )


def test_a_new_journal_page_is_found_again(patient: tuple[Page, str]) -> None:
    page, _home = patient
    page.goto("/journal/write/")
    page.get_by_role("textbox").press_sequentially("I walked to the river")
    expect(page.get_by_text("Saved ", exact=False)).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("I walked to the river")
    page.get_by_role("textbox").press_sequentially(" and back")
    page.goto("/journal/")
    expect(page.get_by_role("link", name="Today", exact=False)).to_have_count(1)
