// Which sentence tells how it is, and what the numbers of a connection mean.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, lineOf, read } from "../../static/js/room/quality.js";
import { deadOf, troubleOf } from "../../static/js/room/view.js";
import { newsOf, sentenceOf, statusOf } from "../../static/js/room/words.js";

const OTHER = { seat: "s", name: "Tariq", role: "therapist", presence: "here", mic: true, camera: true, receives: "all" };
const WELL = { weak: false, frozen: false, silent: false, blind: false, paused: false };
/** @param {object} facts @returns {any} */
const call = (facts) => ({
  line: { line: "open" },
  link: "connected",
  isConnected: true,
  admitted: true,
  other: OTHER,
  waiting: null,
  health: WELL,
  media: { camera: true },
  sending: { receives: "all" },
  ...facts,
});
/** @param {object} ill */
const ailing = (ill) => ({ health: { ...WELL, ...ill } });
const APART = { link: "none", isConnected: false };

test("the line may be down while the picture goes on, and that is said so", () => {
  assert.equal(statusOf(call({ line: { line: "retrying" } })).name, "background");
  assert.equal(statusOf(call({ line: { line: "retrying" }, ...APART })).name, "retrying");
});

test("each state of the connection has its words", () => {
  assert.deepEqual(statusOf(call({})), { name: "good", mood: "good" });
  assert.equal(statusOf(call(ailing({ weak: true }))).name, "weak");
  for (const link of ["connecting", "interrupted", "failed"]) {
    assert.equal(statusOf(call({ link, isConnected: false })).name, link);
  }
  assert.equal(statusOf(call(APART)).name, "alone");
});

test("nothing is claimed of the ways while the other is away", () => {
  for (const presence of ["away", "gone"]) {
    const other = { ...OTHER, presence };
    for (const link of ["interrupted", "failed"]) {
      const lost = call({ link, isConnected: false, other, step: "phone" });
      assert.deepEqual(statusOf(lost), { name: `peer-${presence}`, mood: "wait" });
      assert.equal(statusOf({ ...lost, other: OTHER }).name, "ladder-phone");
    }
    assert.equal(statusOf(call({ other })).name, "good", "a picture that moves says more");
  }
  assert.equal(sentenceOf(call({ link: "failed", isConnected: false })), "peer-here");
});

test("the stage says why there is no picture", () => {
  assert.equal(sentenceOf(call({})), "");
  assert.equal(sentenceOf(call({ other: { ...OTHER, camera: false } })), "peer-camera-off");
  assert.equal(sentenceOf(call({ ...APART, other: { ...OTHER, presence: "left" } })), "peer-left");
  assert.equal(sentenceOf(call({ ...APART, admitted: false, other: null })), "nobody");
  const waiting = { name: "Alice", since: "", presence: "away" };
  assert.equal(sentenceOf(call({ ...APART, admitted: false, waiting })), "waiting-away");
});

test("a picture that moves stays, whatever the server has heard", () => {
  assert.equal(sentenceOf(call({ other: { ...OTHER, presence: "gone" } })), "");
});

test("only what changed is announced", () => {
  assert.equal(newsOf(null, null), "");
  assert.equal(newsOf(null, /** @type {any} */ (OTHER)), "peer-came");
  assert.equal(newsOf(/** @type {any} */ (OTHER), /** @type {any} */ (OTHER)), "");
  const muted = /** @type {any} */ ({ ...OTHER, mic: false });
  assert.equal(newsOf(/** @type {any} */ (OTHER), muted), "peer-mic-off");
});

test("loss and delay make a line weak; a dead microphone is silent", () => {
  const before = { at: 0, lost: 0, received: 0, frames: 0, voice: 0, roundTrip: 0 };
  const after = { ...before, at: 2, received: 100, frames: 50, voice: 0.1, roundTrip: 0.05 };
  assert.deepEqual(judge(before, after), { weak: false, frozen: false, silent: false, blind: false });
  assert.equal(judge(before, { ...after, lost: 10 }).weak, true);
  assert.equal(judge(before, { ...after, roundTrip: 0.6 }).weak, true);
  assert.equal(judge(before, { ...after, voice: 0 }).silent, true);
  assert.equal(judge(before, { ...after, received: 0, frames: 0 }).frozen, true);
});

test("a camera is blind when it gives no new picture, where pictures are counted", () => {
  /** @param {number} frames */
  const report = (frames) =>
    /** @type {any} */ (new Map([
      ["camera", { type: "media-source", kind: "video", trackIdentifier: "mine", frames }],
      ["screen", { type: "media-source", kind: "video", trackIdentifier: "screen", frames: 7 }],
    ]));
  const blind = (/** @type {any} */ one, /** @type {any} */ two, camera = "mine") =>
    judge(read(one, 0, camera), read(two, 1, camera)).blind;
  assert.equal(blind(report(10), report(40)), false);
  assert.equal(blind(report(10), report(10)), true);
  assert.equal(blind(new Map(), new Map()), false, "nothing is sent");
  assert.equal(blind(report(10), report(10), "another"), false);
});

test("a dead device is opened anew, the microphone first", () => {
  const media = { problems: { audio: null, video: null }, camera: true };
  const dead = (/** @type {object} */ ill, now = media) => deadOf(call({ media: now, ...ailing(ill) }));
  assert.equal(dead({}), "");
  assert.equal(dead({ blind: true }), "video");
  assert.equal(dead({ blind: true, silent: true }), "audio");
  const busy = /** @type {any} */ ({ ...media, problems: { audio: null, video: "busy" } });
  assert.equal(dead({ blind: true }, busy), "", "that one is asked for, not opened anew");
});

test("both devices are named when both are refused", () => {
  const trouble = (/** @type {any} */ audio, /** @type {any} */ video) =>
    troubleOf(call({ media: { problems: { audio, video } } }));
  assert.equal(trouble("refused", "refused"), "both-refused");
  assert.equal(trouble("missing", "refused"), "audio-missing", "the voice first");
  assert.equal(trouble(null, "busy"), "video-busy");
});

test("who yields to the sound is said, and to whom nothing is sent", () => {
  assert.equal(statusOf(call(ailing({ paused: true, weak: true }))).name, "paused");
  assert.equal(statusOf(call({ ...ailing({ paused: true }), media: { camera: false } })).name, "good");
  assert.equal(sentenceOf(call(ailing({ frozen: true }))), "peer-paused");
  assert.equal(sentenceOf(call({ ...ailing({ frozen: true }), other: { ...OTHER, camera: false } })), "peer-camera-off");
  for (const receives of ["sound", "nothing"]) {
    const other = { ...OTHER, receives };
    assert.equal(statusOf(call({ other, ...ailing({ paused: true }) })).name, `peer-takes-${receives}`);
    assert.equal(sentenceOf(call({ sending: { receives } })), `takes-${receives}`);
    assert.equal(newsOf(/** @type {any} */ (OTHER), /** @type {any} */ (other)), `peer-takes-${receives}`);
    assert.equal(newsOf(/** @type {any} */ (other), /** @type {any} */ (OTHER)), "peer-takes-all");
  }
  assert.equal(newsOf(/** @type {any} */ (OTHER), /** @type {any} */ ({ ...OTHER, receives: "less" })), "");
});

test("a line is read from what the other side reports, as long as it does", () => {
  const at = 100_000;
  /** @param {object} loss @param {number} played @param {number} concealed @returns {any} */
  const report = (loss, played, concealed) => [
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.2, availableOutgoingBitrate: 9e5 },
    { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.01, timestamp: at - 4_000 },
    { type: "remote-inbound-rtp", kind: "video", timestamp: at, ...loss },
    { type: "inbound-rtp", kind: "audio", totalSamplesReceived: played, concealedSamples: concealed + 90, silentConcealedSamples: 90 },
  ];
  const before = read(report({ fractionLost: 0.2 }, 1_000, 50), at);
  const line = lineOf(before, read(report({ fractionLost: 0.2 }, 2_000, 150), at));
  assert.deepEqual(line, { bears: 9e5, loss: 0.2, roundTrip: 0.2, concealed: 0.1 });
  // A paused picture is reported on no more: its last loss must not keep it paused for ever.
  const old = read(report({ fractionLost: 0.2, timestamp: at - 9_000 }, 3_000, 150), at);
  assert.equal(lineOf(before, old).loss, 0.01);
  assert.equal(lineOf(old, old).concealed, 0);
});
