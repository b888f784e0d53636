// @ts-check
/**
 * What this device remembers about the room: how one likes it, never anything of a session. A
 * browser that keeps nothing (private windows, storage switched off) gets the fallback each time.
 */

import { part } from "./page.js";

const PREFIX = "room-";

/** @template {string | number | boolean} T @param {string} name @param {T} fallback @returns {T} */
export function read(name, fallback) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return typeof kept === typeof fallback ? kept : fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} name @param {string | number | boolean} value */
export function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // It holds for this visit all the same.
  }
}

/**
 * A checkbox of the settings that the device remembers. `apply` is called at once with what was
 * remembered, and again with every change.
 * @param {HTMLElement} root @param {string} name of the part, and of what is remembered
 * @param {boolean} fallback @param {(on: boolean) => void} apply
 */
export function keepChoice(root, name, fallback, apply) {
  const box = part(root, name, HTMLInputElement);
  box.checked = read(name, fallback);
  apply(box.checked);
  box.addEventListener("change", () => {
    write(name, box.checked);
    apply(box.checked);
  });
}

/** The choices that are only a matter of looks. @param {HTMLElement} root */
export function wireLooks(root) {
  /** @param {string} looks */
  const toggle = (looks) => (/** @type {boolean} */ on) => root.classList.toggle(looks, on);
  keepChoice(root, "whole", false, toggle("is-whole"));
  keepChoice(root, "hide-self", false, toggle("hides-self"));
  keepChoice(root, "mirror", true, toggle("is-mirrored"));
  keepChoice(root, "large-text", false, toggle("has-large-text"));
}
