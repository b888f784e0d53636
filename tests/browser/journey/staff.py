"""What the practice does before anybody can book: an admin, a therapist, their hours."""

import re
import time
from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from tests.browser.site import Site

PASSPHRASE = "five quiet words are plenty"
PERIOD = 30  # seconds for which an authenticator app shows the same digits (RFC 6238)
TYPING = 8  # seconds, on a slow machine, until the site has read them


def code_now(page: Page, secret: str) -> str:
    """The six digits that an authenticator app shows. Who sees that they are about to change waits
    for the next ones."""
    left = PERIOD - time.time() % PERIOD
    if left < TYPING:
        page.wait_for_timeout(left * 1000)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def accept_invitation(page: Page, link: str, *, name: str) -> None:
    """Choose a password, then set up the second factor that staff can't do without."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill(PASSPHRASE)
    page.get_by_role("button", name="Set up my account").click()
    expect(page.get_by_role("heading", name="Security", exact=True)).to_be_visible()
    page.goto("/home/")
    expect(page).to_have_url(re.compile("/account/2fa/$"))
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_role("textbox").last.fill(
        code_now(page, page.locator("code.secret").inner_text().strip())
    )
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes", exact=True)).to_be_visible()


def invite_therapist(page: Page, site: Site, *, email: str, name: str) -> str:
    """The admin invites; answers the link that came by mail."""
    page.goto("/practice/clinicians/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(email).first).to_be_visible()
    letter = site.letter(to=email, about="invit")
    link = re.search(r"https?://\S+/invitation/\S+", letter.text)
    assert link, letter.text
    return link[0]


def offer_first_consultation(page: Page) -> None:
    """The admin adds the one service that newcomers book."""
    page.goto("/practice/services/")
    page.get_by_role("link", name="Add a service").first.click()
    page.get_by_label("Name").fill("First consultation")
    page.get_by_label("Length in minutes").fill("60")
    page.get_by_role("button", name="Offer this service").click()
    expect(page.get_by_text("First consultation", exact=True)).to_be_visible()


def write_licence(page: Page, *, name: str) -> None:
    """The admin writes down the licence of a new therapist."""
    page.goto("/practice/clinicians/")
    page.get_by_role("link", name=name).click()
    page.get_by_label("Licence number").fill("LX-1408")
    page.get_by_label("Licensed in").fill("Portugal")
    until = datetime.now() + timedelta(days=700)
    page.get_by_label("Valid until").fill(until.strftime("%Y-%m-%d"))
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Save")).first.click()


def fill_profile(page: Page) -> None:
    """The therapist says how they work and with what they help."""
    page.goto("/me/profile/")
    page.get_by_label("Professional title").fill("Psychologist")
    page.get_by_label("How you work, in your own words").fill(
        "I listen first. Then we decide together what to try between two sessions."
    )
    page.get_by_label("Sleep").check()
    page.get_by_label("Cognitive behavioural therapy (CBT)").check()
    page.get_by_label("English").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()


def keep_hours(page: Page) -> None:
    """Open every day, so that some day in the next two weeks always suits."""
    page.goto("/hours/")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_role("button", name=re.compile(rf"Add hours\s*: {day}")).click()
        page.get_by_label(f"{day}, from").fill("09:00")
        page.get_by_label(f"{day}, until").fill("17:00")
    with page.expect_navigation():
        page.get_by_role("button", name="Save my hours").last.click()
    expect(page.get_by_label("Sunday, until")).to_have_value("17:00")
