// @ts-check
import { newId } from "./aside.js";
import { detailOf } from "./call.js";
import { clock, part, sentence } from "./page.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./panel.js").Panel} Panel */
/** @typedef {import("./view.js").View} View */
/** @typedef {{id: string, text: string, at: number, own: boolean}} Line */

/** So much of what was said is brought back to a page that was opened anew. */
const BROUGHT_BACK = 200;

/** The written words between the two. They are nowhere but on these two pages. */
export class Chat {
  #lines;
  #text;
  #unread;
  #count = 0;
  /** @type {Map<string, Line>} */ #said = new Map();
  #latest = 0;

  /** @param {HTMLElement} root @param {Call} call @param {Panel} panel @param {View} view */
  constructor(root, call, panel, view) {
    this.root = root;
    this.call = call;
    this.panel = panel;
    this.view = view;
    this.#lines = part(root, "chat-lines", HTMLElement);
    this.#text = part(root, "chat-text", HTMLTextAreaElement);
    this.#unread = part(root, "unread", HTMLElement);
    part(root, "chat", HTMLButtonElement).addEventListener("click", () => this.open());
    part(root, "chat-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    panel.onChat = () => this.#show(0);
    call.addEventListener("aside-open", () => call.aside({ type: "chat_ask" }));
    call.addEventListener("aside", (event) => this.#hear(detailOf(event)));
    this.show();
  }

  /** Whether words can go out now. */
  show() {
    part(this.root, "chat-closed", HTMLElement).hidden = this.call.hasAside;
  }

  open() {
    if (this.#isInView()) {
      this.panel.close();
      return;
    }
    this.panel.open("chat");
    this.#text.focus();
  }

  /** A line of another sort, as for a file. @param {boolean} own @param {HTMLElement[]} content @param {number} [at] */
  append(own, content, at = Date.now()) {
    const line = document.createElement("li");
    line.className = `chat__line chat__line--${own ? "mine" : "theirs"}`;
    const head = document.createElement("small");
    const who = own ? sentence(this.root, "chat-me") : (this.root.dataset.name ?? "");
    head.textContent = `${who}, ${clock(this.root, new Date(at).toISOString())}`;
    line.append(head, ...content);
    line.dataset.at = String(at);
    const later = [...this.#lines.children].find((one) => Number(/** @type {HTMLElement} */ (one).dataset.at) > at);
    this.#lines.insertBefore(line, later ?? null);
    line.scrollIntoView({ block: "nearest" });
  }

  /** What was said, in its order: the same on both pages once both have all of it. */
  get lines() {
    return [...this.#said.values()].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  }

  /** @returns {import("./keeping.js").Kind<Line>} */
  get kept() {
    return {
      what: "writing",
      all: () => this.lines,
      put: ({ at, text }, by) => [at, by, text],
      lacks: "chat_ask",
      asks: () => this.announce("keep-asks-writing", ""),
    };
  }

  /** Something of the other's arrived. @param {string} name of the sentence @param {string} text */
  announce(name, text) {
    this.view.say(name, { text });
    if (!this.#isInView()) this.#show(this.#count + 1);
  }

  /** @param {import("./aside.js").AsideMessage} message */
  #hear(message) {
    if (message.type === "chat") {
      const { text, at } = message;
      // In the practice room the echo says what I said under the same name.
      const id = this.#said.get(message.id)?.own ? newId() : message.id;
      if (this.#add({ id, text, at, own: false })) this.announce("chat-from", text);
    } else if (message.type === "chat_past") {
      const { id, text, at, own } = message;
      // Mine can only be what another page of mine said.
      if (!own && !this.call.isAnew) return;
      if (this.#add({ id, text, at, own: !own })) this.view.reveal("chat-brought", true);
    } else if (message.type === "chat_ask") {
      for (const line of this.lines.slice(-BROUGHT_BACK)) {
        this.call.aside({ type: "chat_past", ...line });
      }
    }
  }

  #send() {
    const text = this.#text.value.trim();
    const id = newId();
    // An answer comes after what it answers, whatever the two clocks say.
    const at = Math.max(Date.now(), this.#latest + 1);
    if (!text) return;
    if (!this.call.aside({ type: "chat", id, text, at })) {
      // The words stay in the field, and what stands over it says why.
      this.show();
      this.view.say("chat-closed");
      return;
    }
    this.#add({ id, text, at, own: true });
    this.#text.value = "";
  }

  /** @param {Line} line @returns {boolean} whether it was new */
  #add(line) {
    if (this.#said.has(line.id)) return false;
    this.#said.set(line.id, line);
    this.#latest = Math.max(this.#latest, line.at);
    const words = document.createElement("p");
    words.textContent = line.text;
    this.append(line.own, [words], line.at);
    return true;
  }

  #isInView() {
    return this.panel.isOpen && !part(this.root, "chat-form", HTMLFormElement).closest("[hidden]");
  }

  /** @param {number} count */
  #show(count) {
    this.#count = count;
    this.#unread.hidden = count === 0;
    this.#unread.textContent = String(count);
  }
}
