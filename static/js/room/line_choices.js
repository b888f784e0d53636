// @ts-check
import { optional, part } from "./page.js";
import { keepChoice } from "./preferences.js";

/** @typedef {import("./call.js").Call} Call */

/**
 * What a person chooses about their line. Saving data and hiding the address are the device's, and
 * remembered; sound only and the pause are this visit's: nobody should come back to a silence they
 * have forgotten about.
 * @param {HTMLElement} root @param {Call} call
 */
export function wireLineChoices(root, call) {
  const { sending, media } = call;
  const soundOnly = part(root, "sound-only", HTMLInputElement);
  let hadCamera = media.wanted.video;
  soundOnly.addEventListener("change", () => {
    if (soundOnly.checked) hadCamera = media.wanted.video;
    media.setCamera(!soundOnly.checked && hadCamera);
    sending.choose("sound", soundOnly.checked);
  });
  const nothing = part(root, "receive-nothing", HTMLInputElement);
  nothing.addEventListener("change", () => sending.choose("nothing", nothing.checked));
  keepChoice(root, "data-saver", false, (on) => sending.choose("saving", on));
  if (optional(root, "relay-only", HTMLInputElement)) {
    keepChoice(root, "relay-only", false, (on) => call.hideAddress(on));
  }
}
