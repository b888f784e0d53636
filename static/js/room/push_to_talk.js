// @ts-check
import { part, sentence } from "./page.js";
import { keepChoice } from "./preferences.js";

/** @typedef {import("./media.js").Media} Media */

/** Where the space bar has something else to do: it writes, presses, chooses or scrolls. */
const USES_SPACE = "a, button, input, label, select, summary, textarea, [contenteditable], [tabindex='0']";

/** Heard while the key is held. Whoever is heard anyway stays so. Knows no element. */
export class PushToTalk {
  on = false;
  #held = false;

  /** @param {Pick<Media, "mic" | "setMic">} media */
  constructor(media) {
    this.media = media;
  }

  get isHeld() {
    return this.#held;
  }

  /** @returns {boolean} whether the key is for talking now */
  press() {
    if (this.#held) return true;
    if (!this.on || this.media.mic) return false;
    this.#held = true;
    void this.media.setMic(true);
    return true;
  }

  /** @returns {boolean} whether the key was for talking */
  release() {
    if (!this.#held) return false;
    this.#held = false;
    void this.media.setMic(false);
    return true;
  }
}

/**
 * The space bar, held, opens the microphone: in the meeting, away from everything that uses it.
 * @param {HTMLElement} root @param {Media} media @param {(name: string) => void} say
 */
export function wirePushToTalk(root, media, say) {
  const talk = new PushToTalk(media);
  const hint = part(root, "talk-hint", HTMLElement);
  const stage = part(root, "video", HTMLElement);
  const show = () => {
    hint.hidden = !talk.on || (media.mic && !talk.isHeld);
    hint.textContent = sentence(root, talk.isHeld ? "mic-on" : "talk-hint");
  };
  keepChoice(root, "push-to-talk", false, (on) => {
    talk.release();
    talk.on = on;
    root.classList.toggle("talks-by-key", on);
    if (on && media.mic) void media.setMic(false);
    show();
  });
  media.addEventListener("changed", show);

  const release = () => {
    if (talk.release()) say("mic-off");
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey) return;
    if (root.dataset.state !== "meeting" || document.querySelector("dialog[open]")) return;
    if (event.target instanceof Element && event.target.closest(USES_SPACE)) return;
    if (event.repeat ? !talk.isHeld : !talk.press()) return;
    event.preventDefault();
    if (!event.repeat) say("mic-on");
  });
  document.addEventListener("keyup", (event) => event.key === " " && release());
  // The key may be let go where this page doesn't hear it.
  addEventListener("blur", release);
  document.addEventListener("visibilitychange", release);
  // A press by mouse would leave the keyboard on the button, where the space bar presses it again.
  part(root, "bar", HTMLElement).addEventListener("mousedown", (event) => {
    if (talk.on) event.preventDefault();
  });
  document.getElementById("settings-dialog")?.addEventListener("close", () => {
    const isBack = document.activeElement?.matches("body, [data-opens='settings-dialog']");
    if (talk.on && isBack && root.dataset.state === "meeting") stage.focus();
  });
  return talk;
}
