// @ts-check
import { Keeping } from "./keeping.js";
import { isTouched } from "./touched.js";

const PACE = { pause: 800, longest: 10_000 };

/**
 * Saves a form while it is being filled in; the form works without it. Nothing is stored in the
 * browser: what is written here is private.
 *
 * Unlike the notes' editor it has no count of revisions, so nothing is ever sent past a request
 * under way: whoever leaves in that moment is asked to stay.
 * @template {{kind: import("./keeping.js").Outcome}} Answer
 * @param {HTMLFormElement} form
 * @param {object} parts
 * @param {() => Promise<Answer>} parts.send
 * @param {(state: import("./keeping.js").State, answer?: Answer) => void} parts.show
 * @returns {Keeping<Answer>}
 */
export function keepForm(form, { send, show }) {
  const keeping = new Keeping({ send, show, pace: PACE });
  form.addEventListener("input", () => keeping.changed());
  form.addEventListener("submit", () => keeping.stop());
  addEventListener("online", () => keeping.now());
  // Going away, or coming back from signing in elsewhere.
  document.addEventListener("visibilitychange", () => keeping.now());
  addEventListener("focus", () => keeping.now());
  addEventListener("pageshow", (event) => {
    if (event.persisted) keeping.resume();
  });
  addEventListener("beforeunload", (event) => {
    if (keeping.isUnsaved) event.preventDefault();
  });
  // On a slow line people type before this script has come.
  if (isTouched(form)) {
    keeping.changed();
    keeping.now();
  }
  return keeping;
}
