// @ts-check
import { announce } from "../announcements.js";

/**
 * Shows where to find help the moment a risk answer is chosen, before anything is sent: it must not
 * wait for the line. Once shown it stays, also when the answer is taken back.
 * @param {HTMLFormElement} form
 */
export function wireHelp(form) {
  form.addEventListener("change", () => {
    if (form.querySelector("input[data-risk]:checked")) showHelp(form);
  });
}

/** @param {HTMLFormElement} form */
export function showHelp(form) {
  const help = form.querySelector("[data-help]");
  if (!(help instanceof HTMLElement) || !help.hidden) return;
  help.hidden = false;
  announce(help.querySelector(".notice__title")?.textContent ?? "");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  help.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}
