// @ts-check
/**
 * Which sentence tells how it is. Pure: from the state of a call to the name of a sentence, which
 * the page has in the reader's language.
 *
 * @typedef {import("./call.js").Call} Call
 * @typedef {"good" | "wait" | "trouble"} Mood
 */

/** Steps of the ladder that have words of their own. @type {Set<string>} */
const LOST = new Set(["relay", "sound", "phone"]);

/** Whether the server knows of nobody there. @param {Call} call */
export function isAway({ other }) {
  return other?.presence !== "here";
}

/** The pill over the picture. @param {Call} call @returns {{name: string, mood: Mood}} */
export function statusOf(call) {
  if (call.line.line !== "open") {
    if (call.isConnected) return { name: "background", mood: "wait" };
    return call.line.line === "retrying"
      ? { name: "retrying", mood: "trouble" }
      : { name: "opening", mood: "wait" };
  }
  if (call.link === "none") {
    return { name: call.admitted && call.other ? "alone" : "ready", mood: "wait" };
  }
  if (call.link !== "connected") {
    // Whoever is away can't be reached by any way, so nothing is claimed of the ways.
    if (isAway(call)) return { name: `peer-${call.other?.presence ?? "absent"}`, mood: "wait" };
    if (LOST.has(call.step)) return { name: `ladder-${call.step}`, mood: "trouble" };
    return { name: call.link, mood: call.link === "connecting" ? "wait" : "trouble" };
  }
  if (call.step === "sound") return { name: "ladder-found", mood: "wait" };
  const wanted = call.other?.receives;
  if (wanted === "nothing" || wanted === "sound") return { name: `peer-takes-${wanted}`, mood: "wait" };
  if (call.health.paused && call.media.camera) return { name: "paused", mood: "wait" };
  return call.health.weak ? { name: "weak", mood: "wait" } : { name: "good", mood: "good" };
}

/** The sentence where the picture would be, or "" while there is one. @param {Call} call */
export function sentenceOf(call) {
  const { other, waiting } = call;
  if (!call.admitted) return waiting ? `waiting-${waiting.presence}` : "nobody";
  if (!other) return "peer-absent";
  const { receives } = call.sending;
  if (receives === "nothing" || receives === "sound") return `takes-${receives}`;
  if (call.isConnected && !other.camera) return "peer-camera-off";
  if (call.isConnected) return call.health.frozen ? "peer-paused" : "";
  return `peer-${other.presence}`;
}

/** What a screen reader is told when the other person's state changes.
 * @param {import("./protocol.js").PeerState | null} before
 * @param {import("./protocol.js").PeerState | null} after
 */
export function newsOf(before, after) {
  if (!after) return "";
  if (!before || before.presence !== after.presence) {
    return after.presence === "here" ? "peer-came" : `peer-${after.presence}`;
  }
  if (before.mic !== after.mic) return after.mic ? "peer-mic-on" : "peer-mic-off";
  if (before.receives !== after.receives) {
    if (after.receives === "nothing" || after.receives === "sound") return `peer-takes-${after.receives}`;
    if (before.receives === "nothing" || before.receives === "sound") return "peer-takes-all";
  }
  if (before.camera !== after.camera) return after.camera ? "peer-camera-on" : "peer-camera-off";
  return "";
}
