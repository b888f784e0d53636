// Captions: how long a line stays, and that no voice leaves the device for one.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Captions, endOf, hopeOf, LONGEST } from "../../static/js/room/captions.js";
import { isAvailable, writeDown } from "../../static/js/room/recognition.js";

const caption = (id, text, how = "typed") => ({ type: "caption", id, how, text });
const texts = (captions, now) => captions.at(now).map((line) => line.caption.text);

test("a line stays long enough to be read, and then nothing of it is left", () => {
  const captions = new Captions();
  captions.hear(caption("a", "One moment"), "theirs", 0);
  assert.deepEqual(texts(captions, 4_500), ["One moment"]);
  assert.deepEqual(texts(captions, 5_000), []);
  captions.hear(caption("b", "x".repeat(100)), "theirs", 0);
  assert.equal(texts(captions, 10_000).length, 1, "a longer one stays longer");
});

test("what is being spoken grows in its place", () => {
  const captions = new Captions();
  captions.hear(caption("a", "I was", "hearing"), "theirs", 0);
  captions.hear(caption("b", "Go on"), "mine", 10);
  captions.hear(caption("a", "I was at home", "heard"), "theirs", 20);
  assert.deepEqual(texts(captions, 30), ["I was at home", "Go on"]);
});

test("nobody's flood covers the picture", () => {
  const captions = new Captions();
  for (const id of "abcdef") captions.hear(caption(id, id), "theirs", 0);
  assert.deepEqual(texts(captions, 1), ["d", "e", "f"]);
});

test("of a long speech the end is shown, from a whole word on", () => {
  assert.equal(endOf("  short "), "short");
  const end = endOf("word ".repeat(200));
  assert.ok(end.length <= LONGEST && end.startsWith("…word"), end);
  assert.ok(endOf("x".repeat(1_000)).length <= LONGEST);
});

test("whoever wants captions is told what to expect", () => {
  assert.equal(hopeOf({ connected: false, able: true }), "captions-apart");
  assert.equal(hopeOf({ connected: true, able: true }), "captions-able");
  assert.equal(hopeOf({ connected: true, able: false }), "captions-unable");
});

/** @param {any} Recognition */
const inABrowserWith = (Recognition) => Object.assign(globalThis, { SpeechRecognition: Recognition });
afterEach(() => inABrowserWith(undefined));

/** A recogniser on the device. */
class OnDevice extends EventTarget {
  static answer = "available";
  static wishes = [];
  static async available(wish) {
    OnDevice.wishes.push(wish);
    return OnDevice.answer;
  }
  starts = [];
  #local = false;
  get processLocally() {
    return this.#local;
  }
  set processLocally(on) {
    this.#local = on;
  }
  constructor() {
    super();
    OnDevice.last = this;
  }
  start(track) {
    this.starts.push(track);
  }
  abort() {}
}

test("only a recogniser that works on the device is offered", async () => {
  assert.equal(await isAvailable("en-GB"), false, "no recogniser at all");
  inABrowserWith(class extends EventTarget {});
  assert.equal(await isAvailable("en-GB"), false, "one that can't be asked");
  inABrowserWith(class { static available = async () => "available"; });
  assert.equal(await isAvailable("en-GB"), false, "one that knows no processLocally");
  inABrowserWith(OnDevice);
  assert.equal(await isAvailable("en-GB"), true);
  assert.deepEqual(OnDevice.wishes.at(-1), { langs: ["en-GB"], processLocally: true });
  for (const answer of ["downloadable", "downloading", "unavailable"]) {
    OnDevice.answer = answer;
    assert.equal(await isAvailable("en-GB"), false, answer);
  }
});

test("it is told to stay on the device, hears one track, and goes on after a silence", () => {
  inABrowserWith(OnDevice);
  const told = [];
  const track = /** @type {any} */ ({});
  const stop = writeDown(track, "en-GB", (words, isFinal) => told.push([words, isFinal]));
  const { last } = OnDevice;
  assert.equal(last.processLocally, true);
  assert.deepEqual(last.starts, [track]);
  const result = { resultIndex: 0, results: [{ 0: { transcript: "Hello" }, isFinal: true }] };
  last.dispatchEvent(Object.assign(new Event("result"), result));
  assert.deepEqual(told, [["Hello", true]]);
  last.dispatchEvent(new Event("end"));
  assert.equal(last.starts.length, 2);
  stop();
  last.dispatchEvent(new Event("end"));
  assert.equal(last.starts.length, 2);
});

test("after an error it does not try again and again", () => {
  inABrowserWith(OnDevice);
  writeDown(/** @type {any} */ ({}), "en-GB", () => {});
  OnDevice.last.dispatchEvent(Object.assign(new Event("error"), { error: "not-allowed" }));
  OnDevice.last.dispatchEvent(new Event("end"));
  assert.equal(OnDevice.last.starts.length, 1);
});
