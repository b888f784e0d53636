// Files between two pages: static/js/room/files.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_FILE, nameFor, parse } from "../../static/js/room/aside.js";
import { Files } from "../../static/js/room/files.js";

/** One end of the line. `room` pieces go out at once, then the line waits until `drain`. */
class End extends EventTarget {
  room = Infinity;
  waiting = [];
  spoil = (piece) => piece;
  constructor() {
    super();
    this.files = new Files(this);
    this.seen = [];
    this.files.addEventListener("transfer", ({ detail }) => this.seen.push(detail));
  }
  aside(message) {
    assert.deepEqual(parse(JSON.stringify(message)), message);
    if (this.far) this.far.files.hear(message);
    return Boolean(this.far);
  }
  async bytes(piece) {
    if (!this.far) return false;
    assert.ok(piece.length <= 16 * 1024);
    if (this.room <= 0) await new Promise((done) => this.waiting.push(done));
    this.room -= 1;
    const { buffer } = this.spoil(piece.slice());
    this.far?.dispatchEvent(Object.assign(new Event("bytes"), { detail: buffer }));
    return Boolean(this.far);
  }
  drain(room) {
    this.room = room;
    for (const done of this.waiting.splice(0)) done();
  }
}

function connect() {
  const [here, there] = [new End(), new End()];
  Object.assign(here, { far: there });
  Object.assign(there, { far: here });
  return [here, there];
}

const bytes = (size) => Uint8Array.from({ length: size }, (_, at) => at % 251);
const diary = (size = 50_000) => new File([bytes(size)], "diary.pdf", { type: "application/pdf" });

function over(transfer) {
  if (transfer.isOver) return transfer.state;
  return new Promise((done) =>
    transfer.addEventListener("changed", () => transfer.isOver && done(transfer.state)),
  );
}

async function offered(here, there, file = diary()) {
  assert.equal(await here.files.offer(file), true);
  return [here.seen.at(-1), there.seen.at(-1)];
}

test("a file that is taken arrives whole, and is nothing a browser would open", async () => {
  const [here, there] = connect();
  const [mine, theirs] = await offered(here, there);
  assert.deepEqual([theirs.state, theirs.moved, theirs.source], ["offered", 0, null]);
  there.files.take(theirs);
  assert.deepEqual(await Promise.all([over(mine), over(theirs)]), ["done", "done"]);
  assert.deepEqual(new Uint8Array(await theirs.blob.arrayBuffer()), bytes(50_000));
  assert.equal(theirs.blob.type, "application/octet-stream");
});

test("nothing comes before it is taken, or after it is stopped", async () => {
  const [here, there] = connect();
  const [mine, theirs] = await offered(here, there);
  here.room = 0;
  there.files.stop(theirs);
  assert.deepEqual([mine.state, theirs.state], ["stopped", "stopped"]);
  there.files.hear({ type: "file_take", id: mine.offer.id });
  here.files.hear({ type: "file_take", id: mine.offer.id });
  assert.deepEqual([mine.moved, here.waiting.length, theirs.blob], [0, 0, null]);
});

test("the sender waits while the line is full, and stops when asked", async () => {
  const [here, there] = connect();
  here.room = 1;
  const [mine, theirs] = await offered(here, there);
  const second = new Promise((done) => {
    here.waiting.push = (one) => done(Array.prototype.push.call(here.waiting, one));
  });
  there.files.take(theirs);
  await second;
  assert.ok(mine.moved > 0 && mine.moved < 50_000);
  there.files.stop(theirs);
  here.drain(Infinity);
  assert.equal(await over(mine), "stopped");
  assert.equal(theirs.blob, null);
  assert.deepEqual(theirs.pieces, []);
});

test("a file that is not what was offered is dropped", async () => {
  const [here, there] = connect();
  here.spoil = (piece) => piece.fill(piece.at(-1) + 1, 20, 21);
  const [, theirs] = await offered(here, there);
  there.files.take(theirs);
  assert.equal(await over(theirs), "spoiled");
  assert.equal(theirs.blob, null);
});

test("more than was offered is dropped", async () => {
  const [here, there] = connect();
  const [mine, theirs] = await offered(here, there, diary(100));
  here.far = null;
  there.far = null;
  theirs.become("moving");
  const head = Uint8Array.from(mine.offer.id.match(/../g), (two) => Number.parseInt(two, 16));
  const { buffer } = Uint8Array.from([...head, ...bytes(101)]);
  there.dispatchEvent(Object.assign(new Event("bytes"), { detail: buffer }));
  assert.equal(await over(theirs), "spoiled");
});

test("two at once keep apart", async () => {
  const [here, there] = connect();
  const first = await offered(here, there, diary(40_000));
  const second = await offered(here, there, diary(90_000));
  for (const [, theirs] of [second, first]) there.files.take(theirs);
  await Promise.all([...first, ...second].map(over));
  assert.deepEqual([first[1].blob.size, second[1].blob.size], [40_000, 90_000]);
});

test("another connection loses what was under way", async () => {
  const [here, there] = connect();
  const [mine, theirs] = await offered(here, there);
  for (const end of [here, there]) end.dispatchEvent(new Event("aside-open"));
  assert.deepEqual([mine.state, theirs.state], ["lost", "lost"]);
});

test("an empty or enormous file is not offered, and none without a line", async () => {
  const [here] = connect();
  assert.equal(await here.files.offer(new File([], "empty.txt")), false);
  assert.equal(await here.files.offer({ size: MAX_FILE + 1 }), false);
  here.far = null;
  assert.equal(await here.files.offer(diary()), false);
  assert.deepEqual(here.seen, []);
});

test("a name that would deceive is made plain, and dropped if the other side did not", () => {
  assert.equal(nameFor("photo\u202egpj.exe"), "photo_gpj.exe");
  assert.equal(nameFor("../../etc/passwd"), ".._.._etc_passwd");
  const offer = { type: "file_offer", id: "a".repeat(32), size: 1, kind: "", sha256: "b".repeat(64) };
  assert.equal(parse(JSON.stringify({ ...offer, name: "photo\u202egpj.exe" })), null);
  assert.notEqual(parse(JSON.stringify({ ...offer, name: "photo.jpg" })), null);
});
