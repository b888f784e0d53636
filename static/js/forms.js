// @ts-check

const PATIENCE_MS = 300;

/**
 * A form that was sent is not sent twice, and says that it is working when that takes a while.
 * Coming back with the browser's own button makes it usable again.
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
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      form.removeAttribute("data-sent");
      form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    }
  });
  const mistakes = document.querySelector("[data-focus]");
  if (mistakes instanceof HTMLElement) mistakes.focus();
}
