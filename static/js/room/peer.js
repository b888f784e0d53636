// @ts-check
import { askForVoice } from "./sdp.js";

/**
 * The connection between two browsers, by the perfect negotiation pattern (W3C WebRTC 1.0,
 * section 10.7): either side may offer at any moment, and the polite one yields.
 *
 * The impolite side opens one line each for sound, picture and screen, and is the one that restarts
 * ICE, unless it is the other that moved to another network. Lines are told apart by their order. Afterwards tracks are exchanged on them
 * (`replaceTrack`), so that muting, changing a camera or sharing a screen never needs another
 * negotiation, and the lines can be there before anything may go over them. Beside them run two
 * data channels: one for short messages, one for files.
 *
 * It knows no element and no socket: what must go over the wire comes out as an event, and it
 * stays alive while the socket is gone.
 *
 * @typedef {{type: "description", kind: "offer" | "answer", sdp: string}
 *   | {type: "candidate", candidate: string, mid: string, line: number, fragment: string}
 *   | {type: "restart"}} Signal
 * @typedef {"audio" | "video" | "screen"} Kind
 * @typedef {{iceServers: RTCIceServer[], relayOnly: boolean}} Ways where relays are, and whether
 *   nothing but them may be used, so that the other side learns no address of ours
 * @typedef {"connecting" | "connected" | "interrupted" | "failed"} Link
 */

import { encode, parse } from "./aside.js";
import { fingerprintIn, sha256 } from "./verification.js";

/** The media lines, in the order of every description. @type {Kind[]} */
const LINES = ["audio", "video", "screen"];
const ASIDE_CHANNEL = 0;
const FILES_CHANNEL = 1;
/** So much of a file waits to be sent and no more: what is stopped should stop, and voices go first. */
const ROOM_FOR_BYTES = 256 * 1024;
/** A short loss of ICE heals itself more often than not; after this we help. */
const PATIENCE_MS = 2_500;
/** After this a browser knows the networks it came to. */
const SETTLED_MS = 1_500;

/**
 * Events: `signal` (Signal), `link` (Link), `stream` (MediaStream), `screen` (MediaStream), `aside`
 * (a message of the other page), `aside-open`, `bytes` (ArrayBuffer, a piece of a file).
 */
export class Peer extends EventTarget {
  #pc;
  #polite;
  #makingOffer = false;
  #ignoringOffer = false;
  #settingAnswer = false;
  #closed = false;
  /** Signals are handled one after the other, in the order they came. */
  #queue = Promise.resolve();
  /** @type {Signal[]} */ #early = [];
  /** @type {RTCDataChannel | null} */ #aside = null;
  /** The bytes of files go here. @type {RTCDataChannel | null} */ #files = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #help;
  /** @type {Record<Kind, MediaStreamTrack | null>} */ #tracks = { audio: null, video: null, screen: null };
  #outgoing = new MediaStream();
  /** What comes from the other side. */
  incoming = new MediaStream();
  /** The screen that the other side shares, if it does. */
  incomingScreen = new MediaStream();

  /** @param {{polite: boolean} & Ways} options */
  constructor({ polite, ...ways }) {
    super();
    this.#polite = polite;
    const pc = new RTCPeerConnection(configurationOf(ways));
    this.#pc = pc;
    pc.onnegotiationneeded = () => this.#offer();
    pc.onicecandidate = ({ candidate }) => candidate && this.#sendCandidate(candidate);
    pc.onconnectionstatechange = () => this.#watchLink();
    pc.ontrack = ({ track, transceiver }) => {
      const isScreen = pc.getTransceivers().indexOf(transceiver) === LINES.indexOf("screen");
      const stream = isScreen ? this.incomingScreen : this.incoming;
      stream.addTrack(track);
      this.#tell(isScreen ? "screen" : "stream", stream);
    };
    if (!polite) this.#openLines();
  }

  /** @returns {Link} */
  get link() {
    const state = this.#pc.connectionState;
    if (state === "connected" || state === "failed") return state;
    return state === "disconnected" ? "interrupted" : "connecting";
  }

  /** Put this track on its line, or silence the line. @param {Kind} kind @param {MediaStreamTrack | null} track */
  async setTrack(kind, track) {
    this.#tracks[kind] = track;
    const sender = this.#transceiver(kind)?.sender;
    if (sender && !this.#closed) await sender.replaceTrack(track);
  }

  /** For the next time a way is looked for. @param {Ways} ways */
  configure(ways) {
    if (!this.#closed) this.#pc.setConfiguration(configurationOf(ways));
  }

  /** How to send on this line; once it has been negotiated.
   * @param {Kind} kind @param {RTCRtpEncodingParameters} wish
   */
  async shape(kind, wish) {
    const sender = this.#transceiver(kind)?.sender;
    if (!sender || this.#closed) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) Object.assign(encoding, wish);
    await sender.setParameters(parameters);
  }

  /** Handle what the other side sent. @param {Signal} signal */
  receive(signal) {
    this.#queue = this.#queue.then(() => this.#receive(signal)).catch((error) => {
      if (!this.#closed) console.warn("A signal could not be used", error);
    });
    return this.#queue;
  }

  /** Say something to the other page. @param {import("./aside.js").AsideMessage} message @returns {boolean} whether it went out */
  aside(message) {
    const raw = this.hasAside && encode(message);
    if (raw) this.#aside?.send(raw);
    return Boolean(raw);
  }

  /** Send a piece of a file when there is room for it. @param {Uint8Array} piece @returns {Promise<boolean>} whether it went out */
  async bytes(piece) {
    const files = this.#files;
    if (files && files.bufferedAmount > ROOM_FOR_BYTES) {
      await new Promise((done) => {
        for (const name of ["bufferedamountlow", "close"]) files.addEventListener(name, done, { once: true });
      });
    }
    if (files?.readyState !== "open") return false;
    files.send(/** @type {ArrayBufferView<ArrayBuffer>} */ (piece));
    return true;
  }

  get hasAside() {
    return this.#aside?.readyState === "open";
  }

  /** Find a new way to the other side when the old one is dead. */
  restart() {
    if (this.#closed) return;
    if (this.#polite) this.#tell("signal", { type: "restart" });
    else this.#pc.restartIce();
  }

  /**
   * Find a new way after a change of network on this side, polite or not: the browser that offers it
   * decides the way, and the other one, to whom the old way looks alive for seconds, follows at once.
   * And once more: the browser may have looked before it knew all of its new networks.
   */
  move() {
    const restart = () => !this.#closed && this.#pc.restartIce();
    restart();
    setTimeout(restart, SETTLED_MS);
  }

  /** After the line to the server was lost: what was under way may never have arrived. */
  tryAgain() {
    if (this.#pc.signalingState === "have-local-offer") this.#sendDescription();
    else this.restart();
  }

  /**
   * The fingerprints of both certificates, or null where that is not certain. The own one the
   * browser wrote itself. The other's came with the signalling, but the browser refuses a
   * certificate that doesn't fit it; where it shows that certificate, we look ourselves.
   */
  async fingerprints() {
    const own = fingerprintIn(this.#pc.currentLocalDescription?.sdp ?? "");
    const other = fingerprintIn(this.#pc.currentRemoteDescription?.sdp ?? "");
    if (!own || !other) return null;
    const [certificate] = this.#pc.sctp?.transport.getRemoteCertificates?.() ?? [];
    const seen = certificate && `sha-256 ${await sha256(certificate)}`;
    const isSeen = !seen || !other.startsWith("sha-256") || seen === other.replaceAll(":", "");
    return isSeen ? { own, other } : null;
  }

  /** @returns {Promise<RTCStatsReport>} */
  stats() {
    return this.#pc.getStats();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#help);
    this.#pc.close();
  }

  #openLines() {
    for (const kind of LINES) {
      const line = this.#pc.addTransceiver(kind === "audio" ? "audio" : "video", {
        direction: "sendrecv",
        streams: kind === "screen" ? [] : [this.#outgoing],
      });
      line.sender.replaceTrack(this.#tracks[kind]);
    }
    this.#openChannels();
  }

  /** The polite side finds its lines in the first offer and answers with its own tracks on them. */
  async #joinLines() {
    for (const kind of LINES) {
      const line = this.#transceiver(kind);
      if (!line || line.direction === "sendrecv") continue;
      line.direction = "sendrecv";
      if (kind !== "screen") line.sender.setStreams(this.#outgoing);
      await line.sender.replaceTrack(this.#tracks[kind]);
    }
    this.#openChannels();
  }

  /** The polite side opens its ends only after the first offer: a channel before would make it offer. */
  #openChannels() {
    if (this.#aside) return;
    const open = (/** @type {string} */ name, /** @type {number} */ id) =>
      this.#pc.createDataChannel(name, { negotiated: true, id });
    this.#files = open("files", FILES_CHANNEL);
    this.#files.binaryType = "arraybuffer";
    this.#files.bufferedAmountLowThreshold = ROOM_FOR_BYTES / 2;
    this.#files.onmessage = ({ data }) => data instanceof ArrayBuffer && this.#tell("bytes", data);
    const aside = open("aside", ASIDE_CHANNEL);
    this.#aside = aside;
    aside.onopen = () => this.#tell("aside-open", null);
    aside.onmessage = ({ data }) => {
      const message = parse(data);
      if (message) this.#tell("aside", message);
    };
  }

  /** @param {Kind} kind */
  #transceiver(kind) {
    return this.#pc.getTransceivers().at(LINES.indexOf(kind));
  }

  async #offer() {
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      this.#sendDescription();
    } catch (error) {
      if (!this.#closed) console.warn("An offer could not be made", error);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** @param {Signal} signal */
  async #receive(signal) {
    if (this.#closed) return;
    if (signal.type === "restart") this.restart();
    else if (signal.type === "candidate") await this.#receiveCandidate(signal);
    else await this.#receiveDescription({ type: signal.kind, sdp: signal.sdp });
  }

  /** @param {{type: "offer" | "answer", sdp: string}} description */
  async #receiveDescription(description) {
    const pc = this.#pc;
    const ready =
      !this.#makingOffer && (pc.signalingState === "stable" || this.#settingAnswer);
    const collision = description.type === "offer" && !ready;
    this.#ignoringOffer = !this.#polite && collision;
    if (this.#ignoringOffer) return;

    this.#settingAnswer = description.type === "answer";
    try {
      await pc.setRemoteDescription(description);
    } finally {
      this.#settingAnswer = false;
    }
    if (description.type === "offer") {
      await this.#joinLines();
      await pc.setLocalDescription();
      this.#sendDescription();
    }
    for (const early of this.#early.splice(0)) await this.#receive(early);
  }

  /** @param {Extract<Signal, {type: "candidate"}>} signal */
  async #receiveCandidate(signal) {
    if (!this.#pc.remoteDescription) {
      this.#early.push(signal);
      return;
    }
    try {
      await this.#pc.addIceCandidate({
        candidate: signal.candidate,
        sdpMid: signal.mid,
        sdpMLineIndex: signal.line,
        usernameFragment: signal.fragment || undefined,
      });
    } catch (error) {
      if (!this.#ignoringOffer) throw error;
    }
  }

  #sendDescription() {
    const description = this.#pc.localDescription;
    if (description?.type !== "offer" && description?.type !== "answer") return;
    const sdp = askForVoice(description.sdp);
    this.#tell("signal", { type: "description", kind: description.type, sdp });
  }

  /** @param {RTCIceCandidate} candidate */
  #sendCandidate(candidate) {
    this.#tell("signal", {
      type: "candidate",
      candidate: candidate.candidate,
      mid: candidate.sdpMid ?? "",
      line: candidate.sdpMLineIndex ?? 0,
      fragment: candidate.usernameFragment ?? "",
    });
  }

  #watchLink() {
    clearTimeout(this.#help);
    this.#tell("link", this.link);
    if (this.link === "failed") this.restart();
    if (this.link === "interrupted") this.#help = setTimeout(() => this.restart(), PATIENCE_MS);
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    if (!this.#closed) this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {Ways} ways @returns {RTCConfiguration} */
function configurationOf({ iceServers, relayOnly }) {
  const iceTransportPolicy = relayOnly ? "relay" : "all";
  return { iceServers, iceTransportPolicy, bundlePolicy: "max-bundle" };
}
