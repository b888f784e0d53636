// @ts-check
/** The device check: see yourself, move the bar with your voice, hear two notes; then one sentence. */

import { Level, playNotes } from "./level.js";
import { Media } from "./media.js";
import { play } from "./page.js";

const HEARD = 0.04;
const SILENT_AFTER_MS = 6_000;

class DeviceCheck {
  #media = new Media();
  /** @type {Level | null} */ #level = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #patience;
  #heard = false;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.#on("begin", () => this.#begin());
    this.#on("again", () => this.#begin());
    this.#on("next", () => this.#turnTo("sound"));
    this.#on("play", () => playNotes());
    this.#on("heard", () => this.#answer("speaker", "works"));
    this.#on("unheard", () => this.#answer("speaker", "silent"));
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
  }

  #showCamera() {
    const problem = this.#media.problems.video;
    this.#answer("camera", problem ? state(problem) : "works");
    this.#say("camera", problem ?? "works");
    this.#part("no-picture", HTMLElement).hidden = problem === null;
    play(this.#part("picture", HTMLVideoElement), this.#media.preview);
  }

  #showMicrophone() {
    const track = this.#media.tracks.audio;
    const problem = this.#media.problems.audio;
    if (!track) {
      this.#answer("microphone", state(problem ?? "missing"));
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

  /** @param {"devices" | "sound"} step */
  #turnTo(step) {
    for (const name of ["start", "devices", "sound"]) {
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

  /** @param {"camera" | "microphone"} device @param {string} result */
  #say(device, result) {
    const words = this.form.getAttribute(`data-say-${device}-${result}`) ?? "";
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

/** What is kept: the server has one word for both refusals. @param {import("./media.js").Problem} problem */
function state(problem) {
  return problem === "system" ? "refused" : problem;
}

const form = document.getElementById("device-check");
if (form instanceof HTMLFormElement) new DeviceCheck(form);
