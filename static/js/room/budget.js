// @ts-check
/**
 * What a line bears, and what to send over it: sound first, the picture from what is left. Pure:
 * from what was sent so far and how the line is now to what to send next.
 *
 * @typedef {object} Line how the line was since the last look
 * @property {number} bears bits a second that may go out, by the browser's estimate; 0: unknown
 * @property {number} loss share of our packets that did not arrive, as the other side reports it
 * @property {number} roundTrip seconds
 * @property {number} concealed share of the sound here that had to be made up
 *
 * @typedef {object} Budget
 * @property {number} step index of the picture's step
 * @property {boolean} paused whether the picture yields to the sound
 * @property {number} poor looks in a row at a line that bears no picture
 * @property {number} good looks in a row at a line that may bear more
 * @property {number} patience looks at a calm line until a paused picture is tried again
 * @property {number} steady looks since it was last tried
 *
 * @typedef {{bitrate: number, scale: number, frames: number}} Picture
 * @typedef {"all" | "less" | "sound" | "nothing"} Receives
 * @typedef {{sound: number, picture: Picture | null}} Wishes sound 0: none is wanted
 */

/** Bits a second of Opus: a full voice, and one on a poor line, the least at which its in-band
 * correction still works at full bandwidth (libopus, decide_fec). */
const VOICE = 32_000;
const POOR_VOICE = 28_000;
/** What the voice takes of the line: 50 packets a second with about 60 bytes of headers each. */
const RESERVED = VOICE + 24_000;
/** A picture of less than this is neither a face nor worth the sound it costs. */
const FLOOR = 50_000;

/** What there must be, beside the sound, for each step; scales are of a camera's 720 lines. */
const STEPS = [
  { needs: 0, bitrate: 120_000, scale: 4, frames: 10 },
  { needs: 120_000, bitrate: 300_000, scale: 3, frames: 15 },
  { needs: 300_000, bitrate: 900_000, scale: 2, frames: 30 },
  { needs: 900_000, bitrate: 2_500_000, scale: 1, frames: 30 },
];
const SAVING = 1;

const POOR_LOOKS = 3;
const GOOD_LOOKS = 3;
const PATIENCE = 8;
const LONGEST_PATIENCE = 64;
/** A picture that stays this long has earned the first patience again. */
const EARNED = 60;
/** So long a picture that came back is judged by what it does to the line: the estimate, which was
 * low while little went out, needs as long to grow. */
const TRIAL = 12;

/** As a call begins: half size, until the line has shown itself. @type {Readonly<Budget>} */
export const START = Object.freeze({
  step: 2,
  paused: false,
  poor: 0,
  good: 0,
  patience: PATIENCE,
  steady: TRIAL,
});

/** The budget after one more look at the line, about one a second.
 * @param {Readonly<Budget>} budget @param {Line} line @returns {Budget}
 */
export function follow(budget, line) {
  return budget.paused ? wait(budget, line) : carry(budget, line);
}

/** @param {Readonly<Budget>} budget @param {Line} line @returns {Budget} */
function carry(budget, line) {
  const steady = budget.steady + 1;
  const patience = steady >= EARNED ? PATIENCE : budget.patience;
  const fails = steady > TRIAL ? isPoor(line) : isRough(line);
  const poor = fails ? budget.poor + 1 : 0;
  if (poor >= POOR_LOOKS) return { ...budget, step: 0, paused: true, poor: 0, good: 0, patience };
  const affords = stepFor(line);
  const step = Math.min(budget.step, isRough(line) ? Math.max(0, budget.step - 1) : affords);
  const good = affords > budget.step && !isRough(line) ? budget.good + 1 : 0;
  if (good < GOOD_LOOKS) return { ...budget, step, poor, good, patience, steady };
  return { ...budget, step: budget.step + 1, poor: 0, good: 0, patience, steady };
}

/** While the picture is paused little goes out, so an estimate says little: what counts is calm.
 * @param {Readonly<Budget>} budget @param {Line} line @returns {Budget}
 */
function wait(budget, line) {
  const good = isCalm(line) ? budget.good + 1 : 0;
  if (good < budget.patience) return { ...budget, good };
  const patience = Math.min(2 * budget.patience, LONGEST_PATIENCE);
  return { ...budget, step: 0, paused: false, poor: 0, good: 0, patience, steady: 0 };
}

/** No room for a picture, or what there is harms the sound. @param {Line} line */
function isPoor({ bears, loss, roundTrip, concealed }) {
  if (bears && bears < RESERVED + FLOOR) return true;
  return loss > 0.2 || roundTrip > 1.5 || (concealed > 0.05 && loss > 0.05);
}

/** A smaller picture would do. @param {Line} line */
function isRough({ loss, roundTrip }) {
  return loss > 0.08 || roundTrip > 0.8;
}

/** @param {Line} line */
function isCalm({ loss, roundTrip, concealed }) {
  return loss < 0.03 && roundTrip < 0.7 && concealed < 0.03;
}

/** @param {Line} line */
function stepFor({ bears }) {
  if (!bears) return STEPS.length - 1;
  return Math.max(0, STEPS.filter(({ needs }) => bears - RESERVED >= needs).length - 1);
}

/** What to send now to somebody who wants to receive so much.
 * @param {Readonly<Budget>} budget @param {{receives: Receives, saving: boolean}} wanted
 * @returns {Wishes}
 */
export function wishes(budget, { receives, saving }) {
  const sound = receives === "nothing" ? 0 : budget.paused ? POOR_VOICE : VOICE;
  if (budget.paused || receives === "sound" || receives === "nothing") {
    return { sound, picture: null };
  }
  const small = saving || receives === "less";
  const { bitrate, scale, frames } = STEPS[small ? Math.min(budget.step, SAVING) : budget.step];
  return { sound, picture: { bitrate, scale, frames } };
}
