// The line to the room with a socket that does as it is told: what survives, what is dropped.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

/** @type {FakeSocket[]} */
let sockets = [];

class FakeSocket {
  readyState = 1;
  /** @type {any[]} */ sent = [];
  /** @type {(() => void) | undefined} */ onopen;
  /** @type {((event: {data: string}) => void) | undefined} */ onmessage;
  /** @type {((event: {code: number}) => void) | undefined} */ onclose;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
    sockets.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  /** @param {object} message */
  hear(message) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** What the browser tells the page. @type {Map<string, () => void>} */
const heard = new Map();
Object.assign(globalThis, {
  WebSocket: FakeSocket,
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ hear) => heard.set(name, hear),
  removeEventListener: (/** @type {string} */ name) => heard.delete(name),
});
const { Connection } = await import("../../static/js/room/connection.js");

const SEAT = "0b7c9a34-6f0e-4c55-8d3c-9a55d7f0e001";
const WELCOME = {
  type: "welcome",
  version: 1,
  seat: SEAT,
  name: "Alice",
  role: "patient",
  resume: "token",
  seq: 0,
  ice_servers: [],
  admitted: true,
  peer: null,
  waiting: null,
};
/** @param {number} seq */
const signal = (seq) => ({ type: "peer_restart", seq, sender: SEAT });

/** A line that has been welcomed, and what it has told. */
function open() {
  const line = new Connection("ws://room", () => true);
  /** @type {any[]} */
  const told = [];
  for (const name of ["line", "message", "moved", "closed"]) {
    line.addEventListener(name, (event) => told.push([name, /** @type {any} */ (event).detail]));
  }
  line.open();
  sockets[0].onopen?.();
  sockets[0].hear(WELCOME);
  return { line, told, numbers: () => told.flatMap(([, one]) => (one.seq && one.sender ? one.seq : [])) };
}

beforeEach(() => {
  sockets = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
});

test("a fresh page greets with nothing to resume", () => {
  open();
  assert.deepEqual(sockets[0].sent[0], { type: "hello", version: 1, resume: "", last_seq: 0 });
});

test("a lost socket comes back with its token and the last number", () => {
  const { line } = open();
  sockets[0].hear(signal(1));
  sockets[0].hear(signal(2));
  sockets[0].onclose?.({ code: 1006 });
  assert.equal(line.line, "retrying");
  mock.timers.tick(200);
  sockets[1].onopen?.();
  assert.deepEqual(sockets[1].sent[0], { type: "hello", version: 1, resume: "token", last_seq: 2 });
  sockets[1].hear(WELCOME);
  assert.equal(line.line, "open");
});

test("a number heard before is ignored", () => {
  const { numbers } = open();
  for (const seq of [1, 1, 2, 1, 2, 3]) sockets[0].hear(signal(seq));
  assert.deepEqual(numbers(), [1, 2, 3]);
});

test("a gap drops the socket, and nothing is told out of order", () => {
  const { numbers } = open();
  sockets[0].hear(signal(1));
  sockets[0].hear(signal(3));
  assert.deepEqual(numbers(), [1]);
  assert.equal(sockets[0].readyState, 3);
  mock.timers.tick(200);
  sockets[1].onopen?.();
  assert.equal(sockets[1].sent[0].last_seq, 1);
  sockets[1].hear(WELCOME);
  sockets[1].hear(signal(2));
  sockets[1].hear(signal(3));
  assert.deepEqual(numbers(), [1, 2, 3]);
});

test("a pulse is answered with the last number", () => {
  open();
  sockets[0].hear(signal(1));
  sockets[0].hear({ type: "pulse", seq: 1 });
  assert.deepEqual(sockets[0].sent.at(-1), { type: "heartbeat", seq: 1, visible: true });
});

test("silence is a dead line", () => {
  const { line } = open();
  mock.timers.tick(14_000);
  assert.equal(sockets[0].readyState, 3);
  assert.equal(line.line, "retrying");
  mock.timers.tick(200);
  assert.equal(sockets.length, 2);
});

for (const [code, name] of /** @type {[number, string][]} */ ([
  [4401, "signed_out"],
  [4409, "replaced"],
  [4410, "ended"],
  [4429, "flood"],
])) {
  test(`${name} is final`, () => {
    const { line, told } = open();
    sockets[0].onclose?.({ code });
    mock.timers.tick(60_000);
    assert.equal(sockets.length, 1);
    assert.equal(line.line, "closed");
    assert.deepEqual(told.at(-1), ["closed", name]);
  });
}

test("on another network the socket is given up at once, though it looks open", () => {
  const { line, told } = open();
  sockets[0].hear(signal(1));
  heard.get("online")?.();
  assert.deepEqual(told.at(-1), ["moved", null]);
  assert.equal(line.send({ type: "leave" }), false, "nothing goes to the old network");
  sockets[1].onopen?.();
  assert.deepEqual(sockets[1].sent[0], { type: "hello", version: 1, resume: "token", last_seq: 1 });
  sockets[0].onclose?.({ code: 1006 });
  mock.timers.tick(10_000);
  assert.equal(sockets.length, 2, "the old socket's end is nobody's business any more");
});

test("who was shown out does not come back with the network", () => {
  open();
  sockets[0].onclose?.({ code: 4410 });
  assert.equal(heard.has("online"), false);
});

test("a close for silence is not final", () => {
  open();
  sockets[0].onclose?.({ code: 4408 });
  mock.timers.tick(200);
  assert.equal(sockets.length, 2);
});

test("nothing is sent while the line is down", () => {
  const { line } = open();
  assert.equal(line.send({ type: "leave" }), true);
  sockets[0].onclose?.({ code: 1006 });
  assert.equal(line.send({ type: "leave" }), false);
});

test("a frame that is not the language is passed over", () => {
  const { told } = open();
  const before = told.length;
  sockets[0].onmessage?.({ data: "not json" });
  sockets[0].hear({ type: "room.deliver" });
  assert.equal(told.length, before);
});

test("the last word is said on the next line when this one is down, and then it is over", () => {
  const { line, told } = open();
  sockets[0].onclose?.({ code: 1006 });
  const before = told.length;
  line.closeWith({ type: "differ" });
  mock.timers.tick(200);
  sockets[1].onopen?.();
  sockets[1].hear(WELCOME);
  assert.ok(sockets[1].sent.some(({ type }) => type === "differ"));
  sockets[1].onclose?.({ code: 4416 });
  mock.timers.tick(60_000);
  assert.equal(sockets.length, 2);
  assert.deepEqual(told.slice(before), [["line", "closed"]]);
});

test("the last word into a dead socket is said again", () => {
  const { line } = open();
  line.closeWith({ type: "differ" });
  assert.equal(sockets[0].sent.at(-1).type, "differ");
  mock.timers.tick(14_000);
  mock.timers.tick(1_000);
  sockets[1].onopen?.();
  sockets[1].hear(WELCOME);
  assert.ok(sockets[1].sent.some(({ type }) => type === "differ"));
});
