// The signs of the end come in time, once, and a reload does not ring.
import assert from "node:assert/strict";
import { test } from "node:test";

import { news, timeOf } from "../../static/js/room/timer.js";

const MINUTE = 60_000;
const ENDS = 50 * MINUTE;
/** @param {number} minutes since the start */
const at = (minutes) => timeOf(0, ENDS, minutes * MINUTE);

test("minutes gone by, then minutes left, then minutes over", () => {
  assert.deepEqual(at(-1), { sign: "early", minutes: 0 });
  assert.deepEqual(at(0), { sign: "during", minutes: 0 });
  assert.deepEqual(at(18.9), { sign: "during", minutes: 18 });
  assert.deepEqual(at(39.9), { sign: "during", minutes: 39 });
  assert.deepEqual(at(40), { sign: "ten", minutes: 10 });
  assert.deepEqual(at(44.9), { sign: "ten", minutes: 6 });
  assert.deepEqual(at(45), { sign: "five", minutes: 5 });
  assert.deepEqual(at(49.99), { sign: "five", minutes: 1 });
  assert.deepEqual(at(50), { sign: "over", minutes: 0 });
  assert.deepEqual(at(57.5), { sign: "over", minutes: 7 });
});

test("a short session begins with its sign", () => {
  assert.equal(timeOf(0, 8 * MINUTE, MINUTE).sign, "ten");
});

test("each sign is told once", () => {
  /** @type {import("../../static/js/room/timer.js").Sign | null} */ let before = null;
  const told = [];
  for (let minute = -2; minute < 60; minute += 0.25) {
    const { sign } = at(minute);
    const said = news(before, sign);
    if (said) told.push(said);
    before = sign;
  }
  assert.deepEqual(told, ["ten", "five", "over"]);
});

test("a page that was just opened is told where the session stands", () => {
  assert.equal(news(null, "five"), "five");
  assert.equal(news(null, "during"), "");
});
