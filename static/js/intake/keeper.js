// @ts-check

/**
 * What became of one attempt to save.
 * @typedef {{kind: "saved", answer: any}
 *   | {kind: "refused", sentence: string}
 *   | {kind: "again"}
 *   | {kind: "signed-out"}
 *   | {kind: "failed"}} Outcome
 */

/**
 * @typedef {object} Wiring
 * @property {() => Promise<Outcome>} send sends what the page holds now
 * @property {() => void} onSaving
 * @property {(answer: any) => void} onSaved
 * @property {(why: "offline" | "signed-out") => void} onWaiting
 * @property {(sentence: string) => void} onRefused
 * @property {(task: () => void, ms: number) => unknown} [later]
 */

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30000;

/**
 * Saves one at a time, the newest state last, and keeps trying while the line is down. Knows no
 * page: what to send and what to show is given to it.
 */
export class Keeper {
  #wiring;
  #changed = false;
  #sending = false;
  #stopped = false;
  #renewed = false;
  #pause = FIRST_PAUSE_MS;

  /** @param {Wiring} wiring */
  constructor(wiring) {
    this.#wiring = wiring;
  }

  /** Whether something was changed that the server has not confirmed. */
  get isUnsaved() {
    return !this.#stopped && (this.#changed || this.#sending);
  }

  /** Something on the page is different now. */
  change() {
    this.#changed = true;
  }

  /** The page is being sent as a whole; nothing is to overtake it. */
  stop() {
    this.#stopped = true;
  }

  /** The page is in use again, for instance after the browser's back button. */
  start() {
    this.#stopped = false;
  }

  /** Saves now if there is something to save and nothing on its way. */
  async save() {
    if (this.#sending || this.#stopped || !this.#changed) return;
    this.#sending = true;
    this.#changed = false;
    this.#wiring.onSaving();
    /** @type {Outcome} */
    let outcome;
    try {
      outcome = await this.#wiring.send();
    } catch {
      outcome = { kind: "failed" };
    }
    this.#sending = false;
    this.#after(outcome);
  }

  /** @param {Outcome} outcome */
  #after(outcome) {
    if (outcome.kind === "saved") {
      this.#pause = FIRST_PAUSE_MS;
      this.#renewed = false;
      this.#wiring.onSaved(outcome.answer);
      if (this.#changed) void this.save();
      return;
    }
    this.#changed = true;
    if (outcome.kind === "refused") {
      this.#wiring.onRefused(outcome.sentence);
      return;
    }
    if (outcome.kind === "again" && !this.#renewed) {
      this.#renewed = true;
      void this.save();
      return;
    }
    this.#wiring.onWaiting(outcome.kind === "signed-out" ? "signed-out" : "offline");
    const later = this.#wiring.later ?? setTimeout;
    later(() => void this.save(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
