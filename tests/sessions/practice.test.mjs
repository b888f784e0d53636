/** The practice room's line: what a room's server would say, and nothing a server must know. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { PracticeLine } from "../../static/js/room/practice.js";

/** @type {any[]} */ let asked;
/** @type {() => {ok: boolean, told: object}} */ let answers;
globalThis.fetch = /** @type {any} */ (
  async (/** @type {string} */ _url, /** @type {RequestInit} */ wishes) => {
    if (wishes.body) asked.push(JSON.parse(String(wishes.body)));
    const { ok, told } = wishes.body ? answers() : { ok: true, told: { ice_servers: [] } };
    return { ok, json: async () => told };
  }
);

/** A line, what it said and why it closed. */
async function opened() {
  const dataset = { practice: "/echo/", token: "t", name: "Your own echo", seconds: "60" };
  const line = new PracticeLine(/** @type {any} */ ({ dataset }));
  /** @type {any[]} */ const heard = [];
  /** @type {string[]} */ const closed = [];
  line.addEventListener("message", (event) => heard.push(/** @type {any} */ (event).detail));
  line.addEventListener("closed", (event) => closed.push(/** @type {any} */ (event).detail));
  await line.open();
  return { line, heard, closed };
}

const settled = () => new Promise((done) => setImmediate(done));
/** @param {string} to */
const offer = (to) => /** @type {const} */ ({ type: "description", to, kind: "offer", sdp: "v=0" });

beforeEach(() => {
  asked = [];
  answers = () => ({ ok: true, told: { sdp: "v=1" } });
});

test("one is let in, and offers to one's own echo", async () => {
  const { line, heard } = await opened();
  const [welcome] = heard;
  assert.equal(welcome.admitted, true);
  assert.equal(welcome.role, "therapist");
  assert.equal(welcome.peer.name, "Your own echo");
  assert.equal(line.send(offer(welcome.peer.seat)), true);
  await settled();
  assert.deepEqual(asked, [{ sdp: "v=0", talks: true }]);
  const { type, kind, sdp, sender } = heard[1];
  assert.deepEqual({ type, kind, sdp, sender }, { type: "peer_description", kind: "answer", sdp: "v=1", sender: welcome.peer.seat });
  line.close();
});

test("the echo is muted when one is", async () => {
  const { line, heard } = await opened();
  line.send({ type: "media_state", mic: true, camera: true, receives: "all" });
  assert.equal(heard.length, 1);
  line.send({ type: "media_state", mic: false, camera: true, receives: "sound" });
  assert.equal(heard[1].peer.mic, false);
  assert.equal(heard[1].peer.receives, "sound");
  assert.equal(heard[1].peer.seat, heard[0].peer.seat);
  line.close();
});

test("a second offer meets another echo in another seat", async () => {
  const { line, heard } = await opened();
  line.send(offer("echo-0"));
  await settled();
  line.send(offer("echo-0"));
  await settled();
  assert.equal(heard.at(-1).peer.seat, "echo-1");
  line.send(offer("echo-1"));
  await settled();
  assert.equal(asked.length, 2);
  assert.equal(heard.at(-1).sender, "echo-1");
  line.close();
});

for (const [refused, reason] of [["busy", "busy"], ["too_many", "busy"], ["down", "down"]]) {
  test(`an echo that says ${refused} closes the line`, async () => {
    answers = () => ({ ok: refused !== "too_many", told: { refused } });
    const { line, closed } = await opened();
    line.send(offer("echo-0"));
    await settled();
    assert.deepEqual(closed, [reason]);
    assert.equal(line.line, "closed");
    assert.equal(line.send(offer("echo-0")), false);
  });
}
