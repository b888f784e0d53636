// @ts-check
import { isTouched } from "../touched.js";
import { Keeper } from "./keeper.js";
import { showHelp } from "./help.js";

const PAUSE_MS = 800;

/** @typedef {{saved: string, errors: Record<string, string>, help: boolean}} Answer */

/**
 * Keeps a page's answers as they are given and says so in words.
 * @param {HTMLFormElement} form
 */
export function wireAutosave(form) {
  const line = form.querySelector("[data-saved]");
  const words = form.dataset;
  /** @param {"saving" | "saved" | "waiting"} state @param {string | undefined} sentence */
  const say = (state, sentence) => {
    if (!(line instanceof HTMLElement)) return;
    line.dataset.state = state;
    if (line.textContent !== sentence) line.textContent = sentence ?? "";
  };

  const keeper = new Keeper({
    send: () => post(form),
    onSaving: () => say("saving", words.wordsSaving),
    onSaved: (/** @type {Answer} */ answer) => {
      const faults = showErrors(form, answer.errors);
      say("saved", faults ? words.wordsUnreadable : answer.saved);
      if (answer.help) showHelp(form);
    },
    onWaiting: (why) =>
      say("waiting", why === "signed-out" ? words.wordsSignedOut : words.wordsWaiting),
    onRefused: (sentence) => say("waiting", sentence),
  });

  let timer = 0;
  form.addEventListener("input", (event) => {
    keeper.change();
    clearTimeout(timer);
    const typing = event.target instanceof HTMLTextAreaElement || isLine(event.target);
    timer = window.setTimeout(() => keeper.save(), typing ? PAUSE_MS : 0);
  });
  form.addEventListener("change", () => {
    keeper.change();
    clearTimeout(timer);
    void keeper.save();
  });
  form.addEventListener("submit", () => keeper.stop());
  addEventListener("online", () => keeper.save());
  addEventListener("pageshow", () => keeper.start());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && keeper.isUnsaved) void keeper.save();
    else if (document.visibilityState === "visible") void keeper.save();
  });
  addEventListener("beforeunload", (event) => {
    if (keeper.isUnsaved) event.preventDefault();
  });
  // On a slow line people type before this script has come.
  if (isTouched(form)) {
    keeper.change();
    void keeper.save();
  }
}

/** @param {EventTarget | null} target */
function isLine(target) {
  return target instanceof HTMLInputElement && !["radio", "checkbox"].includes(target.type);
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
 * @returns {Promise<import("./keeper.js").Outcome>}
 */
async function post(form) {
  const response = await fetch(form.dataset.autosave ?? "", {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
    redirect: "manual",
    keepalive: true,
  });
  if (response.ok) return { kind: "saved", answer: await response.json() };
  if (response.status === 409) return { kind: "refused", sentence: (await response.json()).refused };
  if (response.status === 403 && (await renewToken(form))) return { kind: "again" };
  const signedOut = response.type === "opaqueredirect" || [401, 403].includes(response.status);
  return { kind: signedOut ? "signed-out" : "failed" };
}

/**
 * Signing in again in another tab changes the token that this page was given; fetch a fresh one.
 * @param {HTMLFormElement} form
 */
async function renewToken(form) {
  const response = await fetch(location.href, { redirect: "manual" });
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("input[name=csrfmiddlewaretoken]");
  const stale = form.querySelector("input[name=csrfmiddlewaretoken]");
  if (!(fresh instanceof HTMLInputElement) || !(stale instanceof HTMLInputElement)) return false;
  if (fresh.value === stale.value) return false;
  stale.value = fresh.value;
  return true;
}
