"""Devices that are unplugged, talking by a held key, and captions, with two real browsers."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.meeting import flows, prepare
from tests.browser.site import Site
from tests.browser.windows import PHONE, Windows

# What no fake device does: it is unplugged, and plugged in again. And a recogniser on the device,
# which Chromium has only in some builds: `window.hears(words)` is a person speaking.
UNPLUGGABLE = """
const devices = navigator.mediaDevices;
const list = devices.enumerateDevices.bind(devices);
const open = devices.getUserMedia.bind(devices);
const gone = new Set();
const tracks = [];
devices.enumerateDevices = async () => (await list()).filter((one) => !gone.has(one.deviceId));
devices.getUserMedia = async (wishes) => {
  for (const wish of Object.values(wishes)) {
    if (gone.has(wish?.deviceId?.exact)) throw new OverconstrainedError("deviceId");
  }
  const stream = await open(wishes);
  tracks.push(...stream.getTracks());
  return stream;
};
window.unplug = (id) => {
  gone.add(id);
  for (const track of tracks) {
    if (track.readyState !== "live" || track.getSettings().deviceId !== id) continue;
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
  devices.dispatchEvent(new Event("devicechange"));
};
window.plugIn = (id) => {
  gone.delete(id);
  devices.dispatchEvent(new Event("devicechange"));
};
window.SpeechRecognition = class extends EventTarget {
  static available = async ({ processLocally }) => (processLocally ? "available" : "unavailable");
  get processLocally() { return true; }
  set processLocally(on) { if (!on) throw new Error("the voice would leave the device"); }
  start(track) {
    window.hears = (transcript) => this.dispatchEvent(Object.assign(new Event("result"), {
      resultIndex: 0, results: [{ 0: { transcript }, isFinal: true }],
    }));
    window.listens = track.label;
  }
  abort() { window.listens = ""; }
};
"""


def in_settings(page: Page, *, tick: str) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_label(tick).check()
    page.keyboard.press("Escape")


def test_devices_the_talking_key_and_captions(site: Site, windows: Windows) -> None:
    meeting = prepare(site, "comfort")
    alice = meeting.window(windows, "Alice", size=PHONE)
    alice.add_init_script(UNPLUGGABLE)
    alice.goto(meeting.address)
    alice.get_by_role("button", name="Settings").click()
    microphone = alice.get_by_label("Microphone")
    microphone.select_option(label="Fake Audio Input 2")
    expect(alice.get_by_text("In use: Fake Audio Input 2")).to_be_visible()
    headset = microphone.input_value()
    alice.get_by_label("Talk by holding the space bar").check()
    assert_accessible(alice)
    alice.keyboard.press("Escape")
    expect(alice.get_by_role("button", name="Settings")).to_be_focused()
    tariq = meeting.window(windows, "Tariq")
    tariq.goto(meeting.address)
    tariq.get_by_role("button", name="Let Alice in").click()
    flows(tariq)

    # Muted; heard while the key is held, but not on a button, where the key presses it.
    muted = tariq.locator("[data-room=peer-muted]")
    expect(muted).to_be_visible()
    expect(alice.get_by_role("region", name="Video")).to_be_focused()
    alice.keyboard.down(" ")
    expect(muted).to_be_hidden()
    expect(alice.locator("[data-room=announce]")).to_have_text("You can be heard.")
    alice.keyboard.up(" ")
    expect(muted).to_be_visible()
    alice.get_by_role("button", name="Unmute").focus()
    alice.keyboard.press(" ")
    expect(muted).to_be_hidden()

    # Unplugged and plugged in again: the voice goes on both times.
    for deed, words in (("unplug", "is gone. You are heard through"), ("plugIn", "is back")):
        alice.evaluate(f"id => window.{deed}(id)", headset)
        expect(alice.locator("[data-room=news]")).to_contain_text(f"Fake Audio Input 2 {words}")
        flows(tariq)

    # Typed by one, spoken by the other; only whoever wants spoken captions causes them.
    tariq.keyboard.press("t")
    tariq.get_by_label("A caption").fill("One moment, the doorbell")
    tariq.keyboard.press("Enter")
    for page in (tariq, alice):
        expect(page.locator("[data-room=captions]")).to_contain_text("One moment, the doorbell")
    tariq.keyboard.press("Escape")
    expect(tariq.get_by_role("button", name="Settings")).to_be_focused()
    in_settings(alice, tick="Write down my words when Tariq asks for it")
    assert alice.evaluate("window.listens") is None
    in_settings(tariq, tick="Show me Alice’s words in writing")
    alice.wait_for_function("window.listens === 'Fake Audio Input 2'")
    alice.evaluate("window.hears('I slept better')")
    for page in (tariq, alice):
        expect(page.locator("[data-room=captions]")).to_contain_text("I slept better")
    alice.locator("[data-room=mic]").click()
    alice.wait_for_function("window.listens === ''")
    tariq.get_by_role("button", name="Settings").click()
    expect(tariq.get_by_text(re.compile("could only send your voice to its maker"))).to_be_visible()
    assert_accessible(tariq)
