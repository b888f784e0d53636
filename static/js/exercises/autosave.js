// @ts-check
/**
 * Saves a form while it is being filled in. The form works without it.
 *
 *   <form method="post" data-autosave="/where/it/is/kept/"> … <p role="status" data-autosave-status
 *     data-saving="Saving…" data-failed="Not saved yet…" data-signed-out="Signed out…"></p>
 *
 * The address gets the form's fields and `Accept: application/json`, and answers `{words}`: 200
 * kept, 409 refused. A new page's answer has an `address` too, which a reload then finds. `shared`
 * shows or hides `[data-while-shared]`. Being sent to sign in, or refused with 403, is told in the
 * words of `data-signed-out`. The token isn't renewed then: a new page of the journal belongs to
 * whoever sends it, and on a shared device that may be somebody else by now.
 */

import { keepForm } from "../keep_form.js";
import { postForm } from "../posting.js";

/**
 * @typedef {{kind: "saved" | "refused", words: string} | {kind: "failed" | "signed-out"}} Answer
 */

/** @param {HTMLFormElement} form */
function wireAutosave(form) {
  const line = form.querySelector("[data-autosave-status]");
  keepForm(form, {
    send: () => post(form),
    show: (state, answer) => {
      if (!(line instanceof HTMLElement) || state === "waiting") return;
      line.dataset.state = state;
      // What stands there stays until there is an outcome: a word for every pause would chatter.
      if (state === "saving" && line.textContent?.trim()) return;
      const words = answer && "words" in answer ? answer.words : line.getAttribute(`data-${state}`);
      if (line.textContent !== words) line.textContent = words;
    },
  });
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<Answer>}
 */
async function post(form) {
  const url = form.dataset.autosave ?? form.action;
  const response = await postForm(form, url, { Accept: "application/json" });
  if (response.ok) {
    const { words, address, shared } = await response.json();
    const told = form.querySelector("[data-while-shared]");
    if (told instanceof HTMLElement && shared !== undefined) told.hidden = !shared;
    // Else loading the page again would show an empty one, as if nothing had been kept.
    if (address) history.replaceState(history.state, "", address);
    return { kind: "saved", words };
  }
  if (response.status === 409) return { kind: "refused", words: (await response.json()).words };
  const isSignedOut = response.type === "opaqueredirect" || response.status === 403;
  return { kind: isSignedOut ? "signed-out" : "failed" };
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (form instanceof HTMLFormElement) wireAutosave(form);
}
