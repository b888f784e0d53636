// @ts-check
/**
 * The language of the room, version 1, as the page speaks it. See docs/room-protocol.md.
 *
 * @typedef {"patient" | "therapist"} Role
 * @typedef {"here" | "away" | "gone" | "left"} Presence
 * @typedef {"all" | "less" | "sound" | "nothing"} Receives
 * @typedef {{seat: string, name: string, role: Role, presence: Presence, mic: boolean, camera: boolean, receives: Receives}} PeerState
 * @typedef {{name: string, since: string, presence: Presence}} WaitingState
 * @typedef {{urls: string[], username: string, credential: string}} IceServer
 *
 * @typedef {{type: "hello", version: number, resume: string, last_seq: number}} Hello
 * @typedef {{type: "heartbeat", seq: number, visible: boolean}} Heartbeat
 * @typedef {{type: "description", to: string, kind: "offer" | "answer", sdp: string}} Description
 * @typedef {{type: "candidate", to: string, candidate: string, mid: string, line: number, fragment: string}} Candidate
 * @typedef {{type: "restart", to: string}} Restart
 * @typedef {{type: "media_state", mic: boolean, camera: boolean, receives: Receives}} MediaState
 * @typedef {{type: "admit"} | {type: "leave"} | {type: "end"} | {type: "differ"}} Deed
 * @typedef {Hello | Heartbeat | Description | Candidate | Restart | MediaState | Deed} ClientMessage
 *
 * @typedef {{type: "welcome", version: number, seat: string, name: string, role: Role, resume: string, seq: number, ice_servers: IceServer[], admitted: boolean, peer: PeerState | null, waiting: WaitingState | null}} Welcome
 * @typedef {{type: "pulse", seq: number}} Pulse
 * @typedef {{type: "ice_servers", ice_servers: IceServer[]}} IceServers
 * @typedef {{type: "waiting", waiting: WaitingState}} Waiting
 * @typedef {{type: "asked_to_wait", text: string, at: string}} AskedToWait
 * @typedef {{type: "peer", peer: PeerState}} PeerMessage
 * @typedef {{type: "peer_description", seq: number, sender: string, kind: "offer" | "answer", sdp: string}} PeerDescription
 * @typedef {{type: "peer_candidate", seq: number, sender: string, candidate: string, mid: string, line: number, fragment: string}} PeerCandidate
 * @typedef {{type: "peer_restart", seq: number, sender: string}} PeerRestart
 * @typedef {{type: "refused", code: "nobody_waiting" | "not_there"}} Refused
 * @typedef {PeerDescription | PeerCandidate | PeerRestart} PeerSignal
 * @typedef {Welcome | Pulse | IceServers | {type: "admitted"} | Waiting | AskedToWait | PeerMessage | PeerSignal | Refused | {type: "ended"}} ServerMessage
 */

export const VERSION = 1;
export const MAX_BYTES = 64 * 1024;

/** Why the server closes a socket, and whether coming back by itself makes sense. */
export const CLOSE = /** @type {const} */ ({
  4400: "malformed",
  4401: "signed_out",
  4403: "forbidden",
  4408: "silent",
  4409: "replaced",
  4410: "ended",
  4411: "cancelled",
  4412: "no_consent",
  4413: "too_large",
  4415: "unknown_type",
  4416: "differ",
  4420: "by_phone",
  4425: "not_the_time",
  4426: "other_version",
  4429: "flood",
});

/** The text is not a message of this language. */
export class ProtocolError extends Error {}

/** @typedef {(value: unknown) => boolean} Check */

/** @param {number} longest @param {number} [shortest] @returns {Check} */
export const text = (longest, shortest = 0) => (value) =>
  typeof value === "string" && value.length >= shortest && value.length <= longest;
/** @param {number} most @returns {Check} */
export const whole = (most) => (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
/** @type {Check} */
export const truth = (value) => typeof value === "boolean";
/** @type {Check} */
export const seat = (value) =>
  typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
/** @param {...string} words @returns {Check} */
export const oneOf = (...words) => (value) => typeof value === "string" && words.includes(value);
/** @param {Check} check @returns {Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @param {Check} check @returns {Check} */
export const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @param {Record<string, Check>} shape @returns {Check} */
const record = (shape) => (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && fits(shape, value);

/** @param {Record<string, Check>} shape @param {object} value */
export function fits(shape, value) {
  const words = /** @type {Record<string, unknown>} */ (value);
  const names = Object.keys(words);
  return (
    names.length === Object.keys(shape).length &&
    names.every((name) => Object.hasOwn(shape, name) && shape[name](words[name]))
  );
}

export const seq = whole(2 ** 31 - 1);
export const role = oneOf("patient", "therapist");
const presence = oneOf("here", "away", "gone", "left");
const receives = oneOf("all", "less", "sound", "nothing");
const description = { kind: oneOf("offer", "answer"), sdp: text(40_000, 1) };
const candidate = { candidate: text(2_048), mid: text(64), line: whole(64), fragment: text(256) };
const media = { mic: truth, camera: truth, receives };
const peer = record({ seat, name: text(200), role, presence, ...media });
const waiting = record({ name: text(200), since: text(40, 1), presence });
const iceServer = record({
  urls: listOf(text(300, 1)),
  username: text(200),
  credential: text(200),
});

/** @type {Record<string, Record<string, Check>>} */
export const CLIENT = {
  hello: { version: whole(1_000), resume: text(256), last_seq: seq },
  heartbeat: { seq, visible: truth },
  description: { to: seat, ...description },
  candidate: { to: seat, ...candidate },
  restart: { to: seat },
  media_state: media,
  admit: {},
  leave: {},
  end: {},
  differ: {},
};

/** @type {Record<string, Record<string, Check>>} */
export const SERVER = {
  welcome: {
    version: whole(1_000),
    seat,
    name: text(200),
    role,
    resume: text(256),
    seq,
    ice_servers: listOf(iceServer),
    admitted: truth,
    peer: orNull(peer),
    waiting: orNull(waiting),
  },
  pulse: { seq },
  ice_servers: { ice_servers: listOf(iceServer) },
  admitted: {},
  waiting: { waiting },
  asked_to_wait: { text: text(300, 1), at: text(40, 1) },
  peer: { peer },
  peer_description: { seq, sender: seat, ...description },
  peer_candidate: { seq, sender: seat, ...candidate },
  peer_restart: { seq, sender: seat },
  refused: { code: oneOf("nobody_waiting", "not_there") },
  ended: {},
};

/** @param {string} raw @param {Record<string, Record<string, Check>>} vocabulary */
export function read(raw, vocabulary) {
  if (new TextEncoder().encode(raw).length > MAX_BYTES) throw new ProtocolError("too large");
  let words;
  try {
    words = JSON.parse(raw);
  } catch {
    throw new ProtocolError("not JSON");
  }
  if (typeof words !== "object" || words === null || !Object.hasOwn(vocabulary, words.type)) {
    throw new ProtocolError("not a message of this language");
  }
  const { type, ...rest } = words;
  if (!fits(vocabulary[type], rest)) throw new ProtocolError(`malformed ${type}`);
  return words;
}

/**
 * Read one message from the server.
 * @param {string} raw
 * @returns {ServerMessage}
 * @throws {ProtocolError}
 */
export function parse(raw) {
  return read(raw, SERVER);
}

/**
 * Read one message from a page, as the server does.
 * @param {string} raw
 * @returns {ClientMessage}
 * @throws {ProtocolError}
 */
export function parseClient(raw) {
  return read(raw, CLIENT);
}

/** @param {ClientMessage} message */
export function encode(message) {
  return JSON.stringify(message);
}
