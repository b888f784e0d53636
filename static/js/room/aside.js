// @ts-check
/**
 * What the two pages say to each other over their own data channel, where no server hears it:
 * one shape for each message, its examples in docs/room-protocol.md, "Between the two pages".
 * Pure. The other page is another browser, so nothing it says is trusted: what is unknown,
 * malformed or too large is dropped.
 *
 * @typedef {{type: "chat", id: string, text: string}} ChatMessage
 * @typedef {{type: "caption", id: string, how: "typed" | "hearing" | "heard", text: string}} CaptionMessage
 * @typedef {{type: "captions", wanted: boolean, able: boolean}} CaptionsMessage
 * @typedef {ChatMessage | CaptionMessage | CaptionsMessage} AsideMessage
 */
import { fits, oneOf, text, truth } from "./protocol.js";

/** A chat message of 2,000 letters, each written in the longest way, fits. */
export const MAX_BYTES = 16 * 1024;

/** @typedef {import("./protocol.js").Check} Check */

/** @type {Check} */
const id = (value) => typeof value === "string" && /^[0-9a-f]{8,32}$/.test(value);

/** @type {Record<string, Record<string, Check>>} */
export const SHAPES = {
  chat: { id, text: text(2_000, 1) },
  caption: { id, how: oneOf("typed", "hearing", "heard"), text: text(300, 1) },
  captions: { wanted: truth, able: truth },
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

/** A name for something said: 128 random bits in hex. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
