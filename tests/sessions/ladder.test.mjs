// What is done when two people lose each other: which step, when, and how it ends.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Ladder } from "../../static/js/room/ladder.js";
import { statusOf } from "../../static/js/room/words.js";

/** Looks once a second, and tells at which second a step was taken. @param {Ladder} ladder
 * @param {number} since @param {number} until @param {{isThrough?: boolean, hasRelay?: boolean}} [facts] */
function climb(ladder, since, until, { isThrough = false, hasRelay = true } = {}) {
  /** @type {[number, string][]} */
  const taken = [];
  for (let second = since; second <= until; second += 1) {
    if (ladder.look({ at: second * 1000, isThrough, hasRelay })) taken.push([second, ladder.step]);
  }
  return taken;
}

test("who are through stay so, and nothing is looked for", () => {
  const ladder = new Ladder();
  assert.deepEqual(climb(ladder, 0, 60, { isThrough: true }), []);
  assert.equal(ladder.step, "through");
});

test("a short loss is left to the connection, and forgotten", () => {
  const ladder = new Ladder();
  assert.deepEqual(climb(ladder, 0, 4), []);
  assert.equal(ladder.step, "another");
  climb(ladder, 5, 5, { isThrough: true });
  assert.equal(ladder.step, "through");
  assert.deepEqual(climb(ladder, 6, 11), [], "the clock starts anew");
});

test("the relay, then sound alone, then the phone, and ever again", () => {
  const taken = [[6, "relay"], [12, "sound"], [20, "phone"], [30, "phone"], [40, "phone"]];
  assert.deepEqual(climb(new Ladder(), 0, 45), taken);
});

test("where there is no relay the step is left out", () => {
  const taken = climb(new Ladder(), 0, 25, { hasRelay: false });
  assert.deepEqual(taken, [[12, "sound"], [20, "phone"]]);
});

test("on the phone every way is tried again, not the relay alone", () => {
  const ladder = new Ladder();
  climb(ladder, 0, 6);
  assert.equal(ladder.isRelayOnly, true);
  climb(ladder, 7, 20);
  assert.equal(ladder.isRelayOnly, false);
});

test("the picture is held back until the voice has come through for a moment", () => {
  const ladder = new Ladder();
  climb(ladder, 0, 20);
  assert.equal(ladder.isSoundOnly, true);
  climb(ladder, 21, 25, { isThrough: true });
  assert.deepEqual([ladder.step, ladder.isSoundOnly], ["sound", true]);
  climb(ladder, 26, 26, { isThrough: true });
  assert.deepEqual([ladder.step, ladder.isSoundOnly], ["through", false]);
});

test("a page that slept takes the step that is due, and none in between", () => {
  const ladder = new Ladder();
  climb(ladder, 0, 0);
  assert.deepEqual(climb(ladder, 60, 60), [[60, "phone"]]);
});

test("each step has its words", () => {
  /** @param {string} link @param {string} step @returns {any} */
  const call = (link, step) => ({
    line: { line: "open" },
    link,
    isConnected: link === "connected",
    admitted: true,
    other: { presence: "here", camera: true, receives: "all" },
    waiting: null,
    media: { camera: true },
    health: { paused: false, weak: false },
    step,
  });
  assert.equal(statusOf(call("interrupted", "another")).name, "interrupted");
  for (const step of ["relay", "sound", "phone"]) {
    for (const link of ["connecting", "interrupted", "failed"]) {
      assert.deepEqual(statusOf(call(link, step)), { name: `ladder-${step}`, mood: "trouble" });
    }
  }
  assert.equal(statusOf(call("connected", "sound")).name, "ladder-found");
  assert.equal(statusOf(call("connected", "through")).name, "good");
});
