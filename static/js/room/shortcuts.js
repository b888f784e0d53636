// @ts-check
import { part } from "./page.js";
import { keepChoice } from "./preferences.js";

const HELP = "?";

/** Single keys that press a button of the bar, unless one is writing or has switched them off.
 * @param {HTMLElement} root @param {(name: string) => void} say
 */
export function wireShortcuts(root, say) {
  let wanted = true;
  keepChoice(root, "shortcuts", true, (on) => (wanted = on));
  document.addEventListener("keydown", (event) => {
    if (!wanted || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (root.dataset.state !== "meeting" || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const button = root.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    button.click();
    const opened = button.getAttribute("aria-expanded");
    if (opened) say(opened === "true" ? "panel-open" : "panel-closed");
    if (event.key === HELP) part(root, "keys", HTMLElement).focus();
  });
}

/** @param {EventTarget | null} target */
export function isWriting(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select"))
  );
}
