// Run by tests/sessions/test_autosave_js.py with Node's own test runner.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Autosave, LONGEST_MS, PAUSE_MS, RETRY_MS } from "../../static/js/notes/autosave.js";
import { read } from "../../static/js/notes/posting.js";

/** A clock that moves when told, a server that answers when told. */
function desk(revision = 0) {
  let now = 0;
  let nextId = 1;
  const waiting = new Map();
  const sent = [];
  const shown = [];
  const timers = {
    set: (run, ms) => {
      waiting.set(nextId, { run, at: now + ms });
      return nextId++;
    },
    clear: (id) => waiting.delete(id),
  };
  const send = (count, last) =>
    new Promise((answer) => {
      sent.push({ ...count, last, answer });
    });
  const autosave = new Autosave({ send, timers, show: (state) => shown.push(state), revision });
  return {
    autosave,
    sent,
    shown,
    pass(ms) {
      now += ms;
      for (const [id, { run, at }] of [...waiting]) {
        if (at <= now && waiting.delete(id)) run();
      }
    },
    async answers(told) {
      sent.at(-1).answer(told);
      await new Promise((done) => setImmediate(done));
    },
  };
}

const saved = (revision) => ({ kind: "saved", revision, at: "18:12" });

test("a pause in typing saves, and typing on puts it off", () => {
  const { autosave, sent, pass } = desk();
  autosave.changed();
  pass(PAUSE_MS - 1);
  autosave.changed();
  pass(PAUSE_MS - 1);
  assert.equal(sent.length, 0);
  pass(1);
  assert.equal(sent.length, 1);
});

test("a long run of typing is saved on the way", () => {
  const { autosave, sent, pass } = desk();
  for (let ms = 0; ms < LONGEST_MS; ms += 100) {
    autosave.changed();
    pass(100);
  }
  assert.equal(sent.length, 1);
});

test("one request at a time; what was typed meanwhile follows with the new revision", async () => {
  const { autosave, sent, pass, answers } = desk(4);
  autosave.changed();
  pass(PAUSE_MS);
  autosave.changed();
  pass(10 * PAUSE_MS);
  assert.equal(sent.length, 1);
  await answers(saved(5));
  pass(PAUSE_MS);
  assert.deepEqual(sent.map(({ revision, turn }) => [revision, turn]), [[4, 1], [5, 2]]);
});

test("nothing typed, nothing sent", () => {
  const { autosave, sent, pass } = desk();
  autosave.leave();
  autosave.retry();
  pass(60_000);
  assert.equal(sent.length, 0);
});

test("leaving sends at once, with a later turn than what is under way", () => {
  const { autosave, sent, pass } = desk();
  autosave.changed();
  pass(PAUSE_MS);
  autosave.changed();
  autosave.leave();
  assert.deepEqual(sent.map(({ turn, last }) => [turn, last]), [[1, false], [2, true]]);
});

test("a lost line is tried again, slower each time, and at once when it is back", async () => {
  const { autosave, sent, shown, pass, answers } = desk();
  autosave.changed();
  pass(PAUSE_MS);
  for (const [index, wait] of RETRY_MS.entries()) {
    await answers({ kind: "failed" });
    assert.equal(shown.at(-1), "failed");
    pass(wait - 1);
    assert.equal(sent.length, index + 1);
    pass(1);
    assert.equal(sent.length, index + 2);
  }
  await answers({ kind: "failed" });
  autosave.retry();
  await answers(saved(1));
  assert.equal(shown.at(-1), "saved");
  assert.equal(autosave.isUnsaved, false);
});

test("signed out: it waits for its person, and saves when they are back", async () => {
  const { autosave, sent, shown, pass, answers } = desk();
  autosave.changed();
  pass(PAUSE_MS);
  await answers({ kind: "signed-out" });
  pass(600_000);
  assert.equal(sent.length, 1);
  assert.equal(shown.at(-1), "signed-out");
  assert.equal(autosave.isUnsaved, true);
  autosave.retry();
  assert.equal(sent.length, 2);
});

test("written elsewhere: it goes on keeping its words, on the revision it began from", async () => {
  const { autosave, sent, shown, pass, answers } = desk(3);
  autosave.changed();
  pass(PAUSE_MS);
  await answers({ kind: "elsewhere", revision: 9, at: "18:12" });
  autosave.changed();
  assert.equal(shown.at(-1), "elsewhere");
  pass(PAUSE_MS);
  assert.deepEqual(sent.map(({ revision }) => revision), [3, 3]);
  assert.equal(shown.includes("waiting", 2), false);
});

test("after the button was pressed nothing overtakes it", () => {
  const { autosave, sent, pass } = desk();
  autosave.changed();
  autosave.stop();
  pass(60_000);
  autosave.leave();
  assert.equal(sent.length, 0);
});

const json = (told, status = 200) =>
  new Response(JSON.stringify(told), { status, headers: { "Content-Type": "application/json" } });

test("what the server says is understood", async () => {
  assert.deepEqual(await read(json({ elsewhere: false, revision: 2, at: "9:00" })), {
    kind: "saved",
    revision: 2,
    at: "9:00",
  });
  assert.equal((await read(json({ elsewhere: true, revision: 2, at: "9:00" }))).kind, "elsewhere");
  assert.deepEqual(await read(json({ sentence: "Too long." }, 400)), {
    kind: "refused",
    sentence: "Too long.",
  });
  for (const status of [401, 403]) {
    assert.equal((await read(new Response("", { status }))).kind, "signed-out");
  }
  for (const status of [429, 500, 503]) {
    assert.equal((await read(new Response("", { status }))).kind, "failed");
  }
  assert.equal((await read(new Response("<html>", { status: 404 }))).kind, "refused");
});
