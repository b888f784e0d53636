// @ts-check
/**
 * What the two pages say to each other over their own data channel, where no server hears it:
 * one shape for each message, its examples in docs/room-protocol.md, "Between the two pages".
 * Pure. The other page is another browser, so nothing it says is trusted: what is unknown,
 * malformed or too large is dropped.
 *
 * @typedef {{type: "chat", id: string, text: string, at: number}} ChatMessage
 * @typedef {{type: "words_commit", commit: string}} WordsCommit
 * @typedef {{type: "words_number" | "words_reveal", number: string}} WordsNumber
 * @typedef {{type: "chat_past", id: string, text: string, at: number, own: boolean}} ChatPast
 * @typedef {{type: "file_offer", id: string, name: string, size: number, kind: string, sha256: string}} FileOffer
 * @typedef {{type: "file_take" | "file_stop", id: string}} FileAnswer
 * @typedef {"writing" | "drawing"} Keepable
 * @typedef {{type: "keep_ask", what: Keepable, digest: string}} KeepAsk
 * @typedef {{type: "keep_answer", what: Keepable, says: "yes" | "no" | "other" | "kept" | "failed"}} KeepAnswer
 * @typedef {{type: "screen", on: boolean}} Screen
 * @typedef {"black" | "green" | "blue" | "red"} Ink
 * @typedef {{type: "board_line", id: string, own: boolean, turn: number, ink: Ink, from: number, points: number[]}} BoardLine
 * @typedef {{type: "board_note", id: string, own: boolean, turn: number, text: string, place: number}} BoardNote
 * @typedef {{type: "board_undo", id: string} | {type: "board_clear"} | {type: "board_ask"}} BoardDeed
 * @typedef {{type: "caption", id: string, how: "typed" | "hearing" | "heard", text: string}} CaptionMessage
 * @typedef {{type: "captions", wanted: boolean, able: boolean}} CaptionsMessage
 * @typedef {ChatMessage | CaptionMessage | CaptionsMessage | {type: "chat_ask"} | ChatPast | KeepAsk | KeepAnswer | BoardLine | BoardNote | BoardDeed | FileOffer | FileAnswer | Screen | WordsCommit | WordsNumber} AsideMessage
 */
import { fits, listOf, oneOf, text, truth, whole } from "./protocol.js";

/** A chat message of 2,000 letters, each written in the longest way, fits. */
export const MAX_BYTES = 16 * 1024;
/** So many numbers of a drawn line in one message, two for each point. */
export const MAX_POINTS = 128;
/** The largest file, in bytes: both pages hold it in memory. */
export const MAX_FILE = 50 * 1024 * 1024;

/** @typedef {import("./protocol.js").Check} Check */

/** @type {Check} */
const id = (value) => typeof value === "string" && /^[0-9a-f]{8,32}$/.test(value);
/** Milliseconds since 1970. */
const moment = whole(8.64e12);
/** Larger than that of all marks before it. */
const turn = whole(2 ** 40);
const what = oneOf("writing", "drawing");
/** @type {Check} */
const points = (value) =>
  listOf(whole(1_000))(value) &&
  [value].flat().length % 2 === 0 &&
  [value].flat().length <= MAX_POINTS;
/** @type {Check} */
const fileId = (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
/** Letters that would make a name look like another, or like a place. */
const DECEIVING = /[\p{Cc}\p{Cf}\u2028\u2029/\\]/gu;
/** @type {Check} */
const fileName = (value) => text(200, 1)(value) && nameFor(String(value)) === value;
/** A note as a picture's source can hold it. @param {string} words */
export const drawable = (words) => words.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, " ");
/** @type {Check} */
const note = (value) => text(40, 1)(value) && drawable(String(value)) === value;
/** 256 bits. @type {Check} */
const bits = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);

/** @type {Record<string, Record<string, Check>>} */
export const SHAPES = {
  chat: { id, text: text(2_000, 1), at: moment },
  caption: { id, how: oneOf("typed", "hearing", "heard"), text: text(300, 1) },
  captions: { wanted: truth, able: truth },
  chat_ask: {},
  chat_past: { id, text: text(2_000, 1), at: moment, own: truth },
  keep_ask: { what, digest: bits },
  keep_answer: { what, says: oneOf("yes", "no", "other", "kept", "failed") },
  file_offer: { id: fileId, name: fileName, size: whole(MAX_FILE), kind: text(100), sha256: bits },
  file_take: { id: fileId },
  file_stop: { id: fileId },
  screen: { on: truth },
  board_line: { id, own: truth, turn, ink: oneOf("black", "green", "blue", "red"), from: whole(4_000), points },
  board_note: { id, own: truth, turn, text: note, place: whole(8) },
  board_undo: { id },
  board_clear: {},
  board_ask: {},
  words_commit: { commit: bits },
  words_number: { number: bits },
  words_reveal: { number: bits },
};

/** @param {string} raw */
const isTooLarge = (raw) => new TextEncoder().encode(raw).length > MAX_BYTES;

/** Read one message of the other page. @param {unknown} raw @returns {AsideMessage | null} */
export function parse(raw) {
  if (typeof raw !== "string" || isTooLarge(raw)) return null;
  let words;
  try {
    words = JSON.parse(raw);
  } catch {
    return null;
  }
  if (typeof words !== "object" || words === null || !Object.hasOwn(SHAPES, words.type)) return null;
  const { type, ...rest } = words;
  return fits(SHAPES[type], rest) ? words : null;
}

/** What goes on the line, or null for what the other page would drop. @param {AsideMessage} message */
export function encode(message) {
  const raw = JSON.stringify(message);
  return parse(raw) && raw;
}

/** A file's name as it may be shown. @param {string} name */
export function nameFor(name) {
  return name.replace(DECEIVING, "_").slice(-200);
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");

/** A name for something said: 128 random bits in hex. */
export function newId() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
