// @ts-check
/** Finding the room's elements and its translated sentences. */

/**
 * @template {HTMLElement} T
 * @param {HTMLElement} root @param {string} name @param {new () => T} type
 * @returns {T}
 */
export function part(root, name, type) {
  const element = optional(root, name, type);
  if (!element) throw new Error(`The page lacks its "${name}"`);
  return element;
}

/**
 * @template {HTMLElement} T
 * @param {HTMLElement} root @param {string} name @param {new () => T} type
 * @returns {T | null}
 */
export function optional(root, name, type) {
  const element = root.querySelector(`[data-room="${name}"]`);
  return element instanceof type ? element : null;
}

/** A sentence of the page, with its blanks filled in.
 * @param {HTMLElement} root @param {string} name @param {Record<string, string>} [blanks]
 */
export function sentence(root, name, blanks = {}) {
  let words = root.getAttribute(`data-say-${name}`) ?? "";
  for (const [blank, value] of Object.entries(blanks)) words = words.replace(`{${blank}}`, value);
  return words;
}

/** A two-faced button shows what pressing it does. @param {HTMLElement} button @param {boolean} on */
export function face(button, on) {
  const faces = /** @type {NodeListOf<HTMLElement>} */ (
    button.querySelectorAll("[data-on], [data-off]")
  );
  for (const one of faces) one.hidden = one.hasAttribute("data-on") !== on;
  button.classList.toggle("is-off", !on);
}

/** Show a stream, and start it if the browser wants to be asked.
 * @param {HTMLVideoElement} video @param {MediaStream} stream
 * @returns {Promise<boolean>} whether it plays
 */
export async function play(video, stream) {
  // With nothing to show the page would never finish loading.
  if (!stream.active) return true;
  if (video.srcObject !== stream) video.srcObject = stream;
  try {
    await video.play();
    return true;
  } catch (error) {
    // Another load came in between: that one plays.
    return error instanceof DOMException && error.name === "AbortError";
  }
}

/** The clock of the page's reader, in the zone of their account as everywhere in the house.
 * @param {HTMLElement} root @param {string} moment ISO 8601
 */
export function clock(root, moment) {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: root.dataset.zone,
  });
}
