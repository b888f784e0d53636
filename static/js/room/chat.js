// @ts-check
import { newId } from "./aside.js";
import { detailOf } from "./call.js";
import { clock, part, sentence } from "./page.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./panel.js").Panel} Panel */
/** @typedef {import("./view.js").View} View */

/** The written words between the two. They are nowhere but on these two pages. */
export class Chat {
  #lines;
  #text;
  #unread;
  #count = 0;

  /** @param {HTMLElement} root @param {Call} call @param {Panel} panel @param {View} view */
  constructor(root, call, panel, view) {
    this.root = root;
    this.call = call;
    this.panel = panel;
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
    panel.onChat = () => this.#seen();
    call.addEventListener("aside", (event) => {
      const { type, text } = detailOf(event);
      if (type !== "chat") return;
      this.#add(root.dataset.name ?? "", text, "theirs");
      view.say("chat-from", { text });
      if (!this.#isInView()) this.#show(this.#count + 1);
    });
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

  #send() {
    const text = this.#text.value.trim();
    if (!text || !this.call.aside({ type: "chat", id: newId(), text })) return;
    this.#add(sentence(this.root, "chat-me"), text, "mine");
    this.#text.value = "";
  }

  /** @param {string} who @param {string} text @param {"mine" | "theirs"} whose */
  #add(who, text, whose) {
    const line = document.createElement("li");
    line.className = `chat__line chat__line--${whose}`;
    const head = document.createElement("small");
    head.textContent = `${who}, ${clock(this.root, new Date().toISOString())}`;
    const words = document.createElement("p");
    words.textContent = text;
    line.append(head, words);
    this.#lines.append(line);
    line.scrollIntoView({ block: "nearest" });
  }

  #isInView() {
    return this.panel.isOpen && !part(this.root, "chat-form", HTMLFormElement).closest("[hidden]");
  }

  #seen() {
    this.#show(0);
  }

  /** @param {number} count */
  #show(count) {
    this.#count = count;
    this.#unread.hidden = count === 0;
    this.#unread.textContent = String(count);
  }
}
