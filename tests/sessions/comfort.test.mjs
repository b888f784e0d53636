// Devices that come and go, the key for talking, and what a screen reader is told.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Announcer, topicOf } from "../../static/js/room/announcer.js";
import { choices, presentOf, stepOf } from "../../static/js/room/devices.js";
import { canBlur } from "../../static/js/room/picture.js";
import { PushToTalk } from "../../static/js/room/push_to_talk.js";

const device = (deviceId, kind, label = deviceId) => ({ deviceId, kind, label });
const BUILT_IN = device("built-in", "audioinput");
const HEADSET = device("headset", "audioinput");
const CAMERA = device("camera", "videoinput");
const ALL = [device("default", "audioinput"), BUILT_IN, HEADSET, CAMERA];

test("only real devices of the kind are offered, and none before the browser may tell", () => {
  assert.deepEqual(choices(ALL, "audio"), [BUILT_IN, HEADSET]);
  assert.deepEqual(choices(ALL, "speaker"), []);
  assert.deepEqual(choices([device("", "audioinput")], "audio"), []);
});

test("a chosen device counts while it is plugged in", () => {
  assert.equal(presentOf(ALL, "audio", "headset"), "headset");
  assert.equal(presentOf([BUILT_IN], "audio", "headset"), "");
});

test("the chosen device is used again when it is back", () => {
  const now = { chosen: "headset", used: "built-in", wanted: true };
  assert.equal(stepOf(ALL, "audio", now), "return");
  assert.equal(stepOf([BUILT_IN], "audio", now), "");
  assert.equal(stepOf(ALL, "audio", { ...now, used: "headset" }), "");
  assert.equal(stepOf(ALL, "audio", { ...now, chosen: "" }), "");
});

test("the first device that comes is taken, unless none is wanted", () => {
  const none = { chosen: "", used: undefined, wanted: true };
  assert.equal(stepOf(ALL, "video", none), "open");
  assert.equal(stepOf(ALL, "video", { ...none, wanted: false }), "");
  assert.equal(stepOf([BUILT_IN], "video", none), "");
});

/** A microphone that is muted at first. */
const microphone = () => ({
  mic: false,
  async setMic(on) {
    this.mic = on;
  },
});

test("one is heard while the key is held", () => {
  const talk = new PushToTalk(microphone());
  assert.equal(talk.press(), false, "not switched on");
  talk.on = true;
  assert.equal(talk.press(), true);
  assert.equal(talk.media.mic, true);
  assert.equal(talk.press(), true, "a key that repeats stays the same press");
  assert.equal(talk.release(), true);
  assert.equal(talk.media.mic, false);
});

test("the key never mutes somebody who is heard anyway", () => {
  const talk = new PushToTalk(microphone());
  talk.on = true;
  talk.media.mic = true;
  assert.equal(talk.press(), false);
  assert.equal(talk.release(), false);
  assert.equal(talk.media.mic, true);
});

/** What is heard of these sentences, each [words, topic], when they come at once; then the next ones. */
function heard(...rounds) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const all = [];
  const announcer = new Announcer((words) => all.push(words));
  for (const round of rounds) {
    for (const [words, topic] of round) announcer.say(words, topic);
    mock.timers.tick(1_000);
  }
  mock.timers.reset();
  return all;
}

test("what is replaced before it is said is never said", () => {
  assert.deepEqual(heard([["Muted", "mic"], ["Heard", "mic"], ["Tariq is here.", "peer"]]), [
    "Heard. Tariq is here.",
  ]);
});

test("a flicker is silence, and so is the same once more", () => {
  const good = ["Good connection", "line"];
  assert.deepEqual(heard([good], [["Interrupted", "line"], good], [good]), ["Good connection."]);
});

test("what was written is heard each time, also when it is the same", () => {
  assert.deepEqual(heard([["Tariq writes: yes"]], [["Tariq writes: yes"], ["Tariq writes: no"]]), [
    "Tariq writes: yes.",
    "Tariq writes: yes. Tariq writes: no.",
  ]);
});

test("sentences about the same thing have the same topic", () => {
  assert.equal(topicOf("mic-on"), topicOf("mic-off"));
  assert.equal(topicOf("peer-left"), topicOf("peer-came"));
  assert.notEqual(topicOf("peer-mic-off"), topicOf("peer-left"));
  assert.equal(topicOf("chat-from"), undefined);
});

test("blur is offered only where it can be switched on and off", () => {
  const track = (backgroundBlur) => ({ getCapabilities: () => ({ backgroundBlur }) });
  assert.equal(canBlur(track([true, false])), true);
  assert.equal(canBlur(track([true])), false);
  assert.equal(canBlur(track(undefined)), false);
  assert.equal(canBlur({}), false);
});
