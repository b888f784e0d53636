// What the device remembers of the room, and what it does when it can't.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { read, write } from "../../static/js/room/preferences.js";

/** @param {object} storage */
const onADeviceWith = (storage) => {
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
};
afterEach(() => onADeviceWith({}));

/** A device's storage. */
class Storage {
  kept = new Map();
  getItem = (name) => this.kept.get(name) ?? null;
  setItem = (name, value) => this.kept.set(name, value);
}

test("what was chosen is remembered", () => {
  onADeviceWith(new Storage());
  assert.equal(read("mirror", true), true);
  write("mirror", false);
  write("camera", "a1");
  assert.equal(read("mirror", true), false);
  assert.equal(read("camera", ""), "a1");
});

test("what is no answer to the question counts as nothing", () => {
  const storage = new Storage();
  onADeviceWith(storage);
  storage.setItem("room-mirror", "off");
  assert.equal(read("mirror", true), true);
  storage.setItem("room-mirror", '"yes"');
  assert.equal(read("mirror", true), true);
});

test("a browser that keeps nothing loses nothing else", () => {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  onADeviceWith({ getItem: refuse, setItem: refuse });
  write("mirror", false);
  assert.equal(read("mirror", true), true);
});
