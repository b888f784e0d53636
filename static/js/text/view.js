// @ts-check
import { clock, part, sentence } from "../room/page.js";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("../room/protocol.js").Role} Role */

/** The conversation as it is drawn: lines are only ever added, and one's own tell how far they are. */
export class Lines {
  #list;
  #log;
  #role;
  #shown = 0;
  /** @type {Map<string, HTMLElement>} by the line's id */ #drawn = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.#list = part(root, "lines", HTMLOListElement);
    this.#log = part(root, "log", HTMLElement);
    this.#role = /** @type {Role} */ (root.dataset.role);
  }

  /** @param {Conversation} conversation */
  show(conversation) {
    const wasAtEnd = this.isAtEnd;
    for (const line of conversation.lines) {
      const isMine = line.sender === this.#role;
      const drawn = this.#drawn.get(line.id) ?? this.#draw(line.id, line.text, isMine);
      if (line.seq > this.#shown) this.#settle(drawn, line.at, isMine);
      this.#shown = Math.max(this.#shown, line.seq);
      if (isMine) state(drawn, sentence(this.root, `state-${conversation.stateOf(line)}`));
    }
    for (const own of conversation.unsent) {
      const drawn = this.#drawn.get(own.id) ?? this.#draw(own.id, own.text, true);
      state(drawn, sentence(this.root, own.refused ? "state-refused" : "state-sending"));
    }
    if (wasAtEnd) this.toEnd();
  }

  get isAtEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 80;
  }

  toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** @param {string} id @param {string} text @param {boolean} isMine */
  #draw(id, text, isMine) {
    const line = document.createElement("li");
    line.className = `chat__line chat__line--${isMine ? "mine" : "theirs"}`;
    const head = document.createElement("small");
    head.textContent = isMine ? sentence(this.root, "chat-me") : (this.root.dataset.name ?? "");
    const words = document.createElement("p");
    words.textContent = text;
    const foot = document.createElement("small");
    foot.dataset.state = "";
    line.append(head, words, ...(isMine ? [foot] : []));
    if (isMine) line.dataset.unsent = "";
    this.#list.append(line);
    this.#drawn.set(id, line);
    return line;
  }

  /** The server has it: its time, and its place after everything before it.
   * @param {HTMLElement} line @param {string} at @param {boolean} isMine
   */
  #settle(line, at, isMine) {
    const head = /** @type {HTMLElement} */ (line.firstElementChild);
    const who = isMine ? sentence(this.root, "chat-me") : this.root.dataset.name;
    head.textContent = `${who}, ${clock(this.root, at)}`;
    const unsent = this.#list.querySelector("[data-unsent]");
    delete line.dataset.unsent;
    if (unsent && unsent !== line) unsent.before(line);
  }
}

/** @param {HTMLElement} line @param {string} words */
function state(line, words) {
  const place = line.querySelector("[data-state]");
  if (place && place.textContent !== words) place.textContent = words;
}
