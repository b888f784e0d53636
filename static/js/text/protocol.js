// @ts-check
/**
 * The language of a session in writing, as the page speaks it. See docs/text-protocol.md.
 *
 * @typedef {{type: "say", id: string, text: string}} Say
 * @typedef {{type: "read", number: number}} Read
 * @typedef {{type: "typing"}} Typing
 * @typedef {{type: "keep", keeps: boolean}} Keep
 * @typedef {Say | Read | Typing | Keep} Said
 *
 * @typedef {{type: "line", seq: number, id: string, sender: import("../room/protocol.js").Role, at: string, text: string}} Line
 * @typedef {{type: "marks", received: number, read: number}} Marks
 * @typedef {{type: "keeping", mine: boolean, theirs: boolean}} Keeping
 * @typedef {{type: "peer_typing"} | {type: "not_said", id: string}} Hint
 * @typedef {Line | Marks | Keeping | Hint | import("../room/protocol.js").ServerMessage} Heard
 */
import { CLIENT, read, role, seat, seq, SERVER, text, truth } from "../room/protocol.js";

const words = text(4_000, 1);
const { hello, heartbeat, admit, leave, end } = CLIENT;
const { welcome, pulse, admitted, waiting, asked_to_wait, peer, refused, ended } = SERVER;

const OURS = {
  ...{ hello, heartbeat, admit, leave, end },
  say: { id: seat, text: words },
  read: { number: seq },
  typing: {},
  keep: { keeps: truth },
};

const THEIRS = {
  ...{ welcome, pulse, admitted, waiting, asked_to_wait, peer, refused, ended },
  line: { seq, id: seat, sender: role, at: text(40, 1), text: words },
  marks: { received: seq, read: seq },
  peer_typing: {},
  keeping: { mine: truth, theirs: truth },
  not_said: { id: seat },
};

/**
 * Read one message from the server.
 * @param {string} raw
 * @returns {Heard}
 */
export function parse(raw) {
  return /** @type {any} */ (read(raw, THEIRS));
}

/** Read one message from a page, as the server does. @param {string} raw @returns {Said} */
export function parseClient(raw) {
  return /** @type {any} */ (read(raw, OURS));
}
