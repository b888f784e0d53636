// @ts-check
/**
 * The device check: see yourself, move the bar with your voice, hear two notes; meanwhile the line is
 * measured. It ends in one sentence, which the server makes.
 */

import { EchoDoor, EchoRefused } from "./echo.js";
import { Level, playNotes } from "./level.js";
import { tryLines } from "./line_check.js";
import { wordsOf } from "./line_figures.js";
import { Media } from "./media.js";
import { play, sentence } from "./page.js";

const HEARD = 0.04;
const SILENT_AFTER_MS = 6_000;
const SHOW_AFTER_MS = 300;
/** More than this the echo would make smaller anyway. */
const ECHOED = { width: { max: 640 }, height: { max: 480 }, frameRate: { max: 15 } };
const STEPS = /** @type {const} */ (["start", "unsupported", "devices", "sound", "line"]);

class DeviceCheck {
  #media = new Media();
  /** @type {Level | null} */ #level = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #patience;
  #heard = false;
  /** The measuring of this round, done or under way. @type {Promise<void> | null} */ #line = null;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.#on("begin", () => this.#begin());
    this.#on("again", () => this.#begin());
    this.#on("next", () => this.#turnTo("sound"));
    this.#on("play", () => playNotes());
    this.#on("heard", () => this.#answer("speaker", "works"));
    this.#on("unheard", () => this.#answer("speaker", "silent"));
    this.form.addEventListener("submit", (event) => this.#finish(event));
    document.querySelector(".stuck")?.remove();
    if (canCall()) return;
    this.#answer("supported", "no");
    this.#turnTo("unsupported");
  }

  async #begin() {
    this.#level?.close();
    this.#level = null;
    clearTimeout(this.#patience);
    this.#heard = false;
    await this.#media.open();
    this.#turnTo("devices");
    this.#showCamera();
    this.#showMicrophone();
    this.#line ??= this.#tryLine();
  }

  /** Once, beside everything else. Nothing here can fail the check. */
  async #tryLine() {
    const token = this.form.elements.namedItem("csrfmiddlewaretoken");
    if (!(token instanceof HTMLInputElement)) return;
    const door = new EchoDoor(this.form.dataset.echo ?? "", token.value);
    this.#say("network", "trying");
    try {
      const { audio, video } = this.#media.tracks;
      await video?.applyConstraints(ECHOED).catch(() => {});
      const lines = await tryLines(door, [audio, video].filter((track) => track !== null));
      this.#answer("lines", JSON.stringify(lines));
      const { name, blanks } = wordsOf(lines);
      this.#say("network", name, blanks);
    } catch (error) {
      this.#say("network", error instanceof EchoRefused ? error.reason : "down");
    }
  }

  /** The result may wait a few seconds for the line, not for ever. @param {SubmitEvent} event */
  async #finish(event) {
    if (!this.#line || event.submitter === this.#part("skip", HTMLButtonElement)) return;
    event.preventDefault();
    const line = this.#line;
    const shows = setTimeout(() => this.#turnTo("line"), SHOW_AFTER_MS);
    await line;
    clearTimeout(shows);
    this.form.submit();
  }

  #showCamera() {
    const problem = this.#media.problems.video;
    this.#answer("camera", problem ?? "works");
    this.#say("camera", problem ?? "works");
    this.#part("no-picture", HTMLElement).hidden = problem === null;
    play(this.#part("picture", HTMLVideoElement), this.#media.preview);
  }

  #showMicrophone() {
    const track = this.#media.tracks.audio;
    const problem = this.#media.problems.audio;
    if (!track) {
      this.#answer("microphone", problem ?? "missing");
      this.#say("microphone", problem ?? "missing");
      return;
    }
    this.#answer("microphone", "silent");
    this.#say("microphone", "listening");
    const bar = this.#part("level", HTMLMeterElement);
    this.#level = new Level(track, (loudness) => {
      bar.value = loudness;
      if (loudness > HEARD && !this.#heard) this.#hear();
    });
    this.#patience = setTimeout(() => this.#say("microphone", "silent"), SILENT_AFTER_MS);
  }

  #hear() {
    this.#heard = true;
    clearTimeout(this.#patience);
    this.#answer("microphone", "works");
    this.#say("microphone", "works");
  }

  /** @param {(typeof STEPS)[number]} step */
  #turnTo(step) {
    for (const name of STEPS) {
      this.#part(name, HTMLElement).hidden = name !== step;
    }
    const first = this.#part(step, HTMLElement).querySelector("h2");
    if (first instanceof HTMLElement) {
      first.tabIndex = -1;
      first.focus();
    }
  }

  /** @param {string} device @param {string} result */
  #answer(device, result) {
    const field = this.form.elements.namedItem(device);
    if (field instanceof HTMLInputElement) field.value = result;
  }

  /**
   * @param {"camera" | "microphone" | "network"} device @param {string} result
   * @param {Record<string, string>} [blanks]
   */
  #say(device, result, blanks) {
    const words = sentence(this.form, `${device}-${result}`, blanks);
    this.#part(`${device}-words`, HTMLElement).textContent = words;
    this.#part("announce", HTMLElement).textContent = words;
  }

  /** @param {string} name @param {() => void} deed */
  #on(name, deed) {
    this.#part(name, HTMLButtonElement).addEventListener("click", deed);
  }

  /**
   * @template {HTMLElement} T
   * @param {string} name @param {new () => T} type
   * @returns {T}
   */
  #part(name, type) {
    const element = this.form.querySelector(`[data-check="${name}"]`);
    if (!(element instanceof type)) throw new Error(`The page lacks its "${name}"`);
    return element;
  }
}

/** Whether this browser can make calls at all. */
function canCall() {
  return Boolean(globalThis.RTCPeerConnection && navigator.mediaDevices);
}

const form = document.getElementById("device-check");
if (form instanceof HTMLFormElement) new DeviceCheck(form);
