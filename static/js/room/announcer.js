// @ts-check
/**
 * What a screen reader is told, without a flood. Sentences about the same topic replace each other
 * while they wait; what changed back in the meantime is not said at all; what is left is said
 * together. Knows no element.
 */

/** Long enough for a flicker to pass, short enough to belong to the key just pressed. */
const WAIT_MS = 400;

export class Announcer {
  #show;
  /** @type {Map<string | symbol, string>} */ #waiting = new Map();
  /** What was last said of each topic. @type {Map<string | symbol, string>} */ #said = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {(words: string) => void} show */
  constructor(show) {
    this.#show = show;
  }

  /** @param {string} words @param {string} [topic] without one, nothing replaces them */
  say(words, topic) {
    if (!words) return;
    const key = topic || Symbol();
    this.#waiting.delete(key);
    if (this.#said.get(key) === words) return;
    this.#waiting.set(key, words);
    this.#timer ??= setTimeout(() => this.#speak(), WAIT_MS);
  }

  #speak() {
    this.#timer = undefined;
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, words] of all) if (typeof key === "string") this.#said.set(key, words);
    if (all.length) this.#show(all.map(([, words]) => words.replace(/[^.?!…]$/, "$&.")).join(" "));
  }
}

/** What a sentence is about, from its name. @param {string} name */
export function topicOf(name) {
  return name.match(/^(mic|camera|peer-mic|peer-camera|peer|waiting|device|panel)-/)?.[1];
}
