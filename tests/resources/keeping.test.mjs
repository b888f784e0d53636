// Run by tests/resources/test_scripts.py with Node's own test runner.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeping } from "../../static/js/exercises/keeping.js";

/** Timers that go off when told to, and a server that answers from a list. */
function bench(...answers) {
  const timers = [];
  const told = [];
  let sent = 0;
  const keeping = new Keeping({
    send: async () => {
      sent += 1;
      const answer = answers.shift() ?? { ok: true, words: "Saved 14:02" };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    tell: (state, words) => told.push([state, words]),
    later: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  return { keeping, timers, told, sent: () => sent };
}

test("saves after a pause and says when", async () => {
  const { keeping, timers, told } = bench();
  keeping.changed();
  keeping.changed();
  assert.deepEqual(timers.map((timer) => timer.ms).sort(), [10_000, 1200].sort());
  await keeping.now();
  assert.deepEqual(told, [["saving", ""], ["saved", "Saved 14:02"]]);
  assert.equal(keeping.unsaved, false);
  assert.equal(timers.length, 0);
});

test("nothing typed, nothing sent", async () => {
  const { keeping, sent } = bench();
  await keeping.now();
  assert.equal(sent(), 0);
});

test("what is typed while saving is saved afterwards", async () => {
  const { keeping, timers, sent } = bench();
  keeping.changed();
  const saving = keeping.now();
  keeping.changed();
  await keeping.now(); // the pause is over while the first one is still under way
  await saving;
  assert.equal(keeping.unsaved, true);
  assert.deepEqual(timers.map((timer) => timer.ms), [1200]);
  await keeping.now();
  assert.equal(sent(), 2);
  assert.equal(keeping.unsaved, false);
});

test("no answer: it says so, and tries again, ever less often", async () => {
  const { keeping, timers, told } = bench(new Error("off"), new Error("off"));
  keeping.changed();
  await keeping.now();
  assert.deepEqual(told.at(-1), ["waiting", ""]);
  assert.deepEqual(timers.map((timer) => timer.ms), [3000]);
  await keeping.now();
  assert.deepEqual(timers.map((timer) => timer.ms), [6000]);
  await keeping.now();
  assert.deepEqual(told.at(-1), ["saved", "Saved 14:02"]);
});

test("refused for good: it says why and stops", async () => {
  const { keeping, told, sent } = bench({ ok: false, final: true, words: "Already finished." });
  keeping.changed();
  await keeping.now();
  assert.deepEqual(told.at(-1), ["refused", "Already finished."]);
  keeping.changed();
  await keeping.now();
  assert.equal(sent(), 1);
  assert.equal(keeping.unsaved, true);
});

test("refused for now: it says why and asks again, ever less often", async () => {
  const out = { ok: false, words: "You are signed out." };
  const { keeping, timers, told } = bench(out, out);
  keeping.changed();
  await keeping.now();
  assert.deepEqual(told.at(-1), ["refused", "You are signed out."]);
  await keeping.now();
  assert.deepEqual(timers.map((timer) => timer.ms), [6000]);
});

test("coming back to the page, it saves again", async () => {
  const { keeping, sent } = bench();
  keeping.stop();
  keeping.resume();
  keeping.changed();
  await keeping.now();
  assert.equal(sent(), 1);
});

test("once the form itself is sent, nothing more is", async () => {
  const { keeping, timers, sent } = bench();
  keeping.changed();
  keeping.stop();
  await keeping.now();
  assert.equal(sent(), 0);
  assert.equal(timers.length, 0);
  assert.equal(keeping.unsaved, false);
});
