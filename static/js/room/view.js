// @ts-check
import { Announcer, topicOf } from "./announcer.js";
import { clock, face, optional, part, play, sentence } from "./page.js";
import { isAway, newsOf, sentenceOf, statusOf } from "./words.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./connection.js").CloseName} CloseName */
/** @typedef {import("./media.js").Media} Media */

const NEWS_MS = 8_000;
/** What a screen reader is told once, when it becomes so. */
const WORTH_SAYING = new Set(["weak", "paused", "peer-paused", "takes-sound", "takes-nothing"]);

/** The picture, the sentences over it and the bar under it. */
export class View {
  #status;
  #statusWords;
  #sentence;
  #empty;
  #remote;
  #own;
  #announcer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #newsTimer;
  /** @type {import("./protocol.js").PeerState | null} */ #before = null;
  #hadTrouble = false;
  #toldOf = "";
  #shown = "";
  #isOver = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.#status = part(root, "status", HTMLElement);
    this.#statusWords = part(root, "status-words", HTMLElement);
    this.#sentence = part(root, "sentence", HTMLElement);
    this.#empty = part(root, "empty", HTMLElement);
    this.#remote = part(root, "remote", HTMLVideoElement);
    this.#own = part(root, "own", HTMLVideoElement);
    this.#announcer = new Announcer((words) => this.#speak(words));
    this.mic = part(root, "mic", HTMLButtonElement);
    this.camera = part(root, "camera", HTMLButtonElement);
    this.admit = optional(root, "admit", HTMLButtonElement);
    this.again = part(root, "take-over", HTMLButtonElement);
    this.sound = part(root, "unlock-sound", HTMLButtonElement);
    // A phone call on iOS stops the other's picture and voice too, and only a tap starts them again.
    this.#remote.addEventListener("pause", () => {
      const { srcObject } = this.#remote;
      this.sound.hidden = !(srcObject instanceof MediaStream && srcObject.active);
    });
    this.#remote.addEventListener("playing", () => (this.sound.hidden = true));
    this.sound.addEventListener("click", () => this.#remote.play());
  }

  /** From the waiting room into the meeting. */
  enter() {
    if (this.root.dataset.state === "meeting") return;
    this.root.dataset.state = "meeting";
    optional(this.root, "waiting", HTMLElement)?.remove();
    part(this.root, "meeting", HTMLElement).hidden = false;
    this.say("admitted");
    this.rest();
  }

  /** @param {Call} call */
  show(call) {
    if (this.#isOver) return;
    const { other, media } = call;
    const status = statusOf(call);
    this.#status.dataset.mood = status.mood;
    this.#statusWords.textContent = sentence(this.root, status.name);
    this.#sayStatus(status);

    const name = sentenceOf(call);
    if (name !== this.#shown && WORTH_SAYING.has(name)) this.say(name);
    this.#shown = name;
    this.#empty.hidden = name === "";
    const since = call.waiting ? clock(this.root, call.waiting.since) : "";
    this.#sentence.textContent = name ? sentence(this.root, name, { time: since }) : "";
    if (this.admit) {
      const may = !call.admitted && call.waiting !== null;
      if (may && this.admit.hidden) this.say(name, { time: since });
      const held = document.activeElement === this.admit;
      this.admit.hidden = !may;
      if (held && !may) this.rest();
    }
    part(this.root, "name", HTMLElement).hidden = !call.isConnected;
    const onPhone = optional(this.root, "on-phone", HTMLElement);
    if (onPhone) onPhone.hidden = call.step !== "phone" || isAway(call);
    part(this.root, "peer-muted", HTMLElement).hidden = other?.mic ?? true;
    this.say(newsOf(this.#before, other));
    this.#before = other;
    this.#showOwn(media);
    this.#showTrouble(call);
  }

  /** @param {MediaStream} stream */
  async showRemote(stream) {
    this.sound.hidden = await play(this.#remote, stream);
  }

  /** The meeting cannot go on here: say why, and where to go. @param {CloseName} reason */
  showOver(reason) {
    this.#isOver = true;
    this.root.classList.add("is-over");
    const way = part(this.root, "way-out", HTMLAnchorElement);
    const words = wayOut(this.root, reason, way);
    this.#empty.hidden = false;
    this.#sentence.textContent = words;
    if (this.admit) this.admit.hidden = true;
    const again = sentence(this.root, `again-${reason}`);
    this.again.textContent = again;
    this.again.hidden = !again;
    way.hidden = Boolean(again);
    part(this.root, "differ", HTMLElement).hidden = reason !== "differ";
    const land = () => {
      // Most of the stage is gone, and the keyboard with it; only who is at the panel goes on there.
      if (!part(this.root, "panel", HTMLElement).contains(document.activeElement)) (again ? this.again : way).focus();
      this.tell(words);
    };
    const dialog = this.root.querySelector("dialog[open]");
    if (dialog) dialog.addEventListener("close", land, { once: true });
    else land();
  }

  /** Once more from the beginning. */
  reopen() {
    this.root.classList.remove("is-over");
    this.#isOver = false;
    for (const name of ["take-over", "differ", "way-out"]) part(this.root, name, HTMLElement).hidden = true;
    this.rest();
  }

  /** Tell a screen reader. @param {string} name @param {Record<string, string>} [blanks] */
  say(name, blanks) {
    if (name) this.tell(sentence(this.root, name, blanks), topicOf(name));
  }

  /** The same, in words of its own. @param {string} words @param {string} [topic] */
  tell(words, topic) {
    this.#announcer.say(words, topic);
  }

  /** Show it for a while, too. @param {string} words @param {string} [topic] */
  news(words, topic) {
    const place = part(this.root, "news", HTMLElement);
    place.textContent = words;
    place.hidden = false;
    clearTimeout(this.#newsTimer);
    this.#newsTimer = setTimeout(() => (place.hidden = true), NEWS_MS);
    this.tell(words, topic);
  }

  /** Show what stands in the page, and tell it. @param {string} name @param {boolean} isShown */
  reveal(name, isShown) {
    const place = part(this.root, name, HTMLElement);
    if (place.hidden && isShown) this.tell(place.textContent ?? "");
    place.hidden = !isShown;
  }

  /** Put the keyboard where a meeting begins: on the microphone, or where the space bar talks. */
  rest() {
    const dialog = this.root.querySelector("dialog[open]");
    // What opened it may be gone with the waiting room.
    dialog?.addEventListener("close", () => this.rest(), { once: true });
    const talks = this.root.classList.contains("talks-by-key");
    (talks ? part(this.root, "video", HTMLElement) : this.mic).focus();
  }

  /** While a dialog is open, all that is not in it is silent. @param {string} words */
  #speak(words) {
    const isInDialog = this.root.querySelector("dialog[open] [data-room='announce-settings']");
    part(this.root, isInDialog ? "announce-settings" : "announce", HTMLElement).textContent = words;
  }

  /** Trouble with the line is said once, and so is its end. @param {ReturnType<typeof statusOf>} status */
  #sayStatus({ name, mood }) {
    if (name === this.#toldOf) return;
    this.#toldOf = name;
    if (mood === "trouble" || WORTH_SAYING.has(name)) this.#hadTrouble = true;
    else if (!this.#hadTrouble || mood !== "good") return;
    this.tell(sentence(this.root, mood === "good" ? "line-good" : name), "line");
  }

  /** @param {Media} media */
  #showOwn(media) {
    face(this.mic, media.mic);
    face(this.camera, media.camera);
    play(this.#own, media.preview);
    part(this.root, "own-off", HTMLElement).hidden = media.camera;
    part(this.root, "own-muted", HTMLElement).hidden = media.mic;
  }

  /** @param {Call} call */
  #showTrouble(call) {
    const trouble = troubleOf(call);
    part(this.root, "trouble-meeting", HTMLElement).hidden = trouble === "";
    const words = part(this.root, "trouble-words", HTMLElement);
    const said = sentence(this.root, trouble);
    if (words.textContent !== said) words.textContent = said;
    const way = sentence(this.root, `renew-${deadOf(call) || "open"}`);
    part(this.root, "retry-media", HTMLElement).textContent = way;
  }
}

/** The name of the sentence about one's own devices, the voice first. @param {Call} call */
export function troubleOf({ media, health }) {
  const { audio, video } = media.problems;
  if (audio) return `${audio === video ? "both" : "audio"}-${audio}`;
  if (health.silent) return "silent";
  if (video) return `video-${video}`;
  return health.blind ? "blind" : "";
}

/** Which device says that it lives and is dead, if the trouble is that: it is to be opened anew.
 * @param {Call} call @returns {"audio" | "video" | ""} */
export function deadOf(call) {
  const trouble = troubleOf(call);
  if (trouble === "silent") return "audio";
  return trouble === "blind" ? "video" : "";
}

/** Say on this link where one can go when the room is closed to this page, and why it is.
 * @param {HTMLElement} root @param {CloseName} reason @param {HTMLAnchorElement} way
 * @returns {string} the words for the reason
 */
export function wayOut(root, reason, way) {
  const words = sentence(root, `over-${reason}`);
  const isHere = reason === "signed_out" || !words;
  way.textContent = sentence(root, isHere ? (words ? "way-sign-in" : "way-reload") : "way-home");
  way.href = isHere ? globalThis.location.pathname : (root.dataset.home ?? "/");
  return words || sentence(root, "over-reload");
}
