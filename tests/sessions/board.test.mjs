// The shared page: static/js/room/board.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_POINTS, parse } from "../../static/js/room/aside.js";
import { Board } from "../../static/js/room/board.js";

/** Two pages; `line.isOpen` says whether what one says reaches the other, `line.isAnew` whether pages
 * were there before these. */
function open({ isAnew = false } = {}) {
  const line = { isOpen: true, isAnew };
  const boards = [];
  const end = (at) =>
    new Board((message) => {
      assert.deepEqual(parse(JSON.stringify(message)), message);
      if (line.isOpen) boards[at].hear(structuredClone(message));
      return line.isOpen;
    }, () => line.isAnew);
  boards.push(end(1), end(0));
  return [...boards, line];
}

const seen = (board) => [...board.marks.values()].map(({ own, brought, ...mark }) => mark);

test("both see the same lines and notes, each knows whose they are", () => {
  const [here, there] = open();
  const line = here.line("blue");
  here.draw(line, [1, 2, 3, 4]);
  there.note("what happened", 1);
  here.draw(line, Array.from({ length: 3 * MAX_POINTS }, (_, at) => at));
  assert.deepEqual(seen(here), seen(there));
  assert.deepEqual([...here.marks.values()].map(({ own }) => own), [true, false]);
  assert.deepEqual([...there.marks.values()].map(({ own }) => own), [false, true]);
  assert.equal(line.points.length, 4 + 3 * MAX_POINTS);
});

test("what is pasted into a note can be drawn, and nothing is no note", () => {
  const [here, there] = open();
  here.note("what\u000bhappened\t", 0);
  here.note(" \u0000 ", 0);
  assert.deepEqual(seen(there).map(({ text }) => text), ["what happened"]);
  assert.deepEqual(seen(here), seen(there));
});

test("one takes back only one's own, the latest first", () => {
  const [here, there] = open();
  here.note("first", 0);
  here.note("second", 0);
  there.note("theirs", 0);
  assert.equal(here.undo(), true);
  assert.deepEqual(seen(there).map(({ text }) => text), ["first", "theirs"]);
  const [, theirs] = here.marks.values();
  there.hear({ type: "board_undo", id: theirs.id });
  assert.equal(there.marks.has(theirs.id), true, "the other can't take back what is mine");
  assert.equal(here.undo(), true);
  assert.equal(here.undo(), false);
  assert.deepEqual(seen(here), seen(there));
});

test("clearing clears for both, and the other is told", () => {
  const [here, there] = open();
  there.note("theirs", 0);
  let told = 0;
  there.addEventListener("cleared", () => (told += 1));
  assert.equal(here.clear(), true);
  assert.deepEqual([here.marks.size, there.marks.size, told], [0, 0, 1]);
});

test("a page that was opened anew gets everything, and nothing twice", () => {
  const [here, there, line] = open();
  here.draw(here.line("red"), [5, 5, 6, 6]);
  line.isOpen = false;
  here.note("while away", 4);
  assert.equal(here.undo(), false, "what the other can't be told stays");
  assert.equal(here.clear(), false);
  line.isOpen = true;
  for (let time = 0; time < 2; time += 1) {
    here.hear({ type: "board_ask" });
    there.hear({ type: "board_ask" });
  }
  assert.deepEqual(seen(there), seen(here));
  there.marks.clear();
  line.isAnew = true;
  here.hear({ type: "board_ask" });
  assert.deepEqual(seen(there), seen(here));
  assert.deepEqual([...there.marks.values()].map(({ own }) => own), [false, false]);
});

test("a line that broke off is whole again, and said again changes nothing", () => {
  const [here, there, line] = open();
  const drawn = here.line("blue");
  here.draw(drawn, [1, 2, 3, 4]);
  line.isOpen = false;
  here.draw(drawn, [5, 6, 7, 8]);
  line.isOpen = true;
  for (let time = 0; time < 2; time += 1) here.hear({ type: "board_ask" });
  assert.equal(drawn.points.length, 8);
  assert.deepEqual(seen(there), seen(here));
});

test("a page doesn't grow without end", () => {
  const [here] = open();
  for (let time = 0; time < 2_000; time += 1) {
    here.hear({ type: "board_note", id: time.toString(16).padStart(8, "0"), own: true, turn: time, text: "x", place: 0 });
  }
  assert.equal(here.marks.size, 1_000);
  const [, there] = open();
  for (let from = 0; from < 9_000; from += MAX_POINTS) {
    const points = Array(MAX_POINTS).fill(1);
    there.hear({ type: "board_line", id: "aaaaaaaa", own: true, turn: 1, ink: "red", from, points });
  }
  assert.ok(there.marks.get("aaaaaaaa").points.length <= 4_000);
});

test("both have the marks in one order, even those made at once", () => {
  const [here, there, line] = open();
  here.note("first", 0);
  line.isOpen = false;
  here.note("at once here", 0);
  there.note("at once there", 0);
  line.isOpen = true;
  here.hear({ type: "board_ask" });
  there.hear({ type: "board_ask" });
  there.draw(there.line("red"), [1, 2]);
  const order = (board) => board.inOrder.map(({ id }) => id);
  assert.deepEqual(order(here), order(there));
  assert.equal(here.inOrder[0].text, "first");
  assert.deepEqual(here.inOrder[3].points, [1, 2]);
});

const note = (id, own) => ({ type: "board_note", id, own, turn: 9, text: "not mine", place: 0 });
const stroke = (id, own, from = 0) => ({ type: "board_line", id, own, turn: 9, ink: "red", from, points: [1, 2] });

test("nothing stands as mine that this page didn't draw", () => {
  const [here, there] = open();
  const drawn = here.line("blue");
  here.draw(drawn, [1, 2]);
  const theirs = there.line("red");
  there.draw(theirs, [3, 4]);
  for (const own of [true, false]) here.hear(stroke(drawn.id, own, 2));
  here.hear(stroke(theirs.id, false, 2));
  here.hear(note("aaaaaaaa", false));
  here.hear(stroke("bbbbbbbb", false));
  assert.deepEqual([...here.marks.values()].map(({ own, points }) => [own, points]), [[true, [1, 2]], [false, [3, 4]]]);
  assert.deepEqual(seen(here), seen(there));
});

test("what I took back while nobody heard it is taken back at the other's too", () => {
  const [here, there] = open();
  here.note("gone", 0);
  here.marks.clear();
  there.hear({ type: "board_ask" });
  assert.deepEqual([here.marks.size, there.marks.size], [0, 0]);
});

test("what comes back to a page that was opened anew is marked so, and is whole", () => {
  const [here, there] = open({ isAnew: true });
  const long = Array.from({ length: 2 * MAX_POINTS }, (_, at) => at);
  here.draw(here.line("blue"), long);
  here.note("mine", 0);
  there.note("theirs", 0);
  here.marks.clear();
  there.hear({ type: "board_ask" });
  assert.deepEqual([...here.marks.values()].map(({ own, brought }) => [own, brought]), [[true, true], [true, true], [false, false]]);
  assert.deepEqual(seen(here), seen(there));
  const drawn = here.line("blue");
  here.draw(drawn, [5, 5]);
  here.hear(stroke(drawn.id, false, 2));
  assert.deepEqual(drawn.points, [5, 5], "what it draws itself is its own still");
});
