// @ts-check

const PATIENCE_MS = 300;
const GIVE_UP_MS = 15_000;

/**
 * Makes a form usable again.
 * @param {HTMLFormElement} form
 */
function release(form) {
  form.removeAttribute("data-sent");
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/**
 * A form that was sent is not sent twice, and says that it is working when that takes a while.
 * Coming back with the browser's own button makes it usable again, and so does time: a file that is
 * downloaded leaves the page as it is.
 */
export function wireForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    if (form.method === "dialog" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    setTimeout(() => {
      if (form.dataset.sent) button?.setAttribute("aria-busy", "true");
    }, PATIENCE_MS);
    setTimeout(() => release(form), GIVE_UP_MS);
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form").forEach(release);
  });
  // A form with one field has no summary: what is wrong stands at the field alone.
  const mistakes =
    document.querySelector("[data-focus]") ??
    document.querySelector(".field--invalid :is(input, select, textarea)");
  if (mistakes instanceof HTMLElement) mistakes.focus();
}
