// @ts-check
import { part } from "./page.js";

const REMEMBERED = "room-shortcuts";

/** Single letters that press a button of the bar, unless one is writing or has switched them off.
 * @param {HTMLElement} root
 */
export function wireShortcuts(root) {
  const wanted = part(root, "shortcuts", HTMLInputElement);
  wanted.checked = localStorage.getItem(REMEMBERED) !== "off";
  wanted.addEventListener("change", () => {
    localStorage.setItem(REMEMBERED, wanted.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    if (!wanted.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (root.dataset.state !== "meeting" || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const button = root.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    button.click();
  });
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select"))
  );
}
