import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clock,
  dropAt,
  fill,
  minuteAt,
  minuteNow,
  neighbour,
  pressedAt,
} from "../../static/js/scheduling/calendar/geometry.js";

const HOURS = { first: 8, last: 18 };
const COLUMN = { ...HOURS, height: 600 };
const SESSION = { ...HOURS, length: 50, step: 15 };

test("a pixel is a minute of the hours shown", () => {
  assert.equal(minuteAt(0, COLUMN), 8 * 60);
  assert.equal(minuteAt(75, COLUMN), 9 * 60 + 15);
  assert.equal(minuteAt(600, COLUMN), 18 * 60);
});

test("what is let go lands on the nearest step", () => {
  assert.equal(dropAt(607, SESSION), 600);
  assert.equal(dropAt(608, SESSION), 615);
  assert.equal(dropAt(608, { ...SESSION, step: 5 }), 610);
});

test("nothing lands outside the hours that are shown", () => {
  assert.equal(dropAt(-90, SESSION), 8 * 60);
  assert.equal(dropAt(23 * 60, SESSION), 17 * 60);
  assert.equal(dropAt(9 * 60, { ...SESSION, length: 14 * 60 }), 8 * 60);
});

test("a press is the quarter of an hour it falls into", () => {
  assert.equal(pressedAt(614, HOURS), 600);
  assert.equal(pressedAt(615, HOURS), 615);
  assert.equal(pressedAt(18 * 60, HOURS), 17 * 60 + 45);
});

test("minutes are written as a clock, on past midnight too", () => {
  assert.equal(clock(605), "10:05");
  assert.equal(clock(0), "00:00");
  assert.equal(clock(24 * 60 + 20), "00:20");
});

test("gaps of a sentence are filled in any order, unknown ones left", () => {
  const words = { from: "10:00", day: "Montag" };
  assert.equal(fill("{day}, {from}", words), "Montag, 10:00");
  assert.equal(fill("{from} {nothing}", words), "10:00 {nothing}");
});

test("the line of now moves on, and goes when the day is over", () => {
  assert.equal(minuteNow(600, 90_000), 601.5);
  assert.equal(minuteNow(1439, 60_000), null);
});

const PLACES = [
  { day: "2026-11-23", start: 540 },
  { day: "2026-11-23", start: 900 },
  { day: "2026-11-25", start: 600 },
  { day: "2026-11-25", start: 840 },
];

test("up and down go through all sessions in order, and stay at the ends", () => {
  assert.equal(neighbour(PLACES, 1, "ArrowDown"), 2);
  assert.equal(neighbour(PLACES, 1, "ArrowUp"), 0);
  assert.equal(neighbour(PLACES, 0, "ArrowUp"), 0);
  assert.equal(neighbour(PLACES, 3, "ArrowDown"), 3);
});

test("left and right go to the nearest time of the nearest other day", () => {
  assert.equal(neighbour(PLACES, 0, "ArrowRight"), 2);
  assert.equal(neighbour(PLACES, 1, "ArrowRight"), 3);
  assert.equal(neighbour(PLACES, 3, "ArrowLeft"), 1);
  assert.equal(neighbour(PLACES, 1, "ArrowLeft"), 1);
  assert.equal(neighbour(PLACES, 2, "ArrowRight"), 2);
});
