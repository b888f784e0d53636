"""Writing a note in a real browser: it survives a crash, a lost line and a second window."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import Meeting, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def meeting(request: pytest.FixtureRequest, site: Site) -> Meeting:
    return prepare(site, request.node.name.removeprefix("test_").replace("_", "-"))


def note(page: Page) -> Locator:
    return page.get_by_label("Note", exact=True)


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)


def test_a_crash_loses_no_word(meeting: Meeting, windows: Windows) -> None:
    address = f"/sessions/{meeting.appointment}/note/"
    page = meeting.window(windows, "Tariq")
    page.goto(address)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        note(page).press_sequentially("She slept")
    page.context.close()
    again = meeting.window(windows, "Tariq")
    again.goto(address)
    expect(note(again)).to_have_value("She slept")


def test_whoever_leaves_in_mid_sentence_finds_it_again(meeting: Meeting, windows: Windows) -> None:
    address = f"/sessions/{meeting.appointment}/note/"
    page = meeting.window(windows, "Tariq")
    page.goto(address)
    note(page).press_sequentially("She sle")
    page.get_by_role("link", name="your reflections").click()
    page.wait_for_url("**/reflections/")
    page.goto(address)
    expect(note(page)).to_have_value("She sle")


def test_words_still_on_their_way_come_into_the_page(meeting: Meeting, windows: Windows) -> None:
    """The page is back before the server has what its last visit sent when it went."""
    address = f"/sessions/{meeting.appointment}/note/"
    page, late = (meeting.window(windows, "Tariq") for _ in range(2))
    late.goto(address)
    page.goto(address)
    page.evaluate(
        "sessionStorage.setItem("
        "'attune.on-its-way:' + document.querySelector('[data-draft-form]').action, '1')"
    )
    page.reload()
    expect(page.locator("[data-draft-status]")).to_have_text("Fetching your last words")
    note(late).fill("She slept.")
    expect(note(page)).to_have_value("She slept.", timeout=15_000)
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")


def test_a_lost_line_is_told_and_caught_up_with(meeting: Meeting, windows: Windows) -> None:
    windows.expect_fault("ERR_INTERNET_DISCONNECTED")
    page = meeting.window(windows, "Tariq")
    page.goto(f"/sessions/{meeting.appointment}/note/")
    page.context.set_offline(True)
    note(page).press_sequentially("Written on the train.")
    expect(page.locator("[data-draft-status]")).to_contain_text("we keep trying")
    page.context.set_offline(False)
    expect_saved(page)
    page.reload()
    expect(note(page)).to_have_value("Written on the train.")


def test_two_windows_keep_both_texts(meeting: Meeting, windows: Windows) -> None:
    address = f"/sessions/{meeting.appointment}/note/"
    older, newer = (meeting.window(windows, "Tariq") for _ in range(2))
    older.goto(address)
    newer.goto(address)
    note(newer).fill("The newer text.")
    expect_saved(newer)
    note(older).fill("From the older window.")
    expect(older.locator("[data-draft-status]")).to_contain_text("Another window")
    older.get_by_role("link", name="Open the newest text").click()
    expect(note(older)).to_have_value("The newer text.")
    expect(older.locator(".aside blockquote")).to_have_text("From the older window.")
    assert_accessible(older)
    older.get_by_role("button", name="Bring them in").click()
    expect(note(older)).to_have_value("The newer text.\n\nFrom the older window.")


def test_from_another_format_to_the_signature_and_the_summary(
    meeting: Meeting, windows: Windows
) -> None:
    """On a phone; the pages that only a button leads to are looked at on the way."""
    page = meeting.window(windows, "Tariq", size=PHONE)
    page.goto(f"/sessions/{meeting.appointment}/note/")
    note(page).fill("She slept through.\nPlan:\nThe same again.")
    page.get_by_label("Format").select_option("soap")
    expect(page.get_by_label("Subjective")).to_have_value("She slept through.")
    expect(page.get_by_label("Plan")).to_have_value("The same again.")
    page.get_by_role("button", name="Read it once more and sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read it once more")
    assert_accessible(page)
    page.get_by_role("button", name="Sign and lock").click()
    expect(page.get_by_text("signed on")).to_be_visible()
    page.get_by_role("link", name="Write the summary").click()
    page.get_by_label("In your words").fill("You slept through. I am glad.")
    page.get_by_role("button", name="Preview and send").click()
    assert_accessible(page)
    page.get_by_role("button", name="Send it to Alice").click()
    expect(page.get_by_text("Alice gets an e-mail")).to_be_visible()

    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.goto(f"/sessions/{meeting.appointment}/summary/")
    expect(alice.get_by_text("I am glad.")).to_be_visible()
    refused = alice.request.get(f"/sessions/{meeting.appointment}/note/")
    assert refused.status == 404
