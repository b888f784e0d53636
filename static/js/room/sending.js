// @ts-check
import { follow, START, wishes } from "./budget.js";

/**
 * @typedef {import("./budget.js").Line} Line
 * @typedef {import("./budget.js").Receives} Receives
 * @typedef {{shape: (kind: "audio" | "video", wish: RTCRtpEncodingParameters) => Promise<void>}} Lines
 */

/** What steps of the picture are measured by: the lines of a camera's picture. */
const LINES = 720;

/**
 * Sends what the line bears and the other person wants, and knows what I want to receive.
 * Events: `changed`, when a person has chosen something else.
 */
export class Sending extends EventTarget {
  #budget = START;
  #choices = { sound: false, nothing: false, saving: false };
  /** What the other person wants. @type {Receives} */ #wanted = "all";
  /** What was last asked of which lines. @type {Lines | null} */ #lines = null;
  #asked = "";

  /** Whether my picture waits for a better line. */
  get isPaused() {
    return this.#budget.paused && this.#wanted !== "sound" && this.#wanted !== "nothing";
  }

  /** What I want to receive. @returns {Receives} */
  get receives() {
    const { sound, nothing, saving } = this.#choices;
    if (nothing) return "nothing";
    if (sound) return "sound";
    return saving ? "less" : "all";
  }

  /** @param {"sound" | "nothing" | "saving"} name @param {boolean} on */
  choose(name, on) {
    if (this.#choices[name] === on) return;
    this.#choices[name] = on;
    this.dispatchEvent(new Event("changed"));
  }

  /** Another connection: its line has still to show itself. */
  begin() {
    this.#budget = START;
  }

  /** Look at the line, and send accordingly. @param {Line} line */
  look(line) {
    this.#budget = follow(this.#budget, line);
  }

  /** @param {Lines} lines @param {{receives?: Receives, height?: number}} to
   *   what the other person wants, and how many lines the camera's picture has
   */
  async shape(lines, { receives = "all", height = LINES }) {
    this.#wanted = receives;
    const { saving } = this.#choices;
    const { sound, picture } = wishes(this.#budget, { receives, saving });
    const asked = JSON.stringify([sound, picture, height]);
    if (lines === this.#lines && asked === this.#asked) return;
    this.#lines = lines;
    this.#asked = asked;
    try {
      await lines.shape("audio", voice(sound));
      await lines.shape("video", picture ? face(picture, height) : { active: false });
    } catch {
      this.#asked = ""; // Not negotiated yet, or being so: at the next look.
    }
  }
}

/** Longer packets where the line is narrow (webrtc-extensions), so that headers eat less of it.
 * @param {number} bitrate @returns {RTCRtpEncodingParameters}
 */
function voice(bitrate) {
  const wish = { active: bitrate > 0, priority: "high", networkPriority: "high", adaptivePtime: true };
  return /** @type {RTCRtpEncodingParameters} */ (bitrate ? { ...wish, maxBitrate: bitrate } : wish);
}

/** @param {import("./budget.js").Picture} picture @param {number} height */
function face({ bitrate, scale, frames }, height) {
  return {
    active: true,
    maxBitrate: bitrate,
    scaleResolutionDownBy: Math.max(1, (scale * height) / LINES),
    maxFramerate: frames,
  };
}
