// @ts-check
/**
 * Captions: lines typed by either person, and one's own words as one's own device wrote them down.
 * They stay over the picture for a moment and are kept nowhere. Pure.
 *
 * @typedef {import("./aside.js").CaptionMessage} Caption
 * @typedef {{caption: Caption, whose: "mine" | "theirs", until: number}} Line
 */

/** Time to notice a line, and to read each letter of it slowly. */
const NOTICE_MS = 4_000;
const LETTER_MS = 70;
const MOST_LINES = 3;
/** What one caption may carry. */
export const LONGEST = 300;

export class Captions {
  /** @type {Line[]} */ #lines = [];

  /** A new line, or more of the one that is being spoken. @param {Caption} caption @param {"mine" | "theirs"} whose @param {number} now */
  hear(caption, whose, now) {
    const line = { caption, whose, until: now + NOTICE_MS + caption.text.length * LETTER_MS };
    const at = this.#lines.findIndex((one) => one.caption.id === caption.id && one.whose === whose);
    if (at < 0) this.#lines.push(line);
    else this.#lines[at] = line;
  }

  /** What is to be seen now, oldest first. @param {number} now */
  at(now) {
    this.#lines = this.#lines.filter(({ until }) => until > now).slice(-MOST_LINES);
    return this.#lines;
  }
}

/** The end of what was said, from a whole word on. @param {string} words */
export function endOf(words) {
  const text = words.trim();
  if (text.length <= LONGEST) return text;
  const end = text.slice(1 - LONGEST);
  return `…${end.slice(end.indexOf(" ") + 1)}`.slice(0, LONGEST);
}

/**
 * What somebody who wants captions is told about the other's words.
 * @param {{connected: boolean, able: boolean}} other
 */
export function hopeOf({ connected, able }) {
  if (!connected) return "captions-apart";
  return able ? "captions-able" : "captions-unable";
}
