import assert from "node:assert/strict";
import { test } from "node:test";
import { momentAt, rhythmOf, Stopwatch, untilNextSecond } from "../../static/js/exercises/rhythm.js";

const EASY = { inhale: 4, hold: 0, exhale: 6, minutes: 3 };

test("four in and six out is six breaths a minute", () => {
  assert.equal(rhythmOf(EASY).breaths, 18);
  assert.equal(rhythmOf(EASY).totalMs, 180_000);
});

test("the last breath is finished, even past the chosen length", () => {
  const rhythm = rhythmOf({ inhale: 4, hold: 2, exhale: 7, minutes: 1 });
  assert.equal(rhythm.breaths, 5);
  assert.equal(rhythm.totalMs, 65_000);
});

test("no hold, no such part", () => {
  assert.deepEqual(rhythmOf(EASY).parts.map((part) => part.phase), ["in", "out"]);
});

for (const [ms, phase, secondsLeft, breath] of [
  [0, "in", 4, 0],
  [3_999, "in", 1, 0],
  [4_000, "hold", 2, 0],
  [6_000, "out", 6, 0],
  [11_999, "out", 1, 0],
  [12_000, "in", 4, 1],
]) {
  test(`at ${ms} ms: ${phase}, ${secondsLeft} left, breath ${breath}`, () => {
    const moment = momentAt(rhythmOf({ ...EASY, hold: 2 }), ms);
    assert.deepEqual([moment.phase, moment.secondsLeft, moment.breath], [phase, secondsLeft, breath]);
    assert.equal(moment.finished, false);
  });
}

test("it ends by itself, and stays ended", () => {
  const rhythm = rhythmOf({ ...EASY, minutes: 1 });
  assert.equal(momentAt(rhythm, 59_999).finished, false);
  for (const ms of [60_000, 600_000]) {
    const moment = momentAt(rhythm, ms);
    assert.equal(moment.finished, true);
    assert.equal(moment.leftMs, 0);
    assert.equal(moment.phase, "out");
  }
});

test("the next change is always ahead and never more than a second away", () => {
  const rhythm = rhythmOf({ inhale: 3, hold: 1, exhale: 5, minutes: 1 });
  for (let ms = 0; ms < rhythm.totalMs; ms += 37) {
    const wait = untilNextSecond(momentAt(rhythm, ms));
    assert.ok(wait > 0 && wait <= 1000, `${wait} at ${ms}`);
  }
});

test("a stopwatch does not count its pauses", () => {
  let now = 100;
  const watch = new Stopwatch(() => now);
  assert.equal(watch.elapsedMs, 0);
  watch.start();
  now += 500;
  watch.start();
  now += 500;
  watch.pause();
  assert.equal(watch.running, false);
  now += 10_000;
  assert.equal(watch.elapsedMs, 1000);
  watch.start();
  now += 1;
  assert.equal(watch.elapsedMs, 1001);
  watch.reset();
  assert.equal(watch.elapsedMs, 0);
});
