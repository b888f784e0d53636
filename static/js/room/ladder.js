// @ts-check
/**
 * What is done when the two lose each other, one step after the other. Pure: it is told the time
 * and whether they are through, and answers what to do now.
 *
 * `another`: any other way, which the connection looks for by itself. `relay`: through the relay and
 * nothing else. `sound`: without the picture, so that what little gets through is the voice; it
 * stays so for a moment after they found each other. `phone`: people go on by phone, and behind
 * them every way is tried again and again.
 *
 * @typedef {"through" | "another" | "relay" | "sound" | "phone"} Step
 */

/** From being lost to the step, in milliseconds. A way that is there is found in a second or two.
 * @type {[Step, number][]} */
const STEPS = [
  ["another", 0],
  ["relay", 6_000],
  ["sound", 12_000],
  ["phone", 20_000],
];
const AGAIN_MS = 10_000;
const SETTLED_MS = 5_000;

export class Ladder {
  /** @type {Step} */ step = "through";
  #lostAt = 0;
  #triedAt = 0;
  /** When they found each other again, while the picture is still held back. */
  #foundAt = 0;

  /** Whether nothing but the relay is to be used. */
  get isRelayOnly() {
    return this.step === "relay";
  }

  /** Whether the picture is held back. */
  get isSoundOnly() {
    return this.step === "sound" || this.step === "phone";
  }

  /**
   * @param {{at: number, isThrough: boolean, hasRelay: boolean}} now `at` in milliseconds
   * @returns {boolean} whether a way has to be looked for now, in the manner of `step`
   */
  look({ at, isThrough, hasRelay }) {
    if (isThrough) {
      this.#settle(at);
      return false;
    }
    this.#foundAt = 0;
    if (this.step === "through") {
      this.step = "another";
      this.#lostAt = at;
      return false;
    }
    const step = this.#due(at - this.#lostAt, hasRelay);
    const again = step === "phone" && at - this.#triedAt >= AGAIN_MS;
    if (step === this.step && !again) return false;
    this.step = step;
    this.#triedAt = at;
    return true;
  }

  /** @param {number} lost @param {boolean} hasRelay @returns {Step} */
  #due(lost, hasRelay) {
    let due = this.step;
    for (const [step, after] of STEPS) {
      if (lost >= after && (hasRelay || step !== "relay")) due = step;
    }
    return due;
  }

  /** The picture comes back when they have heard each other for a moment. @param {number} at */
  #settle(at) {
    if (!this.isSoundOnly) {
      this.step = "through";
      return;
    }
    this.step = "sound";
    this.#foundAt ||= at;
    if (at - this.#foundAt < SETTLED_MS) return;
    this.step = "through";
    this.#foundAt = 0;
  }
}
