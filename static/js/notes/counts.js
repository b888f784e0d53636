// @ts-check

/** @typedef {{revision: number, turn: number}} Count */

/**
 * What a draft's requests are counted by. `turn` counts this page's requests: the last one before
 * the page goes away may overtake another, and the server can tell.
 */
export class Counts {
  /**
   * @param {number} revision the one the page was opened with
   * @param {number} [turn] the last one used by this page
   */
  constructor(revision, turn = 0) {
    this.revision = revision;
    this.turn = turn;
  }

  /**
   * The next request's count.
   * @returns {Count}
   */
  take() {
    this.turn += 1;
    return { revision: this.revision, turn: this.turn };
  }

  /**
   * What follows stands on what was saved. Of a text that was set aside, it stays the old revision.
   * @param {import("./posting.js").Answer} answer
   */
  heed(answer) {
    if (answer.kind === "saved") this.revision = answer.revision;
  }
}
