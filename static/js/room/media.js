// @ts-check
/**
 * This person's camera and microphone. One combined request, then one for each kind, so that a
 * missing camera never costs the voice. It knows no element and no connection.
 *
 * @typedef {"audio" | "video"} Kind
 * @typedef {"refused" | "system" | "missing" | "busy"} Problem
 */
import { stepOf } from "./devices.js";
import { read, write } from "./preferences.js";

/** @type {Record<Kind, MediaTrackConstraints>} */
const WISHES = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};
/** @type {Kind[]} */
const KINDS = ["audio", "video"];

/**
 * Why a device could not be opened. A refusal by the operating system looks like one by the
 * browser, but the browser's own permission is then not "denied".
 * @param {unknown} error @param {Kind} kind @returns {Promise<Problem>}
 */
export async function problemOf(error, kind) {
  const name = error instanceof Error ? error.name : "";
  if (!navigator.mediaDevices || name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  if (error instanceof Error && /system/i.test(error.message)) return "system";
  const permission = /** @type {PermissionName} */ (kind === "audio" ? "microphone" : "camera");
  try {
    const { state } = await navigator.permissions.query({ name: permission });
    return state === "granted" ? "system" : "refused";
  } catch {
    return "refused";
  }
}

/**
 * Events: `track` ({kind, track}) when a line gets another track or none; `changed` when what is
 * on, off or wrong has changed; `device` ({kind, news, from, to}: labels) when an unplugged device
 * was replaced ("lost") or the chosen one is in use again ("back").
 */
export class Media extends EventTarget {
  /** @type {Record<Kind, MediaStreamTrack | null>} */ tracks = { audio: null, video: null };
  /** @type {Record<Kind, Problem | null>} */ problems = { audio: null, video: null };
  /** What the person wants, whatever the devices do. @type {Record<Kind, boolean>} */
  wanted = { audio: true, video: true };
  /** The devices that were chosen, by id; "" leaves it to the browser. @type {Record<Kind, string>} */
  chosen = { audio: read("audio", ""), video: read("video", "") };
  /** For one's own picture. */
  preview = new MediaStream();

  /** Whether the other side hears. */
  get mic() {
    return this.wanted.audio && this.tracks.audio !== null;
  }

  /** Whether the other side sees. */
  get camera() {
    return this.wanted.video && this.tracks.video !== null;
  }

  /** Open whatever is wanted and not open yet. */
  async open() {
    const lacks = (/** @type {Kind} */ kind) => this.wanted[kind] && !this.tracks[kind];
    if (KINDS.every(lacks)) await this.#ask(KINDS);
    for (const kind of KINDS) if (lacks(kind)) await this.#askFor(kind);
    this.#tell("changed", null);
  }

  /** Mute or unmute. The microphone stays open, so that the voice is back at once. @param {boolean} on */
  async setMic(on) {
    this.wanted.audio = on;
    if (this.tracks.audio) this.tracks.audio.enabled = on;
    if (on && !this.tracks.audio) await this.open();
    else this.#tell("changed", null);
  }

  /** Switch the camera on or off. Off means off: its light goes out. @param {boolean} on */
  async setCamera(on) {
    this.wanted.video = on;
    if (on) {
      await this.open();
      return;
    }
    this.#drop("video");
    this.problems.video = null;
    this.#tell("changed", null);
  }

  /** Let go and open anew, also when muted: the voice is to be there at once. A device may say that
   * it lives and be dead, as after a phone call on iOS. @param {Kind} kind */
  async renew(kind) {
    this.#drop(kind);
    this.#tell("changed", null);
    await this.#askFor(kind);
    this.#tell("changed", null);
  }

  /** Use this device from now on, on this computer or phone. @param {Kind} kind @param {string} id */
  async choose(kind, id) {
    this.chosen[kind] = id;
    write(kind, id);
    if (this.tracks[kind]) await this.renew(kind);
    else if (this.problems[kind]) await this.open();
  }

  /** Devices have come or gone: go back to the chosen ones, or take what there is now. */
  async look() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    for (const kind of KINDS) {
      const used = this.tracks[kind]?.getSettings().deviceId;
      const now = { chosen: this.chosen[kind], used, wanted: this.problems[kind] === "missing" };
      const step = stepOf(all, kind, now);
      if (step) await this.renew(kind);
      if (step !== "return") continue;
      this.#tell("device", { kind, news: "back", from: "", to: this.tracks[kind]?.label ?? "" });
    }
  }

  /** Let go of both devices. */
  close() {
    for (const kind of KINDS) this.#drop(kind);
  }

  /** Ask for one, and keep why it didn't come. @param {Kind} kind */
  async #askFor(kind) {
    const error = await this.#ask([kind]);
    this.problems[kind] = error === null ? null : await problemOf(error, kind);
  }

  /**
   * @param {Kind[]} kinds @param {boolean} [named] whether the chosen devices are meant, or any
   * @returns {Promise<unknown>} the error, or null
   */
  async #ask(kinds, named = true) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(this.#wishes(kinds, named));
      for (const track of stream.getTracks()) this.#take(track);
      return null;
    } catch (error) {
      const isGone = error instanceof Error && error.name === "OverconstrainedError";
      return isGone && named && kinds.length === 1 ? this.#ask(kinds, false) : error;
    }
  }

  /** @param {Kind[]} kinds @param {boolean} named whether the chosen devices are meant */
  #wishes(kinds, named) {
    const wish = (/** @type {Kind} */ kind) => {
      const id = named && this.chosen[kind];
      return id ? { ...WISHES[kind], deviceId: { exact: id } } : WISHES[kind];
    };
    return Object.fromEntries(kinds.map((kind) => [kind, wish(kind)]));
  }

  /** @param {MediaStreamTrack} track */
  #take(track) {
    const kind = /** @type {Kind} */ (track.kind);
    if (!this.wanted[kind] && kind === "video") {
      track.stop();
      return;
    }
    track.enabled = this.wanted[kind];
    this.tracks[kind] = track;
    this.problems[kind] = null;
    this.preview.addTrack(track);
    track.addEventListener("ended", () => this.#lost(track), { once: true });
    this.#tell("track", { kind, track });
  }

  /** A device was unplugged, or taken by a phone call: let go, and try once to get another. @param {MediaStreamTrack} track */
  async #lost(track) {
    const kind = /** @type {Kind} */ (track.kind);
    if (this.tracks[kind] !== track) return;
    await this.renew(kind);
    const to = this.tracks[kind]?.label;
    if (to && to !== track.label) this.#tell("device", { kind, news: "lost", from: track.label, to });
  }

  /** @param {Kind} kind */
  #drop(kind) {
    const track = this.tracks[kind];
    if (!track) return;
    this.tracks[kind] = null;
    this.preview.removeTrack(track);
    track.stop();
    this.#tell("track", { kind, track: null });
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
