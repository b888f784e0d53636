// @ts-check
import { part } from "./page.js";
import { read, write } from "./preferences.js";

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
