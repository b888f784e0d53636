// @ts-check
import { clock, face, part, play, sentence } from "./page.js";
import { troubleOf, wayOut } from "./view.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./connection.js").CloseName} CloseName */
/** @typedef {import("./view.js").View} View */

/** The waiting room: one's own picture, the truth about the line, and nothing to do. */
export class WaitingRoom {
  #line;
  #words;
  #own;
  #wasAway = false;

  /** @param {HTMLElement} root @param {Call} call @param {View} view */
  constructor(root, call, view) {
    this.root = root;
    this.view = view;
    this.#line = part(root, "waiting-line", HTMLElement);
    this.#words = part(root, "waiting-words", HTMLElement);
    this.#own = part(root, "waiting-own", HTMLVideoElement);
    this.mic = part(root, "waiting-mic", HTMLButtonElement);
    this.camera = part(root, "waiting-camera", HTMLButtonElement);
    this.takeOver = part(root, "waiting-take-over", HTMLButtonElement);
    const { media } = call;
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
    const { line } = call.line;
    if (line === "closed") return;
    const isOpen = line === "open";
    this.#line.dataset.mood = isOpen ? "good" : "wait";
    const name = { open: "waiting-kept", connecting: "opening", retrying: "waiting-retrying" }[line];
    this.#words.textContent = sentence(this.root, name);
    this.#wasAway ||= line === "retrying";
    if (this.#wasAway) this.view.say(isOpen ? "waiting-again" : name);
  }

  /** What the therapist asks of whoever waits. @param {import("./protocol.js").ServerMessage} told */
  hear(told) {
    if (told.type !== "asked_to_wait") return;
    const place = part(this.root, "waiting-word", HTMLElement);
    const head = document.createElement("small");
    head.textContent = (place.dataset.say ?? "").replace("{time}", clock(this.root, told.at));
    const words = document.createElement("q");
    words.textContent = told.text;
    place.replaceChildren(head, " ", words);
  }

  /** @param {CloseName} reason */
  showOver(reason) {
    const way = part(this.root, "waiting-way-out", HTMLAnchorElement);
    this.#line.dataset.mood = "trouble";
    this.#words.textContent = wayOut(this.root, reason, way);
    this.view.tell(this.#words.textContent);
    this.takeOver.hidden = reason !== "replaced";
    way.hidden = reason === "replaced";
  }
}
