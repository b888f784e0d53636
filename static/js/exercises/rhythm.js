// @ts-check
/**
 * Breathing in time, as plain arithmetic: which part of which breath a moment falls in. Knows no
 * element and no clock.
 *
 * @typedef {"in" | "hold" | "out"} Phase
 * @typedef {{ inhale: number, hold: number, exhale: number, minutes: number }} Choice  seconds, and minutes in all
 * @typedef {{ phase: Phase, ms: number }} Part
 * @typedef {{ parts: Part[], breathMs: number, breaths: number, totalMs: number }} Rhythm
 * @typedef {object} Moment
 * @property {Phase} phase
 * @property {number} breath which breath, from 0
 * @property {number} phaseMs how long this part lasts
 * @property {number} intoPhaseMs how much of it has passed
 * @property {number} secondsLeft whole seconds to count down, from the part's length to 1
 * @property {number} leftMs until the end of the exercise
 * @property {boolean} finished
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * The last breath is always finished: the exercise lasts as long as was chosen or a part of a
 * breath longer.
 *
 * @param {Choice} choice
 * @returns {Rhythm}
 */
export function rhythmOf({ inhale, hold, exhale, minutes }) {
  /** @type {Part[]} */
  const parts = [
    { phase: "in", ms: inhale * SECOND },
    { phase: "hold", ms: hold * SECOND },
    { phase: "out", ms: exhale * SECOND },
  ];
  const kept = parts.filter((part) => part.ms > 0);
  const breathMs = kept.reduce((sum, part) => sum + part.ms, 0);
  const breaths = Math.max(1, Math.ceil((minutes * MINUTE) / breathMs));
  return { parts: kept, breathMs, breaths, totalMs: breaths * breathMs };
}

/**
 * @param {Rhythm} rhythm
 * @param {number} elapsedMs since the first breath began, pauses not counted
 * @returns {Moment}
 */
export function momentAt(rhythm, elapsedMs) {
  const finished = elapsedMs >= rhythm.totalMs;
  const within = Math.min(Math.max(elapsedMs, 0), rhythm.totalMs - 1);
  const breath = Math.floor(within / rhythm.breathMs);
  let intoPhaseMs = within - breath * rhythm.breathMs;
  let index = 0;
  while (intoPhaseMs >= rhythm.parts[index].ms) {
    intoPhaseMs -= rhythm.parts[index].ms;
    index += 1;
  }
  const { phase, ms } = rhythm.parts[index];
  return {
    phase,
    breath,
    phaseMs: ms,
    intoPhaseMs,
    secondsLeft: Math.ceil((ms - intoPhaseMs) / SECOND),
    leftMs: Math.max(0, rhythm.totalMs - elapsedMs),
    finished,
  };
}

/**
 * How long to wait until something that is shown changes: the next counted second.
 *
 * @param {Moment} moment
 * @returns {number} milliseconds, above 0
 */
export function untilNextSecond({ phaseMs, intoPhaseMs, secondsLeft }) {
  return phaseMs - intoPhaseMs - (secondsLeft - 1) * SECOND;
}

/** Time that can be stopped and taken up again. */
export class Stopwatch {
  #now;
  #before = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {() => number} now milliseconds that only grow, such as performance.now */
  constructor(now) {
    this.#now = now;
  }

  get running() {
    return this.#since !== null;
  }

  get elapsedMs() {
    return this.#before + (this.#since === null ? 0 : this.#now() - this.#since);
  }

  start() {
    this.#since ??= this.#now();
  }

  pause() {
    this.#before = this.elapsedMs;
    this.#since = null;
  }

  reset() {
    this.#before = 0;
    this.#since = null;
  }
}
