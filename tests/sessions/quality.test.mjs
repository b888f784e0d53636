// What is told of a line only when it has held for a while: static/js/room/quality.js.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Steady } from "../../static/js/room/quality.js";

const WELL = { weak: false, frozen: false, silent: false, blind: false };

/** What is told after each of these readings. @param {keyof typeof WELL} name @param {string} readings "x" where it is so */
function told(name, readings) {
  const steady = new Steady();
  return [...readings].map((one) => (steady.look({ ...WELL, [name]: one === "x" })[name] ? "x" : ".")).join("");
}

test("a line is weak after four bad looks, and well after as many good ones", () => {
  assert.equal(told("weak", "xxx.x.x."), "........");
  assert.equal(told("weak", "xxxxxxxx...."), "...xxxxxxxx.");
  assert.equal(told("weak", "xxxx.x.x.x...."), "...xxxxxxxxxx.", "the word doesn't flicker");
});

test("what comes back is back at once", () => {
  assert.equal(told("frozen", "xx.xxxx.x"), ".....xx..");
  assert.equal(told("blind", "xxx.xxxxx."), ".......xx.");
  assert.equal(told("silent", "xxxxxxxxx.x"), ".......xx..");
});
