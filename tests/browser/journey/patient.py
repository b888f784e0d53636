"""What the patient does: look, book, prepare; later, homework and feedback."""

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site

PASSPHRASE = "rain on a tin roof tonight"


def look_around(page: Page) -> None:
    """From the welcome page to the therapist's, the way the page leads."""
    page.goto("/")
    for name in ("How it works", "Questions"):
        expect(page.get_by_role("link", name=name).first).to_be_visible()
    page.get_by_role("link", name="Need help now?").click()
    expect(page.get_by_text("112").first).to_be_visible()
    page.go_back()
    page.get_by_role("main").get_by_role("link", name="Find a therapist").first.click()
    page.get_by_label("What brings you").select_option(label="Sleep")
    page.get_by_role("button", name=re.compile("Show|Find|Search")).first.click()
    # The choice and the button are both answered, and each answer brings the list anew: a press
    # on the old one would be lost.
    under_way = page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    expect(under_way).to_have_count(0)


def hold_a_time(page: Page, *, therapist: str) -> str:
    """Choose the first free time; answers how the page names it."""
    page.get_by_role("link", name=therapist).first.click()
    expect(page.get_by_role("heading", name=therapist)).to_be_visible()
    # On the third day, so that both reminders lie ahead.
    page.locator("fieldset.day").nth(2).locator("label.time").first.click()
    page.locator(".booking__end button").click()
    held = page.locator(".held h2").inner_text()
    expect(page.get_by_text("We keep this time for you until")).to_be_visible()
    return held


def sign_up(page: Page, site: Site, *, name: str, email: str) -> None:
    """Make an account from the held time, with the code that comes by mail, and keep the time."""
    page.get_by_role("link", name="Sign up and book").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Enter the code from your e-mail")).to_be_visible()
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{email} makes the page {wide} px wider than the window"
    letter = site.letter(to=email, about="code")
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", letter.text, re.MULTILINE)
    assert code, letter.text
    page.get_by_label("Code", exact=False).first.fill(code[1])
    page.get_by_role("button", name="Go on").click()


def book(page: Page, site: Site, *, held: str, email: str) -> str:
    """Confirm the held time; answers the appointment's key. A letter with a calendar file comes."""
    expect(page.locator(".held h2")).to_have_text(held)
    page.get_by_role("button", name=re.compile("^Book ")).click()
    page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]{36}/"))
    letter = site.letter(to=email, about="session")
    assert letter.enclosures, letter.subject
    found = re.search(r"[0-9a-f-]{36}", page.url)
    assert found
    return found[0]


def prepare(page: Page) -> None:
    """The whole checklist but the devices, each step left and returned to."""
    page.goto("/home/")
    expect(page.get_by_text("0 of 6 done")).to_be_visible()
    for label in ("Consent to online therapy", "Session agreement"):
        _open(page, label)
        page.get_by_role("checkbox", name=re.compile("have read this and agree")).check()
        with page.expect_navigation():
            page.get_by_role("button", name="Sign").click()
        page.goto("/home/")
    _tell_the_story(page)
    _answer_measures(page)
    _where_and_whom(page)
    page.goto("/home/")
    expect(page.get_by_text("5 of 6 done")).to_be_visible()


def _open(page: Page, label: str) -> None:
    page.get_by_role("link", name=re.compile(rf"(Begin|Go on)\s*: {label}")).click()


def _tell_the_story(page: Page) -> None:
    _open(page, "Your story so far")
    words = "I lie awake at four and count tomorrow."
    page.get_by_label("What made you look for help now?").fill(words)
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    page.reload()
    expect(page.get_by_label("What made you look for help now?")).to_have_value(words)
    _go_on_to_the_end(page)
    expect(page.get_by_text(words)).to_be_visible()
    _hand_in(page)
    page.goto("/home/")


def _answer_measures(page: Page) -> None:
    """PHQ-9 with a thought on some days: help is there at once, and the therapist is told."""
    _open(page, "Two short questionnaires")
    _choose(page, "Several days", first=9)
    expect(page.get_by_role("link", name=re.compile("help", re.IGNORECASE)).first).to_be_visible()
    expect(page.locator(".help, [data-help]").first).to_be_visible()
    _go_on_to_the_end(page)
    _hand_in(page)
    page.goto("/home/")
    _open(page, "Two short questionnaires")
    _choose(page, "Several days", first=7)
    _go_on_to_the_end(page)
    _hand_in(page)
    page.goto("/home/")


def _choose(page: Page, words: str, *, first: int) -> None:
    groups = page.locator("fieldset")
    for index in range(first):
        groups.nth(index).get_by_label(words).check()


def _go_on_to_the_end(page: Page) -> None:
    while page.get_by_role("button", name="Next").count():
        with page.expect_navigation():
            page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", name="Look it over")).to_be_visible()


def _hand_in(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Finish|Done|Send")).click()


def _where_and_whom(page: Page) -> None:
    _open(page, "Where you will be, and who to call")
    page.get_by_label("Where will you usually be during sessions?").fill("Rua das Flores 8, Porto")
    page.get_by_label("On which number can we call you back?").fill("+351 912 345 678")
    page.get_by_label("Who should be called in an emergency?").fill("Rosa")
    page.get_by_label("Who are they to you?").fill("my sister")
    page.get_by_label(re.compile("number", re.IGNORECASE)).last.fill("+351 912 345 679")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
