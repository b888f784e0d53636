// @ts-check
import { keepForm } from "../keep_form.js";
import { postForm, renewToken } from "../posting.js";
import { showHelp } from "./help.js";

/** @typedef {{saved: string, errors: Record<string, string>, help: boolean}} Kept */
/**
 * @typedef {{kind: "saved", kept: Kept} | {kind: "refused", sentence: string}
 *   | {kind: "failed" | "signed-out"}} Answer
 */

/**
 * Keeps a page's answers as they are given and says so in words.
 * @param {HTMLFormElement} form
 */
export function wireAutosave(form) {
  const line = form.querySelector("[data-saved]");
  const keeping = keepForm(form, {
    send: () => post(form),
    show: (state, answer) => {
      if (state === "waiting") return;
      const sentence = answer ? heed(form, answer) : form.getAttribute(`data-words-${state}`);
      if (!(line instanceof HTMLElement)) return;
      line.dataset.state = state;
      if (line.textContent !== sentence) line.textContent = sentence;
    },
  });
  // An answer that is chosen needs no pause, nor one whose field is left.
  form.addEventListener("change", () => {
    keeping.changed();
    keeping.now();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {Answer} answer
 * @returns {string | null} what to say of it
 */
function heed(form, answer) {
  if (answer.kind === "refused") return answer.sentence;
  if (answer.kind !== "saved") return form.getAttribute(`data-words-${answer.kind}`);
  const faults = showErrors(form, answer.kept.errors);
  if (answer.kept.help) showHelp(form);
  return faults ? form.getAttribute("data-words-unreadable") : answer.kept.saved;
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} errors
 * @returns {boolean} whether there are any
 */
function showErrors(form, errors) {
  for (const place of form.querySelectorAll("[data-error]")) {
    if (!(place instanceof HTMLElement)) continue;
    const sentence = errors[place.dataset.error ?? ""] ?? "";
    place.textContent = sentence;
    place.hidden = sentence === "";
    const question = place.closest(".question");
    question?.classList.toggle("question--wrong", sentence !== "");
    const control = question?.querySelector("textarea, input:not([type=radio], [type=checkbox])");
    if (sentence) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
  }
  return Object.keys(errors).length > 0;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<Answer>}
 */
async function post(form) {
  const send = () => postForm(form, form.dataset.autosave ?? "", { "X-Requested-With": "fetch" });
  let response = await send();
  if (response.status === 403 && (await renewToken(form, location.href))) response = await send();
  if (response.ok) return { kind: "saved", kept: await response.json() };
  if (response.status === 409) return { kind: "refused", sentence: (await response.json()).refused };
  const isSignedOut = response.type === "opaqueredirect" || [401, 403].includes(response.status);
  return { kind: isSignedOut ? "signed-out" : "failed" };
}
