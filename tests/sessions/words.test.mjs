// Which sentence tells how it is, and what the numbers of a connection mean.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../../static/js/room/quality.js";
import { newsOf, sentenceOf, statusOf } from "../../static/js/room/words.js";

const OTHER = { seat: "s", name: "Tariq", role: "therapist", presence: "here", mic: true, camera: true };
/** @param {object} facts @returns {any} */
const call = (facts) => ({
  line: { line: "open" },
  link: "connected",
  isConnected: true,
  admitted: true,
  other: OTHER,
  waiting: null,
  weak: false,
  ...facts,
});
const APART = { link: "none", isConnected: false };

test("the line may be down while the picture goes on, and that is said so", () => {
  assert.equal(statusOf(call({ line: { line: "retrying" } })).name, "background");
  assert.equal(statusOf(call({ line: { line: "retrying" }, ...APART })).name, "retrying");
});

test("each state of the connection has its words", () => {
  assert.deepEqual(statusOf(call({})), { name: "good", mood: "good" });
  assert.equal(statusOf(call({ weak: true })).name, "weak");
  for (const link of ["connecting", "interrupted", "failed"]) {
    assert.equal(statusOf(call({ link, isConnected: false })).name, link);
  }
  assert.equal(statusOf(call(APART)).name, "alone");
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
  assert.deepEqual(judge(before, after), { weak: false, frozen: false, silent: false });
  assert.equal(judge(before, { ...after, lost: 10 }).weak, true);
  assert.equal(judge(before, { ...after, roundTrip: 0.6 }).weak, true);
  assert.equal(judge(before, { ...after, voice: 0 }).silent, true);
  assert.equal(judge(before, { ...after, received: 0, frames: 0 }).frozen, true);
});
