// @ts-check
/**
 * When to save, and what to make of the answer. Knows no element and no network.
 *
 * A text is sent after a short pause in typing, and at the latest some seconds into a long run of
 * it; one request at a time, so that the server meets them in order. `turn` counts this page's
 * requests: the last one before the page goes away may overtake another, and the server can tell.
 *
 * @typedef {"rest" | "waiting" | "saving" | "saved" | "failed" | "refused" | "signed-out" | "elsewhere"} State
 * @typedef {{kind: "saved" | "elsewhere", revision: number, at: string}
 *   | {kind: "failed"} | {kind: "signed-out"} | {kind: "refused", sentence: string}} Answer
 * @typedef {{revision: number, turn: number}} Count
 * @typedef {(count: Count, last: boolean) => Promise<Answer>} Send
 * @typedef {{set: (run: () => void, ms: number) => number, clear: (id: number) => void}} Timers
 */

export const PAUSE_MS = 700;
export const LONGEST_MS = 2500;
export const RETRY_MS = [2000, 5000, 10000, 30000];

export class Autosave {
  /** @type {State} */
  state = "rest";
  #dirty = false;
  #inFlight = false;
  #failures = 0;
  /** @type {number | null} */
  #pause = null;
  /** @type {number | null} */
  #longest = null;

  /**
   * @param {object} parts
   * @param {Send} parts.send
   * @param {Timers} parts.timers
   * @param {(state: State, answer?: Answer) => void} parts.show
   * @param {number} parts.revision the one the page was opened with
   * @param {number} [parts.turn] the last one used by this page
   */
  constructor({ send, timers, show, revision, turn = 0 }) {
    this.send = send;
    this.timers = timers;
    this.show = show;
    this.revision = revision;
    this.turn = turn;
  }

  /** Whether something is written here that the server doesn't have. */
  get isUnsaved() {
    return this.#dirty || this.#inFlight;
  }

  /** The next request's count. Whoever sends by another way takes one too. */
  take() {
    this.turn += 1;
    return { revision: this.revision, turn: this.turn };
  }

  /** Something was typed. */
  changed() {
    this.#dirty = true;
    if (this.#inFlight) return;
    if (this.state !== "elsewhere") this.#become("waiting");
    this.#schedule(PAUSE_MS);
  }

  /** The line is back, or a person pressed the button: try now what waits. */
  retry() {
    if (this.#dirty && !this.#inFlight) void this.#save();
  }

  /** The page goes away: send at once what isn't saved, even past a request under way. */
  leave() {
    if (!this.isUnsaved) return;
    this.#unschedule();
    this.#dirty = false;
    void this.send(this.take(), true);
  }

  /** Nothing more is sent from here. */
  stop() {
    this.#unschedule();
    this.#dirty = false;
  }

  async #save() {
    this.#unschedule();
    this.#dirty = false;
    this.#inFlight = true;
    if (this.state !== "elsewhere") this.#become("saving");
    const answer = await this.send(this.take(), false);
    this.#inFlight = false;
    this.#heed(answer);
  }

  /** @param {Answer} answer */
  #heed(answer) {
    if (answer.kind === "saved" || answer.kind === "elsewhere") {
      this.#failures = 0;
      // Of a text that was set aside, the revision it stands on stays the old one.
      if (answer.kind === "saved") this.revision = answer.revision;
      this.#become(answer.kind, answer);
      if (this.#dirty) this.#schedule(PAUSE_MS);
      return;
    }
    this.#dirty = true;
    this.#become(answer.kind, answer);
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? PAUSE_MS;
    this.#failures += 1;
    if (answer.kind === "failed") this.#schedule(wait, false);
  }

  /**
   * @param {number} ms
   * @param {boolean} [bounded]
   */
  #schedule(ms, bounded = true) {
    if (this.#pause !== null) this.timers.clear(this.#pause);
    this.#pause = this.timers.set(() => void this.#save(), ms);
    if (bounded && this.#longest === null) {
      this.#longest = this.timers.set(() => void this.#save(), LONGEST_MS);
    }
  }

  #unschedule() {
    for (const id of [this.#pause, this.#longest]) if (id !== null) this.timers.clear(id);
    this.#pause = this.#longest = null;
  }

  /**
   * @param {State} state
   * @param {Answer} [answer]
   */
  #become(state, answer) {
    this.state = state;
    this.show(state, answer);
  }
}
