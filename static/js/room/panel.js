// @ts-check
import { part } from "./page.js";

/** Where the panel lies over the picture and the bar, as in panel.css. */
const COVERS = "(max-width: 63.99rem)";

/**
 * What is beside the picture: tabs (WAI-ARIA tabs pattern), each fetched when first looked at,
 * and the chat, which goes straight from one browser to the other.
 */
export class Panel {
  #panel;
  #toggle;
  /** @type {HTMLElement[]} */ #tabs;
  /** Called when the chat comes into view. */
  onChat = () => {};

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.#panel = part(root, "panel", HTMLElement);
    this.#toggle = part(root, "panel-toggle", HTMLButtonElement);
    this.#tabs = [...part(root, "tabs", HTMLElement).querySelectorAll("button")];
    this.#choose(this.#tabs[0]);
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.#choose(tab));
    part(root, "tabs", HTMLElement).addEventListener("keydown", (event) => this.#walk(event));
    part(root, "panel-close", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#panel.addEventListener("keydown", (event) => this.#escape(event));
    this.#toggle.addEventListener("click", () => this.toggle());
    root.addEventListener("click", ({ target }) => {
      const opener = target instanceof Element ? target.closest("[data-tab]") : null;
      if (!(opener instanceof HTMLElement)) return;
      this.open(opener.dataset.tab);
      // Once the dialog that it stands in has closed and put the keyboard back.
      setTimeout(() => this.#chosen().focus());
    });
    this.#keepFocus();
  }

  /** What was answered goes away with its button: the keyboard goes on at the top of the tab. */
  #keepFocus() {
    let wasInside = false;
    this.#panel.addEventListener("htmx:beforeRequest", () => {
      wasInside = this.#panel.contains(document.activeElement);
    });
    this.#panel.addEventListener("htmx:afterSettle", () => {
      if (!wasInside || document.activeElement !== document.body) return;
      document.getElementById(this.#chosen().getAttribute("aria-controls") ?? "")?.focus();
    });
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** @param {string} [name] a tab's name */
  open(name) {
    this.#panel.hidden = false;
    this.root.classList.add("has-panel");
    this.#toggle.setAttribute("aria-expanded", "true");
    const tab = this.#tabs.find((one) => one.id === `tab-${name}`);
    this.#choose(tab ?? this.#chosen());
  }

  close() {
    this.#panel.hidden = true;
    this.root.classList.remove("has-panel");
    this.#toggle.setAttribute("aria-expanded", "false");
    const opener = this.#chosen().id === "tab-chat" ? part(this.root, "chat", HTMLButtonElement) : this.#toggle;
    if (this.#panel.contains(document.activeElement)) opener.focus();
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open(this.#chosen().id === "tab-chat" ? this.#tabs[0].id.slice(4) : undefined);
    // The button that opened it is covered: the keyboard goes on in what covers it.
    if (this.isOpen && matchMedia(COVERS).matches) this.#chosen().focus();
  }

  /** What covers the room goes away as everything does that covers. @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key === "Escape" && !event.defaultPrevented && matchMedia(COVERS).matches) this.close();
  }

  #chosen() {
    return this.#tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? this.#tabs[0];
  }

  /** @param {HTMLElement} chosen */
  #choose(chosen) {
    for (const tab of this.#tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const body = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (body) body.hidden = !isChosen;
    }
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (chosen.id === "tab-chat" && this.isOpen) this.onChat();
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.#tabs.indexOf(this.#chosen());
    const next = this.#tabs[(at + step + this.#tabs.length) % this.#tabs.length];
    this.#choose(next);
    next.focus();
  }
}
