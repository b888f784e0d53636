// @ts-check
/**
 * The breathing pacer: puts the rhythm on the page. Every `[data-pacer]` that is there when this
 * module loads comes alive; one that is added later is given to `attachPacer`.
 *
 * The markup is templates/resources/_pacer.html. A pacer tells what happens with events that
 * bubble: `pacer:started`, `pacer:paused`, `pacer:finished`.
 */

import { momentAt, rhythmOf, Stopwatch, untilNextSecond } from "./rhythm.js";

/** @typedef {import("./rhythm.js").Moment} Moment */
/** @typedef {import("./rhythm.js").Phase} Phase */

const SMALL = "scale(0.5)";
const LARGE = "scale(1)";

/** @type {Record<Phase, [string, string]>} */
const SIZES = { in: [SMALL, LARGE], hold: [LARGE, LARGE], out: [LARGE, SMALL] };

/** @type {WeakSet<Element>} */
const attached = new WeakSet();

/**
 * @param {HTMLElement} root
 */
export function attachPacer(root) {
  if (attached.has(root)) return;
  attached.add(root);
  new Pacer(root);
}

class Pacer {
  #watch = new Stopwatch(() => performance.now());
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Animation | undefined} */
  #swell;
  #shown = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.word = part(root, "word", HTMLElement);
    this.count = part(root, "count", HTMLElement);
    this.left = part(root, "left", HTMLElement);
    this.status = part(root, "status", HTMLElement);
    this.circle = part(root, "circle", HTMLElement);
    this.toggle = part(root, "toggle", HTMLButtonElement);
    this.again = part(root, "again", HTMLButtonElement);
    this.settings = part(root, "settings", HTMLFieldSetElement);
    this.controls = part(root, "controls", HTMLElement);
    this.rhythm = rhythmOf(this.#choice());

    this.toggle.addEventListener("click", () => (this.#watch.running ? this.#pause() : this.#go()));
    this.again.addEventListener("click", () => this.#backToStart());
    this.settings.addEventListener("change", () => this.#backToStart());
    this.#calm.addEventListener("change", () => this.#swell?.cancel());
    this.controls.hidden = false;
    this.#backToStart();
  }

  #choice() {
    const field = (/** @type {string} */ name) =>
      Number(part(this.root, name, HTMLSelectElement).value);
    return {
      inhale: field("inhale"),
      hold: field("hold"),
      exhale: field("exhale"),
      minutes: field("minutes"),
    };
  }

  #go() {
    if (momentAt(this.rhythm, this.#watch.elapsedMs).finished) this.#backToStart();
    this.#watch.start();
    this.settings.disabled = true;
    this.again.hidden = true;
    this.toggle.textContent = this.#words("pause");
    this.#swell?.play();
    this.root.dataset.state = "running";
    this.#tell("started");
    this.#step();
  }

  #pause() {
    this.#watch.pause();
    clearTimeout(this.#timer);
    this.#swell?.pause();
    this.settings.disabled = false;
    this.again.hidden = false;
    this.toggle.textContent = this.#words("continue");
    this.root.dataset.state = "paused";
    this.#say(this.#words("paused"));
    this.#tell("paused");
  }

  #backToStart() {
    const hadFocus = document.activeElement === this.again;
    clearTimeout(this.#timer);
    this.#watch.reset();
    this.#swell?.cancel();
    this.#swell = undefined;
    this.#shown = "";
    this.rhythm = rhythmOf(this.#choice());
    this.settings.disabled = false;
    this.again.hidden = true;
    this.toggle.textContent = this.#words("start");
    this.count.textContent = "";
    this.status.textContent = "";
    this.word.textContent = this.#words("ready");
    this.#showTimeLeft(this.rhythm.totalMs);
    this.root.dataset.state = "ready";
    if (hadFocus) this.toggle.focus();
  }

  #finish() {
    this.#watch.pause();
    this.settings.disabled = false;
    this.again.hidden = true;
    this.toggle.textContent = this.#words("start");
    this.word.textContent = this.#words("finished");
    this.count.textContent = "";
    this.left.textContent = "";
    this.root.dataset.state = "finished";
    this.#say(this.#words("finished"));
    this.#tell("finished");
  }

  /** Shows this moment and comes back at the next counted second. */
  #step() {
    const moment = momentAt(this.rhythm, this.#watch.elapsedMs);
    if (moment.finished) {
      this.#finish();
      return;
    }
    const shown = `${moment.breath} ${moment.phase}`;
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#enter(moment);
    }
    this.count.textContent = String(moment.secondsLeft);
    this.#showTimeLeft(moment.leftMs);
    this.#timer = setTimeout(() => this.#step(), untilNextSecond(moment));
  }

  /** @param {Moment} moment */
  #enter({ phase, phaseMs, intoPhaseMs }) {
    this.word.textContent = this.#words(phase);
    this.#say(this.#words(phase));
    this.#swell?.cancel();
    this.#swell = undefined;
    if (this.#calm.matches) return;
    const [from, to] = SIZES[phase];
    this.#swell = this.circle.animate([{ transform: from }, { transform: to }], {
      duration: phaseMs,
      easing: "ease-in-out",
      fill: "forwards",
    });
    // A hidden tab's timers come late; the circle then joins in where the breath is.
    this.#swell.currentTime = intoPhaseMs;
  }

  /** @param {number} leftMs */
  #showTimeLeft(leftMs) {
    const minutes = Math.max(1, Math.round(leftMs / 60_000));
    const words = this.#words(minutes === 1 ? "minute" : "minutes");
    const sentence = words.replace("{n}", String(minutes));
    if (this.left.textContent !== sentence) this.left.textContent = sentence;
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.status.textContent = sentence;
  }

  /** @param {"started" | "paused" | "finished"} what */
  #tell(what) {
    this.root.dispatchEvent(new CustomEvent(`pacer:${what}`, { bubbles: true }));
  }

  /**
   * The template's translated words.
   * @param {string} name
   */
  #words(name) {
    return this.root.getAttribute(`data-say-${name}`) ?? "";
  }
}

/**
 * @template {HTMLElement} T
 * @param {HTMLElement} root
 * @param {string} name
 * @param {new () => T} type
 * @returns {T}
 */
function part(root, name, type) {
  const element = root.querySelector(`[data-pacer-part="${name}"]`);
  if (!(element instanceof type)) throw new Error(`The pacer has no part named ${name}.`);
  return element;
}

for (const root of document.querySelectorAll("[data-pacer]")) {
  if (root instanceof HTMLElement) attachPacer(root);
}
