// @ts-check
/** Where things are in the calendar's columns. Minutes of the wall clock, no elements. */

export const QUARTER = 15;
export const FINE = 5;
const DAY = 24 * 60;

/**
 * The minute at a height in a column, not rounded.
 * @param {number} offset pixels from the column's top
 * @param {{ height: number, first: number, last: number }} column its pixels and its hours
 */
export function minuteAt(offset, column) {
  const hours = column.last - column.first;
  return (column.first + (offset / column.height) * hours) * 60;
}

/**
 * Where something of this length begins when it is let go: on a whole step and inside the column.
 * @param {number} minute
 * @param {{ length: number, step: number, first: number, last: number }} what
 */
export function dropAt(minute, { length, step, first, last }) {
  const latest = Math.floor((last * 60 - Math.min(length, (last - first) * 60)) / step) * step;
  return Math.min(Math.max(Math.round(minute / step) * step, first * 60), Math.max(latest, first * 60));
}

/**
 * The quarter of an hour that was pressed.
 * @param {number} minute
 * @param {{ first: number, last: number }} hours
 */
export function pressedAt(minute, { first, last }) {
  const quarter = Math.floor(minute / QUARTER) * QUARTER;
  return Math.min(Math.max(quarter, first * 60), last * 60 - QUARTER);
}

/**
 * ``10:05``; past midnight it counts on from 00:00.
 * @param {number} minute
 */
export function clock(minute) {
  const ofDay = ((minute % DAY) + DAY) % DAY;
  const [hours, minutes] = [Math.floor(ofDay / 60), ofDay % 60];
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/**
 * A translated sentence with its gaps filled: "{day}, {from}".
 * @param {string} sentence
 * @param {Record<string, string>} words
 */
export function fill(sentence, words) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => words[name] ?? gap);
}

/**
 * The minute of the wall clock some time after it read `minute`; null once the day is over.
 * @param {number} minute
 * @param {number} elapsed milliseconds
 */
export function minuteNow(minute, elapsed) {
  const now = minute + elapsed / 60_000;
  return now < DAY ? now : null;
}

/** @typedef {{ day: string, start: number }} Place */

/**
 * Which of the places an arrow key leads to: up and down through all in order, left and right to
 * the nearest time of the nearest other day. The same one when there is none.
 * @param {Place[]} places in order
 * @param {number} index
 * @param {string} key
 */
export function neighbour(places, index, key) {
  if (key === "ArrowUp") return Math.max(index - 1, 0);
  if (key === "ArrowDown") return Math.min(index + 1, places.length - 1);
  const { day, start } = places[index];
  const forward = key === "ArrowRight";
  const days = places.map((place) => place.day).filter((one) => (forward ? one > day : one < day));
  if (days.length === 0) return index;
  const wanted = days.reduce((a, b) => (forward === a < b ? a : b));
  return places.reduce((best, place, at) => {
    if (place.day !== wanted) return best;
    if (places[best].day !== wanted) return at;
    return Math.abs(place.start - start) < Math.abs(places[best].start - start) ? at : best;
  }, index);
}
