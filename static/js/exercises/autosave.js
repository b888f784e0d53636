// @ts-check
/**
 * Saves a form while it is being filled in. The form works without it.
 *
 *   <form method="post" data-autosave="/where/it/is/kept/"> … <p role="status" data-autosave-status
 *     data-saving="Saving…" data-waiting="Not saved yet…"></p>
 *
 * The address gets the form's fields and `Accept: application/json`, and answers `{words}`: 200
 * kept, 409 refused for good. Nothing is stored in the browser: what is written here is private.
 */

import { Keeping } from "./keeping.js";

/** @param {HTMLFormElement} form */
export function keepForm(form) {
  const status = form.querySelector("[data-autosave-status]");
  const keeping = new Keeping({
    send: () => post(form),
    tell: (state, words) => {
      if (!(status instanceof HTMLElement)) return;
      status.dataset.state = state;
      const said = words || status.getAttribute(`data-${state}`) || "";
      // "Saving…" is for eyes only when it lasts; screen readers hear the outcome.
      if (state !== "saving" || !status.textContent) status.textContent = said;
    },
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  form.addEventListener("input", () => keeping.changed());
  form.addEventListener("submit", () => keeping.stop());
  addEventListener("online", () => keeping.now());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keeping.now();
  });
  addEventListener("beforeunload", (event) => {
    if (keeping.unsaved) event.preventDefault();
  });
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<import("./keeping.js").Answer>}
 */
async function post(form) {
  const response = await fetch(form.dataset.autosave ?? form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    keepalive: true,
    redirect: "error",
  });
  if (response.status === 409) return { ok: false, final: true, ...(await response.json()) };
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return { ok: true, ...(await response.json()) };
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (form instanceof HTMLFormElement) keepForm(form);
}
