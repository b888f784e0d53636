// @ts-check
import { newId } from "./aside.js";
import { detailOf } from "./call.js";
import { Captions, endOf, hopeOf } from "./captions.js";
import { part, sentence } from "./page.js";
import { isAvailable, language, writeDown } from "./recognition.js";
import { keepChoice } from "./preferences.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./view.js").View} View */

const LOOK_EVERY_MS = 500;

/**
 * Captions over the picture. Each page says whether it wants the other's words and whether it can
 * give its own; one's words are written down only while both is so and one is not muted.
 */
export class CaptionView {
  #captions = new Captions();
  #place;
  #shown = "";
  #wanted = false;
  #gives = false;
  #isAvailable = false;
  #other = { wanted: false, able: false };
  #wasAsked = false;
  #spoken = "";
  /** @type {(() => void) | null} */ #stop = null;
  /** @type {MediaStreamTrack | null} */ #track = null;

  /** @param {HTMLElement} root @param {Call} call @param {View} view */
  constructor(root, call, view) {
    this.root = root;
    this.call = call;
    this.view = view;
    this.#place = part(root, "captions", HTMLElement);
    keepChoice(root, "captions-wanted", false, (on) => {
      this.#wanted = on;
      this.#tell();
    });
    keepChoice(root, "captions-give", false, (on) => {
      this.#gives = on;
      this.#tell();
    });
    this.#wireTyping();
    call.addEventListener("aside", (event) => this.#hear(detailOf(event)));
    call.addEventListener("aside-open", () => this.#tell());
    call.addEventListener("changed", () => this.#show());
    setInterval(() => this.#draw(), LOOK_EVERY_MS);
    void this.#lookForRecogniser();
  }

  /** Open the line for typing, or close it. */
  #wireTyping() {
    const form = part(this.root, "caption-form", HTMLFormElement);
    const text = part(this.root, "caption-text", HTMLInputElement);
    const open = part(this.root, "caption-open", HTMLButtonElement);
    const toggle = (/** @type {boolean} */ on) => {
      form.hidden = !on;
      (on ? text : part(this.root, "settings", HTMLButtonElement)).focus();
    };
    open.addEventListener("click", () => {
      open.closest("dialog")?.close();
      toggle(form.hidden);
    });
    part(this.root, "caption-close", HTMLButtonElement).addEventListener("click", () => toggle(false));
    form.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const caption = { id: newId(), how: /** @type {const} */ ("typed"), text: text.value.trim() };
      if (!caption.text) return;
      if (this.#send(caption)) text.value = "";
      else this.view.news(sentence(this.root, "captions-apart"));
    });
  }

  async #lookForRecogniser() {
    this.#isAvailable = await isAvailable(language());
    part(this.root, "captions-give-row", HTMLElement).hidden = !this.#isAvailable;
    part(this.root, "captions-impossible", HTMLElement).hidden = this.#isAvailable;
    this.#tell();
  }

  /** @param {import("./aside.js").AsideMessage} message */
  #hear(message) {
    if (message.type === "captions") {
      this.#other = { wanted: message.wanted, able: message.able };
      if (message.wanted && this.#isAvailable && !this.#gives && !this.#wasAsked) {
        this.#wasAsked = true;
        this.view.news(sentence(this.root, "captions-asked"), "captions");
      }
      this.#show();
    } else if (message.type === "caption") {
      if (message.how !== "typed" && !this.#wanted) return;
      this.#captions.hear(message, "theirs", Date.now());
      if (message.how === "typed") this.view.say("caption-from", { text: message.text });
      this.#draw();
    }
  }

  /** Tell the other page how it is here. */
  #tell() {
    const able = this.#gives && this.#isAvailable;
    this.call.aside({ type: "captions", wanted: this.#wanted, able });
    this.#show();
  }

  #show() {
    const { call } = this;
    if (!call.hasAside) this.#other = { wanted: false, able: false };
    const hope = hopeOf({ connected: call.hasAside, able: this.#other.able });
    const words = this.#wanted ? sentence(this.root, hope) : "";
    const place = part(this.root, "captions-hope", HTMLElement);
    if (place.textContent !== words) place.textContent = words;

    const gives = this.#gives && this.#isAvailable && this.#other.wanted && call.media.mic;
    const track = gives ? call.media.tracks.audio : null;
    if (track === this.#track) return;
    this.#stop?.();
    this.#track = track;
    this.#stop = track && writeDown(track, language(), (text, isFinal) => this.#speak(text, isFinal));
  }

  /** @param {string} words @param {boolean} isFinal */
  #speak(words, isFinal) {
    const text = endOf(words);
    if (!text) return;
    this.#spoken ||= newId();
    this.#send({ id: this.#spoken, how: isFinal ? "heard" : "hearing", text });
    if (isFinal) this.#spoken = "";
  }

  /** @param {Omit<import("./aside.js").CaptionMessage, "type">} caption @returns {boolean} whether it went out */
  #send(caption) {
    const message = { type: /** @type {const} */ ("caption"), ...caption };
    if (!this.call.aside(message)) return false;
    this.#captions.hear(message, "mine", Date.now());
    this.#draw();
    return true;
  }

  #draw() {
    const lines = this.#captions.at(Date.now());
    const now = JSON.stringify(lines);
    if (now === this.#shown) return;
    this.#shown = now;
    this.#place.hidden = lines.length === 0;
    this.#place.replaceChildren(
      ...lines.map(({ caption, whose }) => {
        const line = document.createElement("p");
        const name = document.createElement("b");
        const me = sentence(this.root, "chat-me");
        name.textContent = `${whose === "mine" ? me : (this.root.dataset.name ?? "")}: `;
        line.append(name, caption.text);
        return line;
      }),
    );
  }
}
