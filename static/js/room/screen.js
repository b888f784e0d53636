// @ts-check
import { detailOf } from "./call.js";
import { face, part, play } from "./page.js";

/** @typedef {import("./call.js").Call} Call */

/** Sharing a screen or window, and seeing the other's: it large, the face small. */
export class Screen {
  #button;
  #picture;
  /** What the other shares comes on it. @type {MediaStream | undefined} */
  #screen;
  /** The other page said that a screen comes. */
  #isSaid = false;

  /** @param {HTMLElement} root @param {Call} call @param {import("./view.js").View} view */
  constructor(root, call, view) {
    this.call = call;
    this.view = view;
    this.#button = part(root, "screen", HTMLButtonElement);
    this.#picture = part(root, "screen-picture", HTMLVideoElement);
    // Phones can't: then there is no button.
    this.#button.hidden = !navigator.mediaDevices?.getDisplayMedia;
    this.#button.addEventListener("click", () => (call.screen ? this.#stop() : this.#start()));
    call.addEventListener("screen", (event) => (this.#screen = detailOf(event)));
    call.addEventListener("aside", (event) => this.#hear(detailOf(event)));
    // Another connection: each says again what it shares.
    call.addEventListener("aside-open", () => {
      this.#isSaid = false;
      if (call.screen) this.#share(call.screen);
    });
    this.show();
  }

  show() {
    face(this.#button, !this.call.screen);
    const theirs = this.#isSaid && this.call.hasAside && this.#screen;
    // Not before: while a video waits for its first picture, the page counts as loading.
    if (theirs) play(this.#picture, theirs);
    if (!theirs === this.#picture.hidden) return;
    this.#picture.hidden = !theirs;
    this.#picture.parentElement?.classList.toggle("is-shared");
    this.view.say(theirs ? "screen-theirs" : "screen-theirs-over");
  }

  /** @param {import("./aside.js").AsideMessage} message */
  #hear(message) {
    if (message.type !== "screen") return;
    this.#isSaid = message.on;
    this.show();
  }

  /** @param {MediaStreamTrack | null} track */
  #share(track) {
    this.call.share(track);
    this.call.aside({ type: "screen", on: track !== null });
  }

  async #start() {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15 } } });
      const [track] = stream.getVideoTracks();
      // Letters stay sharp, whatever the line bears.
      track.contentHint = "detail";
      // The browser has its own bar to stop it.
      track.addEventListener("ended", () => this.call.screen === track && this.#stop());
      this.#share(track);
      this.view.say("screen-mine");
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") throw error;
    }
  }

  #stop() {
    this.call.screen?.stop();
    this.#share(null);
    this.view.say("screen-mine-over");
  }
}
