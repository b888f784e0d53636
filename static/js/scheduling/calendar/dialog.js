// @ts-check
/** The calendar's one dialog: a session's details, and moving it with a last look. */

import { warn } from "../../announcements.js";

/** The views answer these with the form again: something is wrong or has to be agreed to. */
const TO_BE_SHOWN = [200, 400, 409];

export class CalendarDialog {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    this.title = /** @type {HTMLElement} */ (dialog.querySelector("h2"));
    this.content = /** @type {HTMLElement} */ (dialog.querySelector("[data-content]"));
    /** Only the answer to the last question is shown. */
    this.asked = 0;
    this.content.addEventListener("click", (event) => this.#pressed(event));
    this.content.addEventListener("change", () => void this.#lookAgain());
    this.content.addEventListener("submit", (event) => void this.#submitted(event));
  }

  /**
   * What the page has already: a session's details.
   * @param {HTMLElement} details
   */
  show(details) {
    this.title.textContent = details.dataset.title ?? "";
    this.content.replaceChildren(...[...details.childNodes].map((node) => node.cloneNode(true)));
    this.#open();
  }

  /**
   * Asks for the move, at a time if one was chosen by dragging.
   * @param {string} url
   * @param {Record<string, string>} at
   */
  async move(url, at) {
    const address = `${url}?${new URLSearchParams(at)}`;
    const part = await this.#fetch(address);
    if (part === null) return;
    this.title.textContent = part.dataset.title ?? "";
    this.content.replaceChildren(part);
    this.#open();
    const first = this.content.querySelector("day" in at ? "form button" : "input[type=date]");
    if (first instanceof HTMLElement) first.focus();
  }

  #open() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** @param {Event} event */
  #pressed(event) {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a[data-moves], a[data-look], a[data-closes]");
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    if (link.matches("[data-moves]")) void this.move(link.pathname, { view: this.#view });
    if (link.matches("[data-look]")) {
      this.#field("day").value = link.dataset.day ?? "";
      this.#field("time").value = link.dataset.time ?? "";
      void this.#lookAgain();
    }
  }

  /** Day or time were changed: what is to be said of them now? The fields stay as they are. */
  async #lookAgain() {
    const form = this.#form;
    if (!form) return;
    const [day, time] = [this.#field("day").value, this.#field("time").value];
    if (!day || !time) return;
    const asked = new URLSearchParams({ day, time, view: this.#view });
    const part = await this.#fetch(`${form.getAttribute("action")}?${asked}`);
    if (part !== null) this.#say(part);
  }

  /** @param {Event} event */
  async #submitted(event) {
    const form = this.#form;
    if (!form || event.target !== form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button?.setAttribute("aria-busy", "true");
    const part = await this.#fetch(form.getAttribute("action") ?? "", {
      method: "POST",
      body: new FormData(form),
    });
    button?.removeAttribute("aria-busy");
    if (part !== null) this.#say(part);
  }

  /** @param {HTMLElement} part */
  #say(part) {
    const form = this.#form;
    const fresh = part.querySelector("form");
    const [was, is] = [this.content, part].map((place) => place.querySelector("[data-result]"));
    if (!form || !fresh || !was || !is || part.querySelector(".field--invalid")) {
      this.content.replaceChildren(part);
      return;
    }
    was.replaceChildren(...is.childNodes);
    this.#field("beyond").value = /** @type {HTMLInputElement} */ (fresh.elements.namedItem("beyond")).value;
    const [label, words] = [form, fresh].map((place) => place.querySelector("button"));
    if (label && words) label.textContent = words.textContent;
  }

  /**
   * The dialog's content from the server, or null: then it went elsewhere, or said why not.
   * @param {string} url
   * @param {RequestInit} [options]
   * @returns {Promise<HTMLElement | null>}
   */
  async #fetch(url, options = {}) {
    const asked = ++this.asked;
    document.documentElement.classList.add("is-working");
    try {
      const response = await fetch(url, { ...options, headers: { "X-Part": "dialog" } });
      const next = response.headers.get("X-Go");
      if (next) {
        location.assign(next);
        return null;
      }
      if (response.redirected || !TO_BE_SHOWN.includes(response.status)) {
        // Signed out, or gone: the page itself says it better.
        if (response.redirected) location.reload();
        else warn("refused");
        return null;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const part = page.body.firstElementChild;
      return asked === this.asked && part instanceof HTMLElement ? part : null;
    } catch {
      warn("offline");
      return null;
    } finally {
      document.documentElement.classList.remove("is-working");
    }
  }

  /** @returns {HTMLFormElement | null} */
  get #form() {
    return this.content.querySelector("form[data-move-form]");
  }

  get #view() {
    const calendar = document.querySelector("[data-calendar]");
    return calendar instanceof HTMLElement ? (calendar.dataset.view ?? "week") : "week";
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form?.elements.namedItem(name));
  }
}
