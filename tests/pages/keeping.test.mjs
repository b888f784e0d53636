import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeping, RETRY_MS } from "../../static/js/keeping.js";

const PAUSE = 700;
const LONGEST = 2500;
const SAVED = { kind: "saved", at: "18:12" };

/** A clock that moves when told, a server that answers when told. */
function desk() {
  let now = 0;
  let nextId = 1;
  const waiting = new Map();
  const sent = [];
  const shown = [];
  const keeping = new Keeping({
    send: (last) => new Promise((answer, fail) => sent.push({ last, answer, fail })),
    show: (state, answer) => shown.push([state, answer]),
    pace: { pause: PAUSE, longest: LONGEST },
    timers: {
      set: (run, ms) => {
        waiting.set(nextId, { run, at: now + ms });
        return nextId++;
      },
      clear: (id) => waiting.delete(id),
    },
  });
  const settled = () => new Promise((done) => setImmediate(done));
  return {
    keeping,
    sent,
    states: () => shown.map(([state]) => state),
    last: () => shown.at(-1),
    pass(ms) {
      now += ms;
      for (const [id, { run, at }] of [...waiting]) {
        if (at <= now && waiting.delete(id)) run();
      }
    },
    async answers(told) {
      sent.at(-1).answer(told);
      await settled();
    },
    async nobodyAnswers() {
      sent.at(-1).fail(new TypeError("Failed to fetch"));
      await settled();
    },
  };
}

/** One whose first words are on their way. */
function sending() {
  const at = desk();
  at.keeping.changed();
  at.pass(PAUSE);
  assert.equal(at.sent.length, 1);
  return at;
}

test("a pause in typing saves, and typing on puts it off", () => {
  const { keeping, sent, pass } = desk();
  keeping.changed();
  pass(PAUSE - 1);
  keeping.changed();
  pass(PAUSE - 1);
  assert.equal(sent.length, 0);
  pass(1);
  assert.equal(sent.length, 1);
});

test("a long run of typing is saved on the way", () => {
  const { keeping, sent, pass } = desk();
  for (let ms = 0; ms < LONGEST; ms += 100) {
    keeping.changed();
    pass(100);
  }
  assert.equal(sent.length, 1);
});

test("what changed is saved once, told in order, with the answer", async () => {
  const { keeping, sent, states, last, pass, answers } = sending();
  assert.ok(keeping.isUnsaved);
  await answers(SAVED);
  assert.ok(!keeping.isUnsaved);
  assert.deepEqual(states(), ["waiting", "saving", "saved"]);
  assert.equal(last()[1], SAVED);
  keeping.now();
  pass(60_000);
  assert.equal(sent.length, 1);
});

test("a choice needs no pause", () => {
  const { keeping, sent, pass } = desk();
  keeping.changed();
  keeping.now();
  assert.equal(sent.length, 1);
  pass(60_000);
  assert.equal(sent.length, 1);
});

test("nothing typed, nothing sent", () => {
  const { keeping, sent, pass } = desk();
  keeping.now();
  keeping.leave();
  pass(60_000);
  assert.equal(sent.length, 0);
});

test("one request at a time; what was typed meanwhile follows", async () => {
  const { keeping, sent, pass, answers } = sending();
  keeping.changed();
  pass(10 * PAUSE);
  assert.equal(sent.length, 1);
  await answers(SAVED);
  assert.ok(keeping.isUnsaved);
  pass(PAUSE);
  assert.equal(sent.length, 2);
  await answers(SAVED);
  assert.ok(!keeping.isUnsaved);
});

test("what is chosen meanwhile follows at once: the page is not to say it is saved", async () => {
  const { keeping, sent, states, answers } = sending();
  keeping.changed();
  keeping.now();
  assert.equal(sent.length, 1);
  await answers(SAVED);
  assert.equal(sent.length, 2);
  assert.deepEqual(states().slice(-2), ["saved", "saving"]);
});

test("a lost line is tried again, slower each time, and at once when it is back", async () => {
  const { keeping, sent, last, pass, answers, nobodyAnswers } = sending();
  for (const [index, wait] of RETRY_MS.entries()) {
    await (index % 2 ? nobodyAnswers() : answers({ kind: "failed" }));
    assert.equal(last()[0], "failed");
    assert.ok(keeping.isUnsaved);
    pass(wait - 1);
    assert.equal(sent.length, index + 1);
    pass(1);
    assert.equal(sent.length, index + 2);
  }
  await nobodyAnswers();
  keeping.now();
  await answers(SAVED);
  assert.equal(last()[0], "saved");
  assert.ok(!keeping.isUnsaved);
  keeping.changed();
  pass(PAUSE);
  await nobodyAnswers();
  const before = sent.length;
  pass(RETRY_MS[0]);
  assert.equal(sent.length, before + 1, "patience begins anew after a success");
});

test("signed out: it waits for its person, and saves when they are back", async () => {
  const { keeping, sent, last, pass, answers } = sending();
  await answers({ kind: "signed-out" });
  pass(600_000);
  assert.equal(sent.length, 1);
  assert.equal(last()[0], "signed-out");
  assert.ok(keeping.isUnsaved);
  keeping.now();
  assert.equal(sent.length, 2);
});

test("refused: it says why, keeps the words, and tries again when they change", async () => {
  const { keeping, sent, last, pass, answers } = sending();
  const refusal = { kind: "refused", sentence: "This page is full." };
  await answers(refusal);
  assert.deepEqual(last(), ["refused", refusal]);
  assert.ok(keeping.isUnsaved);
  pass(600_000);
  assert.equal(sent.length, 1);
  keeping.changed();
  pass(PAUSE);
  assert.equal(sent.length, 2);
  keeping.changed();
  await answers(refusal);
  pass(PAUSE);
  assert.equal(sent.length, 3, "what changed while it was being refused is tried too");
});

test("written elsewhere: it goes on keeping its words, and goes on saying so", async () => {
  const { keeping, sent, states, pass, answers } = sending();
  await answers({ kind: "elsewhere" });
  keeping.changed();
  pass(PAUSE);
  assert.equal(sent.length, 2);
  assert.equal(states().at(-1), "elsewhere");
});

test("leaving sends at once, past what is under way", () => {
  const { keeping, sent } = sending();
  keeping.changed();
  keeping.leave();
  assert.deepEqual(sent.map(({ last }) => last), [false, true]);
});

test("after the button was pressed nothing overtakes it", async () => {
  const { keeping, sent, pass, nobodyAnswers } = sending();
  keeping.changed();
  keeping.stop();
  await nobodyAnswers();
  keeping.now();
  keeping.leave();
  pass(600_000);
  assert.equal(sent.length, 1);
  assert.ok(!keeping.isUnsaved);
});

test("back on the page, what was unsaved is saved", () => {
  const { keeping, sent } = desk();
  keeping.changed();
  keeping.stop();
  keeping.resume();
  assert.equal(sent.length, 1);
});

test("whoever writes on after pressing the button is heard", () => {
  const { keeping, sent, pass } = desk();
  keeping.stop();
  keeping.changed();
  assert.ok(keeping.isUnsaved);
  pass(PAUSE);
  assert.equal(sent.length, 1);
});
