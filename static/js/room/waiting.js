// @ts-check
import { face, part, play, sentence } from "./page.js";
import { troubleOf, wayOut } from "./view.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./connection.js").CloseName} CloseName */

/** The waiting room: one's own picture, the truth about the line, and nothing to do. */
export class WaitingRoom {
  #line;
  #words;
  #own;

  /** @param {HTMLElement} root @param {Call} call */
  constructor(root, call) {
    this.root = root;
    this.#line = part(root, "waiting-line", HTMLElement);
    this.#words = part(root, "waiting-words", HTMLElement);
    this.#own = part(root, "waiting-own", HTMLVideoElement);
    this.mic = part(root, "waiting-mic", HTMLButtonElement);
    this.camera = part(root, "waiting-camera", HTMLButtonElement);
    this.takeOver = part(root, "waiting-take-over", HTMLButtonElement);
    const { media } = call;
    this.mic.addEventListener("click", () => media.setMic(!media.mic));
    this.camera.addEventListener("click", () => media.setCamera(!media.camera));
    part(root, "retry-waiting", HTMLButtonElement).addEventListener("click", () => media.open());
  }

  /** @param {Call} call */
  show(call) {
    const { media } = call;
    face(this.mic, media.mic);
    face(this.camera, media.camera);
    play(this.#own, media.preview);
    part(this.root, "waiting-off", HTMLElement).hidden = media.camera;
    const trouble = troubleOf(call);
    part(this.root, "trouble-waiting", HTMLElement).hidden = trouble === "";
    part(this.root, "trouble-waiting-words", HTMLElement).textContent = sentence(this.root, trouble);
    if (call.line.line === "closed") return;
    const isOpen = call.line.line === "open";
    this.#line.dataset.mood = isOpen ? "good" : "wait";
    const name = { open: "waiting-kept", connecting: "opening", retrying: "waiting-retrying" };
    this.#words.textContent = sentence(this.root, name[call.line.line]);
  }

  /** @param {CloseName} reason */
  showOver(reason) {
    const known = this.root.hasAttribute(`data-say-over-${reason}`);
    this.#line.dataset.mood = "trouble";
    this.#words.textContent = sentence(this.root, known ? `over-${reason}` : "over-reload");
    this.takeOver.hidden = reason !== "replaced";
    const way = part(this.root, "waiting-way-out", HTMLAnchorElement);
    way.hidden = reason === "replaced";
    const { name, href } = wayOut(this.root, reason, known);
    way.textContent = sentence(this.root, name);
    way.href = href;
  }
}
