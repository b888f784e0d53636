"""The meeting itself, and what both do around it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.meeting import flows
from tests.browser.site import Site

BRING_NEAR = """
from datetime import timedelta
from django.utils import timezone
from notices.models import Notice
from scheduling.models import Appointment
now = timezone.now()
start = now + timedelta(minutes={minutes})
appointment = Appointment.objects.get(pk={appointment!r})
Appointment.objects.filter(pk=appointment.pk).update(
    starts_at=start, ends_at=start + appointment.length
)
waiting = Notice.objects.open().filter(about=str(appointment.pk), kind="reminder")
next_one = waiting.order_by("due_at")[:1].get()
Notice.objects.filter(pk=next_one.pk).update(
    due_at=now, try_after=now, expires_at=now + timedelta(hours=1)
)
"""
A_DAY, FOUR_MINUTES = 24 * 60, 4


def be_reminded(site: Site, appointment: str, *, email: str) -> None:
    """Time is moved to a day before the session, then to four minutes: the worker sends the
    reminder of each, once."""
    for minutes, words in ((A_DAY, "your session is close"), (FOUR_MINUTES, "within the hour")):
        site.run(BRING_NEAR.format(appointment=appointment, minutes=minutes))
        site.letter(to=email, about=words)
        told = [letter for letter in site.letters(to=email) if words in letter.text]
        assert len(told) == 1, [letter.subject for letter in told]


def try_devices(page: Page) -> None:
    """Camera, microphone, speaker and line, to the sentence at the end. What the line bears is
    measured: a machine that runs four browsers at once may be good for sound only."""
    page.goto("/device-check/")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("[data-check=microphone-words]")).to_contain_text("we heard something")
    page.get_by_role("button", name="Go on to the speaker").click()
    page.get_by_role("button", name="Play the sound").click()
    page.get_by_role("button", name="Yes, I hear it").click()
    result = page.get_by_role("heading", name=re.compile("You are set for (video|sound)"))
    expect(result).to_be_visible(timeout=40_000)


def look_at_the_alert(page: Page, *, patient: str) -> None:
    """The therapist opens the alert on top of the day and closes it with words."""
    page.goto("/home/")
    told = re.compile(f"{patient} gave an answer about safety")
    expect(page.get_by_role("heading", name=told)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Read and respond")).first.click()
    page.get_by_role("textbox").fill("Talked by phone. No plan, safe with his sister tonight.")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("[Cc]lose")).click()
    page.goto("/home/")
    expect(page.get_by_text(told)).to_have_count(0)


def wait_and_be_let_in(patient: Page, therapist: Page, *, patient_name: str) -> None:
    """The patient waits, reloads and still waits; the therapist lets them in; they see and hear."""
    patient.goto("/home/")
    patient.get_by_role("link", name="Join", exact=True).click()
    expect(patient.get_by_text("Your place is kept.")).to_be_visible()
    patient.reload()
    expect(patient.get_by_text("Your place is kept.")).to_be_visible()
    therapist.goto("/home/")
    expect(therapist.get_by_text("waiting since")).to_be_visible()
    therapist.get_by_role("button", name=re.compile(rf"Let in\s+{patient_name}")).click()
    for page in (patient, therapist):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=30_000)
    for page in (patient, therapist):
        seen = flows(page)
        assert seen["frames"] > 0
        assert seen["energy"] > 0


def write_to_each_other(patient: Page, therapist: Page) -> None:
    """Chat, from browser to browser."""
    patient.get_by_role("button", name="Chat").click()
    patient.get_by_label("Your words").fill("It is quiet here now.")
    patient.get_by_role("button", name="Send", exact=True).click()
    therapist.get_by_role("button", name=re.compile("Chat")).first.click()
    log = therapist.get_by_role("log")
    expect(log.get_by_text("It is quiet here now.")).to_be_visible()


def check_the_opening(therapist: Page) -> None:
    """Where are you, are you private, which number: kept with the session."""
    therapist.get_by_role("tab", name="Agenda").click()
    form = therapist.locator("#opening-check")
    form.get_by_role("textbox").first.fill("At home in Porto")
    form.get_by_role("checkbox", name=re.compile("private")).check()
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("Saved at")).to_be_visible()


def agree_a_goal(patient: Page, therapist: Page, *, words: str) -> None:
    """The patient proposes, the therapist agrees to the same words, both in the room."""
    patient.get_by_role("tab", name="Goals").click()
    patient.get_by_role("textbox", name=re.compile("[Gg]oal")).fill(words)
    patient.get_by_role("button", name=re.compile("Propose it to")).click()
    therapist.get_by_role("tab", name="Goals").click()
    expect(therapist.locator("#panel-goals").get_by_text(words).first).to_be_visible(timeout=30_000)
    therapist.get_by_role("button", name="I agree to these words").click()
    for page in (patient, therapist):
        board = page.locator("#panel-goals")
        expect(board.get_by_role("button", name="I agree to these words")).to_have_count(0)
        expect(board.get_by_text(re.compile("[Aa]greed")).first).to_be_visible(timeout=30_000)


def reload_and_be_back(patient: Page) -> None:
    """A reload in the middle rejoins by itself, without being let in again."""
    patient.reload()
    expect(patient.get_by_text("Good connection")).to_be_visible(timeout=30_000)
    flows(patient)


def note_beside_the_picture(therapist: Page, *, words: str) -> None:
    """Written in the panel, saved while it is written."""
    therapist.get_by_role("tab", name="Note").click()
    panel = therapist.locator("#panel-note")
    panel.get_by_role("textbox").first.fill(words)
    expect(panel.get_by_text(re.compile("[Ss]aved")).first).to_be_visible()


def end(patient: Page, therapist: Page) -> None:
    """The therapist ends it for both; both come to the page after the session."""
    therapist.get_by_role("button", name="Leave").first.click()
    therapist.get_by_role("button", name="End it for both").click()
    expect(therapist.get_by_role("heading", name=re.compile("After the session"))).to_be_visible()
    expect(patient.get_by_role("heading", name="Thank you for being here")).to_be_visible()
