// The saver keeps one save on its way, the newest state last, and never gives up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeper } from "../../static/js/intake/keeper.js";

const SAVED = { kind: "saved", answer: {} };

function wired(outcomes) {
  const told = [];
  const waiting = [];
  let sends = 0;
  const keeper = new Keeper({
    send: async () => {
      sends += 1;
      const outcome = outcomes.shift() ?? SAVED;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    onSaving: () => told.push("saving"),
    onSaved: () => told.push("saved"),
    onWaiting: (why) => told.push(why),
    onRefused: (sentence) => told.push(sentence),
    later: (task, ms) => waiting.push({ task, ms }),
  });
  return { keeper, told, waiting, sends: () => sends };
}

test("saves what changed, once", async () => {
  const { keeper, told, sends } = wired([]);
  await keeper.save();
  assert.equal(sends(), 0);
  keeper.change();
  assert.ok(keeper.isUnsaved);
  await keeper.save();
  await keeper.save();
  assert.equal(sends(), 1);
  assert.deepEqual(told, ["saving", "saved"]);
  assert.ok(!keeper.isUnsaved);
});

test("what changes while a save is on its way is saved after it", async () => {
  let arrives = (/** @type {unknown} */ _) => {};
  const slow = new Promise((resolve) => (arrives = resolve));
  const { keeper, sends } = wired([slow]);
  keeper.change();
  const first = keeper.save();
  keeper.change();
  await keeper.save();
  assert.equal(sends(), 1);
  arrives(SAVED);
  await first;
  await new Promise(setImmediate);
  assert.equal(sends(), 2);
  assert.ok(!keeper.isUnsaved);
});

test("keeps trying with longer pauses while the line is down", async () => {
  const { keeper, told, waiting } = wired([new Error("offline"), { kind: "failed" }, SAVED]);
  keeper.change();
  await keeper.save();
  assert.ok(keeper.isUnsaved);
  waiting[0].task();
  await new Promise(setImmediate);
  waiting[1].task();
  await new Promise(setImmediate);
  assert.deepEqual(waiting.map(({ ms }) => ms), [2000, 4000]);
  assert.deepEqual(told, ["saving", "offline", "saving", "offline", "saving", "saved"]);
});

test("says so when one was signed out, and keeps the words", async () => {
  const { keeper, told } = wired([{ kind: "signed-out" }]);
  keeper.change();
  await keeper.save();
  assert.deepEqual(told, ["saving", "signed-out"]);
  assert.ok(keeper.isUnsaved);
});

test("a fresh token is tried at once, but only once", async () => {
  const { keeper, told, sends } = wired([{ kind: "again" }, { kind: "again" }]);
  keeper.change();
  await keeper.save();
  await new Promise(setImmediate);
  assert.equal(sends(), 2);
  assert.equal(told.at(-1), "offline");
});

test("a page that is being sent is not overtaken", async () => {
  const { keeper, sends } = wired([]);
  keeper.change();
  keeper.stop();
  await keeper.save();
  assert.equal(sends(), 0);
  assert.ok(!keeper.isUnsaved);
});
