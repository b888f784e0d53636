"""After the session: sign, send, give something to take home; do it, share it, say how it was."""

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site


def sign_the_note(page: Page, appointment: str, *, words: str) -> None:
    """The draft from the room is there; read once more, it is signed and locked."""
    page.goto(f"/sessions/{appointment}/note/")
    expect(page.get_by_role("textbox").first).to_have_value(words)
    page.get_by_role("button", name="Read it once more and sign").click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Sign")).click()
    expect(page.get_by_text(re.compile("[Ss]igned")).first).to_be_visible()
    page.goto(f"/sessions/{appointment}/note/")
    expect(page.get_by_text(re.compile("This note was signed|[Ss]igned")).first).to_be_visible()


def send_the_summary(page: Page, appointment: str, *, words: str, patient: str) -> None:
    """Written for the patient, previewed, sent."""
    page.goto(f"/sessions/{appointment}/summary/")
    page.get_by_role("textbox").first.fill(words)
    page.get_by_role("button", name=re.compile("Preview")).click()
    with page.expect_navigation():
        page.get_by_role("button", name=f"Send it to {patient}").click()
    expect(page.get_by_text(re.compile("[Ss]ent")).first).to_be_visible()


def give_homework(page: Page, *, patient: str) -> None:
    """The breathing exercise from the library, to this patient."""
    page.goto("/library/kind-breathing/")
    page.get_by_role("link", name=re.compile("Give")).click()
    page.get_by_label(re.compile("[Ww]ho|[Pp]atient")).first.select_option(label=patient)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Give")).click()


def do_and_share_homework(page: Page, *, therapist: str) -> None:
    """Found on the home page, done, and shared by choice."""
    page.goto("/home/")
    page.locator("#homework").get_by_role("link", name=re.compile("Open|Go on")).first.click()
    page.get_by_role("textbox").first.fill("My shoulders came down.")
    page.get_by_text(f"Share with {therapist}").click()
    with page.expect_navigation():
        page.get_by_role("button", name="I’m done").click()
    page.goto("/homework/")
    expect(page.get_by_text("Kind breathing").first).to_be_visible()


def read_the_summary(page: Page, site: Site, *, email: str, words: str) -> None:
    """A letter says that something waits, and not what; the words are on the page."""
    letter = site.letter(to=email, about="waits")
    assert words not in letter.text
    link = re.search(r"https?://\S+/summary/", letter.text)
    assert link, letter.text
    page.goto(link[0])
    expect(page.get_by_text(words)).to_be_visible()


def say_how_it_was(page: Page, site: Site, *, email: str, appointment: str) -> None:
    """The request comes by mail; four ratings by keyboard or touch."""
    site.letter(to=email, about="How was")
    page.goto(f"/sessions/{appointment}/feedback/")
    for group in page.get_by_role("main").get_by_role("group").all():
        group.get_by_text("9", exact=True).first.click()
    page.get_by_role("button", name=re.compile("Send|Say|Save|Give")).first.click()
    expect(page.get_by_text(re.compile("Thank you")).first).to_be_visible()


BRING_NUDGE_NEAR = """
from django.utils import timezone
from notices.models import Notice
now = timezone.now()
nudges = Notice.objects.open().filter(kind="next_booking", recipient__email={email!r})
assert nudges.update(due_at=now, try_after=now) == 1
"""


def be_reminded_to_book(site: Site, *, email: str) -> None:
    """Two days later, with nothing booked, one letter asks whether there should be a next time."""
    site.run(BRING_NUDGE_NEAR.format(email=email))
    site.letter(to=email, about="next")


def see_what_came_back(page: Page) -> None:
    """The therapist's day shows feedback and homework, by name and day alone."""
    page.goto("/home/")
    back = page.locator("#came-back")
    for given in ("Session feedback", "Homework"):
        expect(back.get_by_role("link", name=re.compile(f"{given}.*: Milo"))).to_be_visible()
