// What the two pages say to each other: docs/room-protocol.md, "Between the two pages".
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { encode, MAX_BYTES, newId, parse, SHAPES } from "../../static/js/room/aside.js";

const document = readFileSync(new URL("../../docs/room-protocol.md", import.meta.url), "utf8");
const [, part] = document.split("\n## Between the two pages\n");
const examples = [...part.matchAll(/```json\n(.+?)\n```/gs)].map(([, block]) => JSON.parse(block));

/** The example with each field missing, each of another type, and one too many. */
function spoiled(example) {
  const names = Object.keys(example).filter((name) => name !== "type");
  return [
    { ...example, unasked: 1 },
    ...names.map((name) => {
      const { [name]: _, ...rest } = example;
      return rest;
    }),
    ...names.map((name) => ({ ...example, [name]: { type: "chat" } })),
    ...names.map((name) => ({ ...example, [name]: 1.5 })),
  ];
}

test("every message has an example, and every example is a message", () => {
  assert.deepEqual(new Set(examples.map(({ type }) => type)), new Set(Object.keys(SHAPES)));
  for (const example of examples) assert.deepEqual(parse(encode(example)), example);
});

test("a spoiled example is dropped, and never said", () => {
  for (const bad of examples.flatMap(spoiled)) {
    assert.equal(parse(JSON.stringify(bad)), null, JSON.stringify(bad));
    assert.equal(encode(bad), null);
  }
});

test("what is no message is dropped", () => {
  const nothing = ["", "{", "null", "[]", "1", '{"type": ["chat"]}', '{"type": "toString"}'];
  for (const raw of [...nothing, '{"type": "__proto__"}', '{"type": "admit"}', null, undefined, new ArrayBuffer(8)]) {
    assert.equal(parse(raw), null, String(raw));
  }
});

test("what is too large is dropped, the longest chat line is not", () => {
  const line = { type: "chat", id: newId(), text: "\u0001".repeat(2_000), at: 1 };
  assert.deepEqual(parse(encode(line)), line);
  assert.equal(parse(JSON.stringify({ ...line, text: "a".repeat(2_001) })), null);
  assert.equal(parse(`${JSON.stringify(line)}${" ".repeat(MAX_BYTES)}`), null);
});

test("a note that would spoil the saved picture is dropped", () => {
  const note = { type: "board_note", id: newId(), own: true, turn: 1, text: "what happened", place: 1 };
  assert.deepEqual(parse(encode(note)), note);
  for (const bad of ["\u0000", "\u000b", "\n", "\uffff"]) {
    assert.equal(parse(JSON.stringify({ ...note, text: `what${bad}happened` })), null);
  }
});

test("a new name is never the old one", () => {
  assert.notEqual(newId(), newId());
  assert.match(newId(), /^[0-9a-f]{32}$/);
});
