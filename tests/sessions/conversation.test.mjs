// What is written comes there once, whatever the line does.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Conversation } from "../../static/js/text/conversation.js";

/** A conversation whose line can be cut, and what it sent. */
function begin() {
  /** @type {any[]} */ const sent = [];
  const line = { isUp: true };
  const talk = new Conversation((message) => {
    if (line.isUp) sent.push(message);
    return line.isUp;
  });
  return { talk, sent, line };
}

/** @param {number} seq @param {string} id @param {"patient" | "therapist"} [sender] */
const lineOf = (seq, id, sender = "patient") =>
  /** @type {const} */ ({ type: "line", seq, id, sender, at: "2026-03-02T15:00:00Z", text: id });
const WELCOME = /** @type {any} */ ({ type: "welcome" });

test("what could not go out goes out after the next welcome, under the same id", () => {
  const { talk, sent, line } = begin();
  line.isUp = false;
  talk.say("Are you there?", "one");
  assert.deepEqual(sent, []);
  line.isUp = true;
  talk.hear(WELCOME);
  assert.deepEqual(sent, [{ type: "say", id: "one", text: "Are you there?" }]);
});

test("a line whose answer was lost is sent again and is still one line", () => {
  const { talk, sent } = begin();
  talk.say("Hello", "one");
  talk.hear(WELCOME);
  assert.equal(sent.length, 2);
  assert.equal(sent[0].id, sent[1].id);
  talk.hear(lineOf(1, "one"));
  talk.hear(lineOf(1, "one"));
  assert.deepEqual(talk.unsent, []);
  assert.equal(talk.lines.length, 1);
  talk.hear(WELCOME);
  assert.equal(sent.length, 2);
});

test("how far a line has come is told from the other's marks", () => {
  const { talk } = begin();
  for (const seq of [1, 2, 3]) talk.hear(lineOf(seq, `line-${seq}`));
  talk.hear({ type: "marks", received: 2, read: 1 });
  assert.deepEqual(talk.lines.map((line) => talk.stateOf(line)), ["read", "received", "sent"]);
});

test("what is in view is told once, and again only when there is more", () => {
  const { talk, sent, line } = begin();
  talk.see();
  talk.hear(lineOf(1, "one", "therapist"));
  line.isUp = false;
  talk.see();
  line.isUp = true;
  talk.see();
  talk.see();
  talk.hear(lineOf(2, "two", "therapist"));
  talk.see();
  assert.deepEqual(sent, [
    { type: "read", number: 1 },
    { type: "read", number: 2 },
  ]);
});

test("what was refused says so, and is tried again when the conversation opens", () => {
  const { talk, sent } = begin();
  talk.say("Too early", "one");
  talk.hear({ type: "not_said", id: "one" });
  assert.equal(talk.unsent[0].refused, true);
  talk.hear({ type: "admitted" });
  assert.equal(talk.unsent[0].refused, false);
  assert.equal(sent.length, 2);
});
