"""The room with two real browsers: pictures and sound flow, and go on when the line does not."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.meeting import Meeting, flows, prepare, statistics
from tests.browser.site import Site, wait_for
from tests.browser.windows import PHONE, Windows


@pytest.fixture
def meeting(site: Site, request: pytest.FixtureRequest) -> Meeting:
    return prepare(site, re.sub(r"\W", "-", request.node.name))


IS_ON_TOP = """
(one) => {
  const { left, right, bottom } = one.getBoundingClientRect();
  return one.contains(document.elementFromPoint((left + right) / 2, bottom - 2));
}
"""
# Every word that claims that there is no way, from now on.
NOTE_CLAIMS = """
() => {
  window.began = performance.now();
  window.claims = [];
  const status = document.querySelector("[data-room=status-words]");
  const look = () => /No way through/.test(status.textContent) && window.claims.push("no way");
  new MutationObserver(look).observe(status, { childList: true });
}
"""


def meet(meeting: Meeting, windows: Windows) -> tuple[Page, Page]:
    """Alice waits, Tariq lets her in."""
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.goto(meeting.address)
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
    tariq = meeting.window(windows, "Tariq", zone="Europe/Berlin")
    tariq.goto(meeting.address)
    tariq.get_by_role("button", name="Let Alice in").click()
    for page in (alice, tariq):  # the button that let her in is gone: the focus is not
        expect(page.get_by_role("button", name="Mute")).to_be_focused()
    for page in (alice, tariq):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=20_000)
    return alice, tariq


def test_two_people_meet_and_see_hear_and_write_to_each_other(
    meeting: Meeting, windows: Windows
) -> None:
    alice, tariq = meet(meeting, windows)
    for page in (alice, tariq):
        flows(page)

    alice.get_by_role("button", name="Mute").click()
    expect(tariq.locator("[data-room=peer-muted]")).to_be_visible()
    alice.get_by_role("button", name="Unmute").click()
    expect(tariq.locator("[data-room=peer-muted]")).to_be_hidden()

    tariq.keyboard.press("v")
    sentence = alice.locator("[data-room=sentence]")
    expect(sentence).to_have_text("Tariq’s camera is off")
    tariq.keyboard.press("v")
    expect(sentence).to_be_hidden()
    flows(alice)

    alice.get_by_role("button", name="Chat").click()
    alice.get_by_label("Your words").fill("Can you hear me?")
    alice.get_by_role("button", name="Send", exact=True).click()
    tariq.get_by_role("button", name=re.compile("Chat")).first.click()
    expect(tariq.get_by_role("log").get_by_text("Can you hear me?")).to_be_visible()
    tariq.get_by_label("Your words").fill("Very well")
    tariq.keyboard.press("Enter")
    expect(alice.get_by_role("log").get_by_text("Very well")).to_be_visible()


def test_what_cannot_go_out_stays_in_the_field(meeting: Meeting, windows: Windows) -> None:
    alice, tariq = meet(meeting, windows)
    alice.get_by_role("button", name="Chat").click()
    words = alice.get_by_label("Your words")
    closed = alice.locator("[data-room=chat-closed]")
    send = alice.get_by_role("button", name="Send", exact=True)
    for place in (words, send):  # on a phone, with nothing written yet
        expect(place).to_be_in_viewport(ratio=1)
        assert place.evaluate(IS_ON_TOP)
    expect(closed).to_be_hidden()
    tariq.get_by_role("button", name="Leave").click()
    tariq.get_by_role("button", name="Leave for now").click()
    words.fill("Are you there?")
    expect(closed).to_be_visible()
    send.click()
    expect(words).to_have_value("Are you there?")
    expect(alice.locator("[data-room=announce]")).to_contain_text("Your words stay here")
    expect(alice.get_by_role("log").get_by_text("Are you there?")).to_be_hidden()
    tariq.goto(meeting.address)
    expect(closed).to_be_hidden(timeout=20_000)
    send.click()
    tariq.get_by_role("button", name=re.compile("Chat")).first.click()
    expect(tariq.get_by_role("log").get_by_text("Are you there?")).to_be_visible()


REFUSE = """
navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException("Permission denied", "NotAllowedError");
};
navigator.permissions.query = async () => ({ state: "denied" });
"""


def test_a_page_without_devices_finishes_loading_and_names_both(
    meeting: Meeting, windows: Windows
) -> None:
    for name, place in (("Alice", "trouble-waiting"), ("Tariq", "trouble-meeting")):
        page = meeting.window(windows, name, size=PHONE)
        page.add_init_script(REFUSE)
        page.goto(meeting.address)  # until it has loaded
        expect(page.locator(f"[data-room={place}]")).to_contain_text("microphone and camera")
        assert page.evaluate("document.readyState") == "complete"


def test_of_whoever_is_away_no_more_is_said(meeting: Meeting, windows: Windows) -> None:
    """Her browser dies: he reads that she lost the line, and nothing of ways or the phone."""
    alice, tariq = meet(meeting, windows)
    tariq.evaluate(NOTE_CLAIMS)
    alice.close()
    status = tariq.locator("[data-room=status-words]")
    expect(status).to_have_text("Alice lost the line for a moment", timeout=30_000)
    # Past the last step of two who are both there.
    wait_for(
        lambda: tariq.evaluate("performance.now() > window.began + 28_000"),
        what="the time in which the page gives a way up",
        patience=60,
    )
    expect(status).to_have_text("Alice lost the line for a moment")
    expect(tariq.locator("[data-room=on-phone]")).to_be_hidden()
    assert tariq.evaluate("window.claims") == []


def test_waiting_survives_a_reload_and_shows_since_when(meeting: Meeting, windows: Windows) -> None:
    alice = meeting.window(windows, "Alice")
    alice.goto(meeting.address)
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
    alice.reload()
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    expect(tariq.get_by_text("Alice has been waiting since").last).to_be_visible()


def test_the_picture_goes_on_while_the_line_is_lost(meeting: Meeting, windows: Windows) -> None:
    lines: list[WebSocketRoute] = []
    is_cut = False

    def through(line: WebSocketRoute) -> None:
        if is_cut:
            line.close(code=1012)
            return
        line.connect_to_server()
        lines.append(line)

    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.route_web_socket(re.compile("/ws/room/"), through)
    alice.goto(meeting.address)
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    tariq.get_by_role("button", name="Let Alice in").click()
    for page in (alice, tariq):
        expect(page.get_by_text("Good connection")).to_be_visible(timeout=20_000)

    is_cut = True
    lines[-1].close(code=1012)
    expect(alice.get_by_text("You can go on talking.")).to_be_visible()
    for page in (alice, tariq):
        flows(page)
        flows(page)
    assert alice.evaluate("window.connections.length") == 1

    is_cut = False
    expect(alice.get_by_text("Good connection")).to_be_visible(timeout=10_000)
    alice.get_by_role("button", name="Mute").click()
    expect(tariq.locator("[data-room=peer-muted]")).to_be_visible()
    assert alice.evaluate("window.connections.length") == 1
    assert tariq.evaluate("window.connections.length") == 1


def test_a_reload_is_back_within_five_seconds_without_waiting_again(
    meeting: Meeting, windows: Windows
) -> None:
    alice, tariq = meet(meeting, windows)
    for page, other in ((alice, tariq), (tariq, alice)):
        began = time.monotonic()
        page.reload()
        flows(page, patience=5)
        assert time.monotonic() - began < 5
        flows(other)


HOLD_A_PICTURE = """
addEventListener("DOMContentLoaded", () => {
  document.body.append(Object.assign(new Image(), { src: "/static/held.svg" }));
});
"""


def test_a_page_that_joins_before_it_has_loaded_still_gets_there(
    meeting: Meeting, windows: Windows
) -> None:
    """On a slow line the call can be on before the last picture of the page has come."""
    alice, tariq = meet(meeting, windows)
    held: list[Route] = []
    alice.route("**/held.svg", lambda route: held.append(route))
    alice.add_init_script(HOLD_A_PICTURE)
    alice.reload(wait_until="commit")
    flows(alice)
    held[0].fulfill(content_type="image/svg+xml", body='<svg xmlns="http://www.w3.org/2000/svg"/>')
    alice.wait_for_load_state("load")
    flows(tariq)


def test_another_tab_takes_over_and_the_old_one_says_so(meeting: Meeting, windows: Windows) -> None:
    alice, tariq = meet(meeting, windows)
    second = meeting.window(windows, "Alice")
    second.goto(meeting.address)
    flows(second)
    expect(alice.get_by_text("in another tab or on another device").last).to_be_visible()
    alice.get_by_role("button", name="Bring the session here").click()
    flows(alice)
    flows(tariq)


def test_the_opening_check_is_kept_and_ending_ends_for_both(
    meeting: Meeting, windows: Windows
) -> None:
    alice, tariq = meet(meeting, windows)
    tariq.get_by_label("Where are you now?").fill("At home in Lisbon")
    tariq.get_by_label("Number to call").fill("+351 910 000 000")
    tariq.get_by_role("button", name="Save").click()
    expect(tariq.get_by_text("Saved at")).to_be_visible()
    expect(tariq.locator("#panel-agenda")).to_be_focused()
    tariq.get_by_role("button", name="Phone and emergency card").click()
    expect(tariq.get_by_role("link", name="+351 910 000 000")).to_be_visible()
    tariq.get_by_role("dialog").get_by_role("button", name="Close").click()
    tariq.get_by_role("button", name="Leave").click()
    tariq.get_by_role("button", name="End it for both").click()
    for page in (alice, tariq):
        page.wait_for_url("**/after/")


def test_the_device_check_ends_in_a_sentence_that_is_kept(
    meeting: Meeting, windows: Windows
) -> None:
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.goto("/device-check/")
    alice.get_by_role("button", name="Begin").click()
    expect(alice.get_by_text("Your camera works.").last).to_be_visible()
    expect(alice.get_by_text("Your microphone works").last).to_be_visible(timeout=10_000)
    alice.get_by_role("button", name="Go on to the speaker").click()
    alice.get_by_role("button", name="Play the sound").click()
    alice.get_by_role("button", name="Yes, I hear it").click()
    # The line is measured through the echo meanwhile; the result waits for it.
    result = alice.get_by_role("heading", level=1)
    expect(result).to_have_text("You are set for video", timeout=40_000)
    kept = meeting.site.run(
        "from sessions.models import DeviceCheck;"
        f"check = DeviceCheck.objects.get(care={meeting.care!r});"
        "[line] = check.lines.all();"
        "print(check.verdict, check.network, line.connected, line.round_trip_ms is not None)"
    )
    assert kept.splitlines()[-1] == "video video True True"


def test_nothing_flows_before_the_patient_is_let_in(meeting: Meeting, windows: Windows) -> None:
    """The pages are connected while she waits, and not one packet of sound or picture goes."""
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    alice = meeting.window(windows, "Alice")
    alice.goto(meeting.address)
    for page in (alice, tariq):
        warm(page)
    expect(tariq.get_by_role("button", name="Let Alice in")).to_be_visible()
    expect(alice.get_by_text("Your place is kept.")).to_be_visible()
    for page in (alice, tariq):
        told = statistics(page)
        assert told["state"] == "connected"
        assert (told["packets"], told["frames"], told["energy"]) == (0, 0, 0)
        assert page.evaluate("window.connections[0].getSenders().every((one) => !one.track)")
        assert page.evaluate("document.querySelector('[data-room=remote]').srcObject === null")

    tariq.get_by_role("button", name="Let Alice in").click()
    for page in (alice, tariq):
        flows(page)
        assert page.evaluate("window.connections.length") == 1


def warm(page: Page) -> None:
    """Wait until the page's connection stands."""

    def connected() -> bool | None:
        return statistics(page)["state"] == "connected" or None

    wait_for(connected, what="a connection", patience=20)
