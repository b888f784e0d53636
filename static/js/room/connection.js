// @ts-check
import { CLOSE, encode, parse, ProtocolError, VERSION } from "./protocol.js";

/** @typedef {import("./protocol.js").ClientMessage} ClientMessage */
/** @typedef {import("./protocol.js").ServerMessage} ServerMessage */
/** @typedef {"connecting" | "open" | "retrying" | "closed"} LineState */
/** @typedef {(typeof CLOSE)[keyof typeof CLOSE]} CloseName */

const BACKOFF_MS = [100, 300, 800, 1_500, 3_000, 5_000];
/** The server pulses every 4 seconds: three missed beats mean that the line is dead. */
const SILENCE_MS = 13_000;
const WATCH_MS = 1_000;
/** Coming back by itself makes no sense after these. */
const FINAL = new Set(
  /** @type {CloseName[]} */ (Object.values(CLOSE).filter((name) => name !== "silent")),
);

/**
 * The socket to the room. It survives its own losses: it beats, notices silence, comes back with
 * its resume token and drops what it has already had. It knows no element.
 *
 * Events: `line` (detail: LineState), `message` (detail: ServerMessage), `moved` (the machine is on
 * another network, or has one again), `closed` (detail: CloseName, after which it stays closed until
 * `open` is called again).
 */
export class Connection extends EventTarget {
  /** @type {WebSocket | null} */ #socket = null;
  #resume = "";
  #seq = 0;
  #tries = 0;
  #heardAt = 0;
  #welcomed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #watch;
  /** @type {LineState} */ #line = "closed";
  /** The last thing there is to say, until the server closes the line. @type {ClientMessage | null} */ #parting = null;
  #url;
  #isVisible;

  #parse;

  /**
   * @param {string} url @param {() => boolean} isVisible whether the page is in view
   * @param {(raw: string) => any} [read] how messages are read; without it, in the room's language
   */
  constructor(url, isVisible, read = parse) {
    super();
    this.#parse = read;
    this.#url = url;
    this.#isVisible = isVisible;
  }

  get line() {
    return this.#line;
  }

  /** Open the line, as a fresh page. */
  open() {
    this.#resume = "";
    this.#seq = 0;
    this.#tries = 0;
    this.#parting = null;
    this.#socket?.close();
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#listenForSilence(), WATCH_MS);
    globalThis.addEventListener?.("online", this.#move);
    this.#connect();
  }

  /** Close for good. */
  close() {
    this.#stop();
    this.#socket?.close(1000);
    this.#socket = null;
  }

  /**
   * Say one last thing, now or as soon as there is a line again; whereupon the server closes it.
   * Nothing more is heard of this line. @param {ClientMessage} message
   */
  closeWith(message) {
    this.#say("closed");
    this.#parting = message;
    this.send(message);
  }

  /** Send if the line is open. @param {ClientMessage} message @returns {boolean} */
  send(message) {
    if (!this.#welcomed || this.#socket?.readyState !== 1) return false;
    this.#socket.send(encode(message));
    return true;
  }

  /** Tell the server now that the page came into view or went out of it. */
  beat() {
    this.send({ type: "heartbeat", seq: this.#seq, visible: this.#isVisible() });
  }

  /** What went out over the network before may never arrive, though the socket looks open still. */
  #move = () => {
    if (this.#line === "closed") return;
    clearTimeout(this.#retry);
    this.#tries = 0;
    const old = this.#socket;
    this.#connect();
    old?.close();
    this.#tell("moved", null);
  };

  #connect() {
    this.#say(this.#tries || this.#resume ? "retrying" : "connecting");
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#welcomed = false;
    this.#heardAt = Date.now();
    socket.onopen = () => {
      socket.send(
        encode({ type: "hello", version: VERSION, resume: this.#resume, last_seq: this.#seq }),
      );
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(String(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  /** @param {string} raw */
  #hear(raw) {
    this.#heardAt = Date.now();
    /** @type {ServerMessage} */
    let message;
    try {
      message = this.#parse(raw);
    } catch (error) {
      if (error instanceof ProtocolError) return;
      throw error;
    }
    if (message.type === "welcome") {
      this.#welcomed = true;
      this.#tries = 0;
      this.#resume = message.resume;
      if (this.#parting) this.send(this.#parting);
      this.#say("open");
      this.#tell("message", message);
      this.beat();
    } else if (message.type === "pulse") {
      this.beat();
    } else if ("seq" in message) {
      this.#hearNumbered(message);
    } else {
      this.#tell("message", message);
    }
  }

  /** @param {import("./protocol.js").PeerSignal} message */
  #hearNumbered(message) {
    if (message.seq <= this.#seq) return;
    if (message.seq > this.#seq + 1) {
      this.#drop();
      return;
    }
    this.#seq = message.seq;
    this.#tell("message", message);
  }

  /** @param {number} code */
  #lost(code) {
    this.#socket = null;
    this.#welcomed = false;
    const name = CLOSE[/** @type {keyof typeof CLOSE} */ (code)];
    if (name && FINAL.has(name)) {
      this.#stop();
      this.#tell("closed", name);
      return;
    }
    const wait = BACKOFF_MS[Math.min(this.#tries, BACKOFF_MS.length - 1)];
    this.#tries += 1;
    this.#say("retrying");
    this.#retry = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  #listenForSilence() {
    if (this.#socket && Date.now() - this.#heardAt >= SILENCE_MS) this.#drop();
  }

  /** Give up this socket and come back on another. */
  #drop() {
    const dead = this.#socket;
    this.#lost(0);
    dead?.close();
  }

  #stop() {
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    globalThis.removeEventListener?.("online", this.#move);
    this.#say("closed");
  }

  /** @param {LineState} line */
  #say(line) {
    if (line === this.#line) return;
    this.#line = line;
    this.#tell("line", line);
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    if (!this.#parting) this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
