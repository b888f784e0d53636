// @ts-check
/**
 * Which camera, microphone and speaker. Pure.
 *
 * @typedef {"audio" | "video" | "speaker"} Choice
 * @typedef {Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">} Device
 */

/** @type {Record<Choice, MediaDeviceKind>} */
const KIND_OF = { audio: "audioinput", video: "videoinput", speaker: "audiooutput" };
/** Names that Chromium lends to another device of the list: "" stands for them here. */
const LENT = ["", "default", "communications"];

/** The devices one can choose from; none before the browser may tell. @param {Device[]} all @param {Choice} choice */
export function choices(all, choice) {
  return all.filter(({ kind, deviceId }) => kind === KIND_OF[choice] && !LENT.includes(deviceId));
}

/** The chosen one while it is plugged in, "" (the browser's choice) otherwise.
 * @param {Device[]} all @param {Choice} choice @param {string} chosen
 */
export function presentOf(all, choice, chosen) {
  return choices(all, choice).some(({ deviceId }) => deviceId === chosen) ? chosen : "";
}

/**
 * What to do about a camera or microphone when devices have come or gone: `return` to the chosen
 * one, which is back; `open` the first that came; or nothing.
 * @param {Device[]} all @param {"audio" | "video"} choice
 * @param {{chosen: string, used: string | undefined, wanted: boolean}} now `used`: the device of the open track
 * @returns {"return" | "open" | ""}
 */
export function stepOf(all, choice, { chosen, used, wanted }) {
  if (used === undefined) return wanted && choices(all, choice).length > 0 ? "open" : "";
  const present = presentOf(all, choice, chosen);
  return present && present !== used ? "return" : "";
}
