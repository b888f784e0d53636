// @ts-check
/**
 * Saves a form while it is being filled in. The form works without it.
 *
 *   <form method="post" data-autosave="/where/it/is/kept/"> … <p role="status" data-autosave-status
 *     data-saving="Saving…" data-waiting="Not saved yet…" data-signed-out="Signed out…"></p>
 *
 * The address gets the form's fields and `Accept: application/json`, and answers `{words}`: 200
 * kept, 409 refused for good. Being sent to sign in, or refused with 403, is told in the words of
 * `data-signed-out`. Nothing is stored in the browser: what is written here is private.
 */

import { isTouched } from "../touched.js";
import { Keeping } from "./keeping.js";

/** @param {HTMLFormElement} form */
export function keepForm(form) {
  const keeping = new Keeping({
    send: () => post(form),
    tell: (state, words) => {
      const line = status(form);
      if (!line) return;
      line.dataset.state = state;
      // What stands there stays until there is an outcome: a word for every pause would chatter.
      if (state !== "saving" || !line.textContent?.trim()) {
        line.textContent = words || line.getAttribute(`data-${state}`) || "";
      }
    },
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  form.addEventListener("input", () => keeping.changed());
  form.addEventListener("submit", () => keeping.stop());
  addEventListener("online", () => keeping.now());
  addEventListener("pageshow", (event) => {
    if (event.persisted) keeping.resume();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keeping.now();
  });
  // On a slow line people type before this script has come.
  if (isTouched(form)) keeping.changed();
  addEventListener("beforeunload", (event) => {
    if (keeping.unsaved) event.preventDefault();
  });
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLElement | null}
 */
function status(form) {
  return form.querySelector("[data-autosave-status]");
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
    redirect: "manual",
  });
  if (response.type === "opaqueredirect" || response.status === 403) {
    return { ok: false, words: status(form)?.dataset.signedOut ?? "" };
  }
  if (response.status === 409) return { ok: false, final: true, ...(await response.json()) };
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return { ok: true, ...(await response.json()) };
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (form instanceof HTMLFormElement) keepForm(form);
}
