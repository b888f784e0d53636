// @ts-check
import { detailOf } from "./call.js";
import { face, part } from "./page.js";
import { keepChoice, read } from "./preferences.js";

/** @typedef {import("./media.js").Media} Media */
/** @typedef {MediaTrackCapabilities & {backgroundBlur?: boolean[]}} Capabilities */

/**
 * The other's picture in a small window over other programs, where the browser has such windows.
 * @param {HTMLElement} root @param {(name: string) => void} say
 */
export function wireSmallWindow(root, say) {
  const video = part(root, "remote", HTMLVideoElement);
  const button = part(root, "small-window", HTMLButtonElement);
  button.hidden = !document.pictureInPictureEnabled;
  button.addEventListener("click", async () => {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await video.requestPictureInPicture();
    } catch {
      say("small-window-none");
    }
  });
  const show = () => {
    const isSmall = document.pictureInPictureElement === video;
    face(button, !isSmall);
    say(isSmall ? "small-window-open" : "small-window-closed");
  };
  video.addEventListener("enterpictureinpicture", show);
  video.addEventListener("leavepictureinpicture", show);
}

/**
 * Blurring what is behind oneself, where browser and camera do it themselves. Anything else would
 * cost an old computer the picture.
 * @param {HTMLElement} root @param {Media} media
 */
export function wireBlur(root, media) {
  const row = part(root, "blur-row", HTMLElement);
  const apply = async (/** @type {boolean} */ on) => {
    const track = media.tracks.video;
    if (!track) return;
    row.hidden = !canBlur(track);
    if (row.hidden) return;
    const wish = { ...track.getConstraints(), backgroundBlur: on };
    await track.applyConstraints(wish).catch(() => (row.hidden = true));
  };
  keepChoice(root, "blur", false, apply);
  media.addEventListener("track", (event) => {
    if (detailOf(event).kind === "video") void apply(read("blur", false));
  });
}

/** Whether the blur can be switched on as well as off. @param {MediaStreamTrack} track */
export function canBlur(track) {
  const ways = /** @type {Capabilities} */ (track.getCapabilities?.() ?? {}).backgroundBlur ?? [];
  return ways.includes(true) && ways.includes(false);
}
