// @ts-check
/**
 * When to save what is being written, and what to make of the answer. Knows no element and no
 * network: the questionnaires, the homework and journal, and the notes each bring theirs.
 *
 * It sends after a short pause in typing, and at the latest some time into a long run of it; one
 * request at a time, so that the server meets them in order.
 *
 * - saved: the server has it.
 * - elsewhere: the server has it, set aside from what another window wrote (notes only).
 * - failed: nobody answered, or not sensibly; tried again by itself, ever less often.
 * - refused: it can't be kept as it stands; tried again when something changes.
 * - signed-out: waits for its person to sign in again and come back to the page.
 *
 * @typedef {"saved" | "elsewhere" | "failed" | "refused" | "signed-out"} Outcome
 * @typedef {"rest" | "waiting" | "saving" | Outcome} State  waiting: typed, and not sent yet
 * @typedef {{set: (run: () => void, ms: number) => number, clear: (id: number) => void}} Timers
 * @typedef {{pause: number, longest: number}} Pace  in milliseconds
 */

export const RETRY_MS = [2000, 5000, 10_000, 30_000];

/** @type {Timers} */
const PAGE_TIMERS = { set: (run, ms) => setTimeout(run, ms), clear: (id) => clearTimeout(id) };

/** @template {{kind: Outcome}} Answer */
export class Keeping {
  /** @type {State} */
  state = "rest";
  #send;
  #show;
  #pace;
  #timers;
  #dirty = false;
  #inFlight = false;
  #stopped = false;
  #atOnce = false;
  #failures = 0;
  /** @type {number | null} */
  #pause = null;
  /** @type {number | null} */
  #longest = null;

  /**
   * @param {object} parts
   * @param {(last: boolean) => Promise<Answer>} parts.send sends what the page holds now; `last`
   *   when the page goes away; a rejection counts as failed
   * @param {(state: State, answer?: Answer) => void} parts.show
   * @param {Pace} parts.pace
   * @param {Timers} [parts.timers]
   */
  constructor({ send, show, pace, timers = PAGE_TIMERS }) {
    this.#send = send;
    this.#show = show;
    this.#pace = pace;
    this.#timers = timers;
  }

  /** Whether something is written here that the server has not confirmed. */
  get isUnsaved() {
    return !this.#stopped && (this.#dirty || this.#inFlight);
  }

  /** Whether a request is under way. */
  get isSending() {
    return this.#inFlight;
  }

  /** Something was typed or chosen. Also after `stop`: whoever goes on writing is still here. */
  changed() {
    this.#dirty = true;
    this.#stopped = false;
    if (this.#inFlight) return;
    if (this.state !== "elsewhere") this.#become("waiting");
    this.#schedule(this.#pace.pause);
  }

  /** Try now what waits: the line is back, or its person is, or the page is being left. */
  now() {
    if (!this.#dirty || this.#stopped) return;
    if (this.#inFlight) this.#atOnce = true;
    else void this.#save();
  }

  /**
   * The page goes away: send at once what isn't saved, even past a request under way. Only for a
   * server that can tell which of the two is the newer one.
   */
  leave() {
    if (!this.isUnsaved) return;
    this.#unschedule();
    this.#dirty = false;
    void this.#send(true);
  }

  /** The form itself is being sent: nothing is to overtake it. */
  stop() {
    this.#unschedule();
    this.#stopped = true;
  }

  /** The page is back from the browser's history; what was unsaved when it went still is. */
  resume() {
    this.#stopped = false;
    this.now();
  }

  async #save() {
    this.#unschedule();
    this.#dirty = this.#atOnce = false;
    this.#inFlight = true;
    if (this.state !== "elsewhere") this.#become("saving");
    /** @type {Answer | undefined} */
    let answer;
    try {
      answer = await this.#send(false);
    } catch {
      answer = undefined;
    }
    this.#inFlight = false;
    this.#heed(answer?.kind ?? "failed", answer);
  }

  /**
   * @param {Outcome} outcome
   * @param {Answer} [answer]
   */
  #heed(outcome, answer) {
    if (outcome === "saved" || outcome === "elsewhere") {
      this.#failures = 0;
      this.#become(outcome, answer);
      if (this.#dirty) this.#follow();
      return;
    }
    const changedMeanwhile = this.#dirty;
    this.#dirty = true;
    this.#become(outcome, answer);
    if (outcome === "failed") {
      const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? this.#pace.pause;
      this.#failures += 1;
      this.#schedule(wait, false);
    } else if (changedMeanwhile) {
      this.#follow();
    }
  }

  /** What changed while a request was under way comes next. */
  #follow() {
    if (this.#atOnce) this.now();
    else this.#schedule(this.#pace.pause);
  }

  /**
   * @param {number} ms
   * @param {boolean} [bounded]
   */
  #schedule(ms, bounded = true) {
    if (this.#stopped) return;
    if (this.#pause !== null) this.#timers.clear(this.#pause);
    this.#pause = this.#timers.set(() => void this.#save(), ms);
    if (bounded && this.#longest === null) {
      this.#longest = this.#timers.set(() => void this.#save(), this.#pace.longest);
    }
  }

  #unschedule() {
    for (const id of [this.#pause, this.#longest]) if (id !== null) this.#timers.clear(id);
    this.#pause = this.#longest = null;
  }

  /**
   * @param {State} state
   * @param {Answer} [answer]
   */
  #become(state, answer) {
    this.state = state;
    this.#show(state, answer);
  }
}
