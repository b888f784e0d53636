// @ts-check
import { EchoDoor, EchoRefused } from "./echo.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./connection.js").LineState} LineState */
/** @typedef {import("./protocol.js").ClientMessage} ClientMessage */
/** @typedef {import("./protocol.js").ServerMessage} ServerMessage */
/** @typedef {import("./protocol.js").PeerState} PeerState */

const OWN_SEAT = "practice";

/**
 * The practice room's line: what `Connection` is to the room, answered from here and by the echo.
 * Everybody is let in already, and the other person is one's own echo, who mutes when one mutes.
 *
 * The page offers, as a therapist's does; an echo answers one offer only, so that a second one (a
 * change of network) meets another echo in another seat.
 */
export class PracticeLine extends EventTarget {
  /** @type {LineState} */ line = "closed";
  #visits = 0;
  #answered = -1;
  #seq = 0;
  /** @type {Pick<PeerState, "mic" | "camera" | "receives">} */
  #media = { mic: true, camera: true, receives: "all" };
  #door;
  #name;
  #seconds;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #enough;

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    const { practice = "", token = "", name = "", seconds = "60" } = root.dataset;
    this.#door = new EchoDoor(practice, token);
    this.#name = name;
    this.#seconds = Number(seconds);
  }

  async open() {
    this.#say("connecting");
    const ice_servers = /** @type {any[]} */ (await this.#door.relays().catch(() => []));
    this.#say("open");
    clearTimeout(this.#enough);
    this.#enough = setTimeout(() => this.#over("enough"), this.#seconds * 1000);
    this.#hear({
      ...{ type: "welcome", version: 1, seat: OWN_SEAT, name: "", role: "therapist", resume: "" },
      ...{ seq: 0, ice_servers, admitted: true, peer: this.#echo(), waiting: null },
    });
  }

  close() {
    clearTimeout(this.#enough);
    this.line = "closed";
  }

  beat() {}

  /** @param {ClientMessage} message @returns {boolean} */
  send(message) {
    if (this.line !== "open") return false;
    if (message.type === "description") this.#answer(message.sdp);
    else if (message.type === "media_state") this.#mirror(message);
    return true;
  }

  /** @param {string} offer */
  async #answer(offer) {
    const visit = this.#visits;
    if (this.#answered === visit) {
      this.#visits += 1;
      this.#hear({ type: "peer", peer: this.#echo() });
      return;
    }
    this.#answered = visit;
    try {
      const sdp = await this.#door.answer(offer, true);
      if (visit !== this.#visits) return;
      this.#seq += 1;
      const sender = this.#echo().seat;
      this.#hear({ type: "peer_description", seq: this.#seq, sender, kind: "answer", sdp });
    } catch (error) {
      this.#over(error instanceof EchoRefused ? error.reason : "down");
    }
  }

  /** What one doesn't want to receive nobody sends, so the echo wants no more than that either.
   * @param {import("./protocol.js").MediaState} state
   */
  #mirror({ mic, camera, receives }) {
    const media = { mic, camera, receives };
    if (JSON.stringify(media) === JSON.stringify(this.#media)) return;
    this.#media = media;
    this.#hear({ type: "peer", peer: this.#echo() });
  }

  /** @returns {PeerState} */
  #echo() {
    const seat = `echo-${this.#visits}`;
    return { seat, name: this.#name, role: "patient", presence: "here", ...this.#media };
  }

  /** @param {LineState} line */
  #say(line) {
    this.line = line;
    this.#tell("line", line);
  }

  /** Words of the room's page for why it ends: see _practice_words.html. @param {string} reason */
  #over(reason) {
    if (this.line === "closed") return;
    this.close();
    this.#tell("closed", reason);
  }

  /** @param {object} message what the server would have said */
  #hear(message) {
    this.#tell("message", message);
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {HTMLElement} root @returns {Connection} */
export function practiceLine(root) {
  return /** @type {Connection} */ (/** @type {unknown} */ (new PracticeLine(root)));
}
