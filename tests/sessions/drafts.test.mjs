import assert from "node:assert/strict";
import { test } from "node:test";
import { Counts } from "../../static/js/notes/counts.js";
import { awaitRevision, leaveWord, takeWord } from "../../static/js/notes/leaving.js";
import { read } from "../../static/js/notes/posting.js";

test("each request has its turn, and stands on what was saved last", () => {
  const counts = new Counts(4);
  assert.deepEqual(counts.take(), { revision: 4, turn: 1 });
  counts.heed({ kind: "saved", revision: 5, at: "18:12" });
  assert.deepEqual(counts.take(), { revision: 5, turn: 2 });
  counts.heed({ kind: "failed" });
  assert.deepEqual(counts.take(), { revision: 5, turn: 3 });
});

test("written elsewhere: it stays on the revision it began from", () => {
  const counts = new Counts(3, 7);
  counts.take();
  counts.heed({ kind: "elsewhere", revision: 9, at: "18:12" });
  assert.deepEqual(counts.take(), { revision: 3, turn: 9 });
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

test("what was on its way is told to the next page once, for its own draft", () => {
  const kept = new Map();
  const shelf = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
  leaveWord("/sessions/1/note/", 4, shelf);
  assert.equal(takeWord("/sessions/2/note/", shelf), 0);
  assert.equal(takeWord("/sessions/1/note/", shelf), 4);
  assert.equal(takeWord("/sessions/1/note/", shelf), 0);
});

test("it looks until the awaited revision is there, and gives up in the end", async () => {
  const pauses = [];
  const pause = async (ms) => void pauses.push(ms);
  const answers = [null, { revision: 3, found: "old" }, { revision: 4, found: "new" }];
  const look = async () => answers.shift() ?? null;
  assert.deepEqual(await awaitRevision(look, 4, pause), { revision: 4, found: "new" });
  assert.equal(pauses.length, 3);
  const stuck = async () => ({ revision: 3, found: "old" });
  assert.deepEqual(await awaitRevision(stuck, 4, pause), { revision: 3, found: "old" });
  pauses.length = 0;
  assert.equal(await awaitRevision(async () => null, 4, pause), null);
  assert.ok(pauses.reduce((sum, ms) => sum + ms) < 20_000);
});
