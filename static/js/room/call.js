// @ts-check
import { Ladder } from "./ladder.js";
import { Steady, judge, lineOf, read } from "./quality.js";
import { Peer } from "./peer.js";
import { Sending } from "./sending.js";
import { Verification } from "./verification.js";

/** @typedef {import("./connection.js").Connection} Connection */
/** @typedef {import("./media.js").Media} Media */
/** @typedef {import("./protocol.js").ServerMessage} ServerMessage */
/** @typedef {import("./protocol.js").PeerState} PeerState */
/** @typedef {import("./protocol.js").PeerSignal} PeerSignal */
/** @typedef {import("./peer.js").Signal} Signal */

const READ_EVERY_MS = 1_000;
const WELL = { weak: false, frozen: false, silent: false, blind: false, paused: false };
/** So many words of the other page are kept that came before this one was told to begin. */
const HELD = 100;

/**
 * The meeting: joins the line to the server, one's own devices and the connection to the other
 * person. The three fail apart from each other: the picture goes on while the line is down.
 * It knows no element.
 *
 * The two pages connect while the patient waits, with nothing on the lines. Until the server says
 * `admitted` no track is sent, nothing that arrives is passed on, and the fields tell of nobody.
 *
 * Events: `changed` (read the fields), `stream` and `screen` (MediaStream), `aside` (a message of the
 * other's page, see aside.js), `aside-open`, `bytes` (ArrayBuffer, a piece of a file).
 */
export class Call extends EventTarget {
  admitted = false;
  /** @type {import("./protocol.js").WaitingState | null} */ waiting = null;
  /**
   * How the line and the devices are: weak; no picture comes though one should (`frozen`); my
   * microphone gives no sound (`silent`) or my camera no picture (`blind`), though they are on; my
   * picture waits for a better line (`paused`).
   */
  health = WELL;
  /** Whether I was let in before this page took its seat: another page may have spoken for me. */
  isAnew = false;
  sending = new Sending();
  /** The screen that I share, if I do. @type {MediaStreamTrack | null} */
  screen = null;
  /** @type {Verification | null} */ #verification = null;
  /** @type {PeerState | null} */ #other = null;
  /** @type {import("./peer.js").Link | "none"} */ #link = "none";
  #seat = "";
  #role = "patient";
  /** @type {Peer | null} */ #peer = null;
  #peerSeat = "";
  /** Signals that could not be sent yet. @type {import("./protocol.js").ClientMessage[]} */
  #outbox = [];
  /** @type {Event[]} */ #held = [];
  /** @type {RTCIceServer[]} */ #iceServers = [];
  /** @type {import("./quality.js").Reading | null} */ #reading = null;
  #relayOnly = false;
  #ladder = new Ladder();
  #steady = new Steady();

  /** @param {Connection} line @param {Media} media */
  constructor(line, media) {
    super();
    this.line = line;
    this.media = media;
    line.addEventListener("message", (event) => this.#hear(detailOf(event)));
    line.addEventListener("line", () => this.#tell("changed", null));
    media.addEventListener("track", (event) => {
      const { kind, track } = detailOf(event);
      if (this.admitted) this.#peer?.setTrack(kind, kind === "video" ? this.#picture : track);
    });
    media.addEventListener("changed", () => this.#sayMedia());
    this.sending.addEventListener("changed", () => {
      this.#sayMedia();
      this.#shape();
    });
    setInterval(() => this.#measure(), READ_EVERY_MS);
    line.addEventListener("moved", () => this.#peer?.move());
  }

  get other() {
    return this.admitted ? this.#other : null;
  }

  get link() {
    return this.admitted ? this.#link : "none";
  }

  /** How far down the ladder the two are. */
  get step() {
    return this.#ladder.step;
  }

  /** Whether words for the other page can go out now. */
  get hasAside() {
    return this.admitted && (this.#peer?.hasAside ?? false);
  }

  /** Whether anything comes from the other side, whatever the server says. */
  get isConnected() {
    return this.link === "connected";
  }

  /** Whether anybody is in between, for the present connection. */
  get verification() { return this.admitted ? this.#verification : null; }

  /** Say something to the other page. @param {import("./aside.js").AsideMessage} message @returns {boolean} whether it went out */
  aside(message) {
    return this.admitted && (this.#peer?.aside(message) ?? false);
  }

  /** Send a screen, or none any more. @param {MediaStreamTrack | null} track */
  share(track) {
    this.screen = track;
    this.#peer?.setTrack("screen", track);
    this.#tell("changed", null);
  }

  /** Send a piece of a file when there is room for it. @param {Uint8Array} piece @returns {Promise<boolean>} whether it went out */
  async bytes(piece) { return this.#peer?.bytes(piece) ?? false; }

  admit() {
    this.line.send({ type: "admit" });
  }

  /** Leave on purpose; resolves when the line is closed. */
  leave() {
    this.line.send({ type: "leave" });
    this.hangUp();
  }

  end() {
    return this.line.send({ type: "end" });
  }

  /** Take only ways through the relay, so that the other side learns no address of ours, or any.
   * @param {boolean} on
   */
  hideAddress(on) {
    if (on === this.#relayOnly) return;
    this.#relayOnly = on;
    this.#peer?.configure(this.#ways);
    this.#peer?.restart();
  }

  get #ways() {
    const relayOnly = this.#relayOnly || this.#ladder.isRelayOnly;
    return { iceServers: this.#iceServers, relayOnly };
  }

  /** Let go of everything but the line. */
  hangUp() {
    this.#letGo();
    this.media.close();
    this.screen?.stop();
    this.screen = null;
  }

  /** @param {ServerMessage} message */
  #hear(message) {
    switch (message.type) {
      case "welcome":
        this.#welcome(message);
        break;
      case "ice_servers":
        this.#iceServers = message.ice_servers;
        this.#peer?.configure(this.#ways);
        break;
      case "admitted":
        this.admitted = true;
        this.waiting = null;
        this.#begin();
        break;
      case "waiting":
        this.waiting = message.waiting;
        break;
      case "peer":
        this.#meet(message.peer);
        break;
      case "peer_description":
      case "peer_candidate":
      case "peer_restart":
        this.#signal(message);
        break;
    }
    this.#shape();
    this.#tell("changed", null);
  }

  /** @param {import("./protocol.js").Welcome} welcome */
  #welcome(welcome) {
    if (welcome.seat !== this.#seat) {
      this.#letGo();
      this.isAnew = welcome.admitted;
    }
    const kept = this.#peer;
    this.#seat = welcome.seat;
    this.#role = welcome.role;
    this.#iceServers = welcome.ice_servers;
    this.#peer?.configure(this.#ways);
    this.admitted = welcome.admitted;
    this.waiting = welcome.waiting;
    this.#sayMedia();
    for (const message of this.#outbox.splice(0)) this.#send(message);
    if (welcome.peer) this.#meet(welcome.peer);
    if (kept === this.#peer) this.#begin();
    if (kept && kept === this.#peer && !this.isConnected) kept.tryAgain();
  }

  /** @param {PeerState} other */
  #meet(other) {
    // Whoever is back is looked for from the first step: the time they were away doesn't count.
    if (this.#other?.presence !== other.presence && !this.isConnected) this.#ladder = new Ladder();
    this.#other = other;
    if (other.presence === "left") {
      this.#letGo();
    } else if (other.seat !== this.#peerSeat && other.presence !== "gone") {
      this.#connect(other.seat);
    }
  }

  /** @param {string} seat */
  #connect(seat) {
    this.#letGo();
    this.#peerSeat = seat;
    const peer = new Peer({ polite: this.#role === "patient", ...this.#ways });
    this.#peer = peer;
    this.#link = "connecting";
    peer.addEventListener("signal", (event) => this.#send(addressed(detailOf(event), seat)));
    peer.addEventListener("link", (event) => {
      this.#link = detailOf(event);
      this.#climb();
      this.#tell("changed", null);
    });
    for (const name of ["stream", "screen", "aside", "aside-open", "bytes"]) {
      peer.addEventListener(name, (event) => this.#pass(event));
    }
    this.#verification = new Verification(peer, this.#role === "therapist");
    this.#verification.addEventListener("changed", () => this.#tell("changed", null));
    peer.addEventListener("aside-open", () => this.#tell("changed", null));
    this.#begin();
  }

  /** What comes from the other page, once it may: until then it is kept, in its order. @param {Event} event */
  #pass(event) {
    if (this.admitted) this.#tell(event.type, detailOf(event));
    else if (this.#held.length < HELD) this.#held.push(event);
  }

  /** Once let in: put the tracks, which are open already, on the lines, which are connected. */
  #begin() {
    const peer = this.#peer;
    if (!peer || !this.admitted) return;
    peer.setTrack("video", this.#picture);
    peer.setTrack("audio", this.media.tracks.audio);
    peer.setTrack("screen", this.screen);
    for (const event of this.#held.splice(0)) this.#pass(event);
  }

  /** @param {PeerSignal} message */
  #signal(message) {
    if (message.sender !== this.#peerSeat) this.#connect(message.sender);
    if (message.type === "peer_restart") {
      this.#peer?.receive({ type: "restart" });
    } else if (message.type === "peer_candidate") {
      const { candidate, mid, line, fragment } = message;
      this.#peer?.receive({ type: "candidate", candidate, mid, line, fragment });
    } else {
      this.#peer?.receive({ type: "description", kind: message.kind, sdp: message.sdp });
    }
  }

  /** @param {import("./protocol.js").ClientMessage} message */
  #send(message) {
    if ("to" in message && message.to !== this.#peerSeat) return;
    if (!this.line.send(message)) this.#outbox.push(message);
  }

  #sayMedia() {
    const { mic, camera } = this.media;
    const { receives } = this.sending;
    this.line.send({ type: "media_state", mic, camera, receives });
    this.#tell("changed", null);
  }

  /** Send what the line bears and the other wants; let through what I want. */
  #shape() {
    const peer = this.#peer;
    if (!peer) return;
    const height = this.media.tracks.video?.getSettings().height;
    this.sending.shape(peer, { receives: this.other?.receives, height });
    const { receives } = this.sending;
    for (const track of peer.incoming.getTracks()) {
      track.enabled = receives !== "nothing" && (track.kind === "audio" || receives !== "sound");
    }
  }

  #letGo() {
    this.#peer?.close();
    this.#peer = null;
    this.#peerSeat = "";
    this.#verification = null;
    this.#outbox = [];
    this.#held = [];
    this.#ladder = new Ladder();
    this.#reading = null;
    this.#link = "none";
    this.#steady = new Steady();
    this.health = WELL;
    this.sending.begin();
  }

  /** My picture, unless it is held back for the voice. */
  get #picture() {
    return this.#ladder.isSoundOnly ? null : this.media.tracks.video;
  }

  /** Take the step that is due. The impolite side alone restarts ICE; the other goes along. */
  #climb() {
    const peer = this.#peer;
    if (!peer || !this.admitted) return;
    const before = this.step;
    const hasRelay = this.#iceServers.length > 0;
    const isDue = this.#ladder.look({ at: Date.now(), isThrough: this.isConnected, hasRelay });
    if (this.step !== before) {
      peer.configure(this.#ways);
      peer.setTrack("video", this.#picture);
      this.#tell("changed", null);
    }
    if (isDue && this.#role === "therapist") peer.restart();
  }

  async #measure() {
    const peer = this.#peer;
    if (!peer) return;
    this.#climb();
    const { mic, camera, tracks } = this.media;
    const reading = read(await peer.stats(), Date.now(), tracks.video?.id);
    const before = this.#reading;
    this.#reading = reading;
    if (peer !== this.#peer || !before || !this.isConnected) return;
    this.sending.look(lineOf(before, reading));
    this.#shape();
    const { isPaused, receives } = this.sending;
    const { weak, frozen, silent, blind } = judge(before, reading);
    const isSent = camera && !isPaused && isWanted(this.other?.receives);
    const misses = frozen && Boolean(this.other?.camera) && isWanted(receives);
    const steadily = this.#steady.look({
      weak: weak || misses,
      frozen: misses,
      silent: mic && (silent || Boolean(tracks.audio?.muted)),
      blind: isSent && (blind || Boolean(tracks.video?.muted)),
    });
    const now = { ...steadily, paused: isPaused };
    if (JSON.stringify(now) === JSON.stringify(this.health)) return;
    this.health = now;
    this.#tell("changed", null);
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Whether somebody who receives so much wants a picture. @param {string} [receives] */
function isWanted(receives = "all") {
  return receives === "all" || receives === "less";
}

/** @param {Signal} signal @param {string} to @returns {import("./protocol.js").ClientMessage} */
function addressed(signal, to) {
  return { ...signal, to };
}

/** @param {Event} event */
export function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
