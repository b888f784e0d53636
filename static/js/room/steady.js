// @ts-check
/**
 * What people are told of a line and of devices: only what has held for a while, because words that
 * flicker worry people. Pure: it is told each reading and knows no connection.
 */

/** @typedef {import("./quality.js").Judgement} Judgement */

/** So many readings in a row before a word comes. @type {[keyof Judgement, number][]} */
const ENOUGH = [["weak", 4], ["frozen", 3], ["silent", 8], ["blind", 4]];

export class Steady {
  #count = { weak: 0, frozen: 0, silent: 0, blind: 0 };
  #told = { weak: false, frozen: false, silent: false, blind: false };

  /** @param {Judgement} now what is so at this reading @returns {Judgement} what has been so for long enough */
  look(now) {
    for (const [name, enough] of ENOUGH) {
      // A line gets better as slowly as it got worse; a picture or a voice is there or isn't.
      const less = name === "weak" ? Math.max(this.#count.weak - 1, 0) : 0;
      const count = now[name] ? Math.min(this.#count[name] + 1, enough) : less;
      this.#count[name] = count;
      this.#told[name] = count === enough || (count > 0 && this.#told[name]);
    }
    return { ...this.#told };
  }
}
