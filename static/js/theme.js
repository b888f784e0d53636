// @ts-check
import { remember } from "./cookies.js";

const SWITCH = "form[data-theme-switch]";

/**
 * Shows a theme now; "" leaves it to the system.
 * @param {string} theme
 */
function show(theme) {
  const root = document.documentElement;
  if (theme === "") {
    root.removeAttribute("data-theme");
  } else {
    root.setAttribute("data-theme", theme);
  }
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme || "light dark");
  for (const button of document.querySelectorAll(`${SWITCH} button`)) {
    button.setAttribute("aria-pressed", String(button.getAttribute("value") === theme));
  }
}

/** The switch changes the page in place. Without JavaScript its form posts and the page returns. */
export function wireThemeSwitches() {
  for (const form of document.querySelectorAll(SWITCH)) {
    form.addEventListener("submit", (event) => {
      const button = /** @type {SubmitEvent} */ (event).submitter;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      remember("theme", button.value);
      show(button.value);
    });
  }
}
