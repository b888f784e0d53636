// @ts-check
import { optional, sentence } from "./page.js";
import { read, write } from "./preferences.js";

/**
 * The time in the room's head. Signs of the end come as words, ten and five minutes before, and
 * running over is said as plainly. Nothing blinks.
 *
 * @typedef {"early" | "during" | "ten" | "five" | "over"} Sign
 * @typedef {{sign: Sign, minutes: number}} Time
 */

const LOOKED_AT_EVERY_MS = 5_000;
const MINUTE = 60_000;
const SOUND = "end-sound";
/** @type {Sign[]} */ const SIGNS = ["ten", "five", "over"];

/** Where a session stands: minutes gone by, minutes left near its end, or minutes over it.
 * @param {number} starts @param {number} ends @param {number} now milliseconds
 * @returns {Time}
 */
export function timeOf(starts, ends, now) {
  if (now < starts) return { sign: "early", minutes: 0 };
  if (now >= ends) return { sign: "over", minutes: Math.floor((now - ends) / MINUTE) };
  const left = Math.ceil((ends - now) / MINUTE);
  if (left <= 5) return { sign: "five", minutes: left };
  if (left <= 10) return { sign: "ten", minutes: left };
  return { sign: "during", minutes: Math.floor((now - starts) / MINUTE) };
}

/** The sign that has just come, or "". A page that was just opened (`before` is null) is told where
 * the session stands, but has crossed nothing: no sound for a reload.
 * @param {Sign | null} before @param {Sign} now
 */
export function news(before, now) {
  return before !== now && SIGNS.includes(now) ? now : "";
}

/** Shows the time. Only the therapist, who keeps it, is told of it by a screen reader or a sound.
 * @param {HTMLElement} root @param {(words: string) => void} announce
 */
export function keepTime(root, announce) {
  const place = document.querySelector('[data-room="elapsed"]');
  if (!(place instanceof HTMLElement)) return;
  const { starts = "", ends = "" } = place.dataset;
  const [from, until] = [Date.parse(starts), Date.parse(ends)];
  const leads = root.dataset.role === "therapist";
  /** @type {Sign | null} */ let before = null;

  const show = () => {
    const { sign, minutes } = timeOf(from, until, Date.now());
    const name = sign === "over" && minutes === 0 ? "full" : sign;
    const m = String(Math.round((until - from) / MINUTE));
    const words = sentence(place, name, { n: String(minutes), m });
    if (place.textContent !== words) place.textContent = words;
    place.dataset.sign = sign;
    const said = leads ? news(before, sign) : "";
    if (said) announce(words);
    if (said && before && read(SOUND, false)) ring();
    before = sign;
  };
  show();
  setInterval(show, LOOKED_AT_EVERY_MS);
  wireSound(root);
}

function ring() {
  import("./chime.js").then(({ chime }) => chime());
}

/** @param {HTMLElement} root */
function wireSound(root) {
  const wanted = optional(root, "end-sound", HTMLInputElement);
  if (!wanted) return;
  wanted.checked = read(SOUND, false);
  wanted.addEventListener("change", () => {
    write(SOUND, wanted.checked);
    if (wanted.checked) ring();
  });
}
