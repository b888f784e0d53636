// @ts-check
/**
 * When to save what is being written, and what to say about it. Knows no element and no network.
 *
 * @typedef {{ ok: boolean, words: string, final?: boolean }} Answer  final: trying again won't help
 * @typedef {object} Means
 * @property {() => Promise<Answer>} send  saves what is there now; rejects when nobody answered
 * @property {(state: "saving" | "saved" | "waiting" | "refused", words: string) => void} tell
 * @property {(run: () => void, ms: number) => () => void} later  a timer; returns how to cancel it
 */

const PAUSE_MS = 1200;
const LONGEST_MS = 10_000;
const RETRY_MS = [3000, 6000, 12_000, 30_000];

/** Saves after each pause in typing, at the latest every ten seconds, and tries again by itself. */
export class Keeping {
  #unsaved = false;
  #sending = false;
  #stopped = false;
  #failures = 0;
  /** @type {(() => void) | undefined} */
  #cancelPause;
  /** @type {(() => void) | undefined} */
  #cancelLongest;

  /** @param {Means} means */
  constructor(means) {
    this.means = means;
  }

  /** Whether something was typed that the server has not confirmed. */
  get unsaved() {
    return this.#unsaved;
  }

  /** Something was typed. */
  changed() {
    if (this.#stopped) return;
    this.#unsaved = true;
    this.#wait(PAUSE_MS);
    this.#cancelLongest ??= this.means.later(() => this.now(), LONGEST_MS);
  }

  /** Save at once, for instance because the line is back or the page is being left. */
  async now() {
    this.#cancel();
    if (!this.#unsaved || this.#sending || this.#stopped) return;
    this.#sending = true;
    this.#unsaved = false;
    this.means.tell("saving", "");
    try {
      const answer = await this.means.send();
      this.#failures = answer.ok ? 0 : this.#failures + 1;
      if (!answer.ok) this.#unsaved = true;
      if (answer.final) this.#stopped = true;
      this.means.tell(answer.ok ? "saved" : "refused", answer.words);
    } catch {
      this.#unsaved = true;
      this.#failures += 1;
      this.means.tell("waiting", "");
    }
    this.#sending = false;
    if (this.#unsaved && !this.#stopped) {
      const failed = Math.min(this.#failures, RETRY_MS.length);
      this.#wait(failed ? RETRY_MS[failed - 1] : PAUSE_MS);
    }
  }

  /** The form itself is being sent: nothing more to do. */
  stop() {
    this.#stopped = true;
    this.#unsaved = false;
    this.#cancel();
  }

  /** The person came back to the page with the browser's own button. */
  resume() {
    this.#stopped = false;
  }

  /** @param {number} ms */
  #wait(ms) {
    this.#cancelPause?.();
    this.#cancelPause = this.means.later(() => this.now(), ms);
  }

  #cancel() {
    this.#cancelPause?.();
    this.#cancelLongest?.();
    this.#cancelPause = this.#cancelLongest = undefined;
  }
}
