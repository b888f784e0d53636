// @ts-check
/**
 * From what a browser counts to the figures that are kept. Pure.
 *
 * @typedef {"direct" | "relay"} Way
 * @typedef {{
 *   at: number, lost: number, received: number, jitterDown: number | null, lostUp: number,
 *   sent: number, jitterUp: number | null, outBytes: number, inBytes: number,
 * }} Count
 * @typedef {{
 *   way: Way, connected: boolean, round_trip_ms: number | null,
 *   jitter_up_ms: number | null, jitter_down_ms: number | null,
 *   loss_up: number | null, loss_down: number | null,
 *   up_kbit: number | null, down_kbit: number | null,
 * }} Line
 */

/** @param {RTCStatsReport | Map<string, any>} report @param {number} at milliseconds @returns {Count} */
export function count(report, at) {
  /** @type {Count} */
  const told = {
    at, lost: 0, received: 0, jitterDown: null, lostUp: 0, sent: 0, jitterUp: null,
    outBytes: 0, inBytes: 0,
  };
  report.forEach((entry) => {
    if (entry.type === "inbound-rtp") {
      told.lost += entry.packetsLost ?? 0;
      told.received += entry.packetsReceived ?? 0;
      told.inBytes += entry.bytesReceived ?? 0;
      if (entry.kind === "audio") told.jitterDown = entry.jitter ?? null;
    } else if (entry.type === "outbound-rtp") {
      told.sent += entry.packetsSent ?? 0;
      told.outBytes += entry.bytesSent ?? 0;
    } else if (entry.type === "remote-inbound-rtp") {
      told.lostUp += Math.max(0, entry.packetsLost ?? 0);
      if (entry.kind === "audio") told.jitterUp = entry.jitter ?? null;
    }
  });
  return told;
}

/** The middle one of several. @param {number[]} values @returns {number | null} */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : null;
}

/** How many of a thousand got lost; null while too few were sent to say.
 * @param {number} lost @param {number} whole
 */
export function share(lost, whole) {
  return whole < 20 ? null : Math.min(1000, Math.round((Math.max(0, lost) / whole) * 1000));
}

/** kbit/s, or null without time. @param {number} bytes @param {number} ms */
export function kbit(bytes, ms) {
  return ms > 0 ? Math.round((bytes * 8) / ms) : null;
}

/** @param {number | null} seconds */
function toMs(seconds) {
  return seconds === null ? null : Math.round(seconds * 1000);
}

/** What losses and delays were between two counts.
 * @param {Count} before @param {Count} after @param {number[]} roundTrips milliseconds
 */
export function quality(before, after, roundTrips) {
  const [lost, received] = [after.lost - before.lost, after.received - before.received];
  const roundTrip = median(roundTrips);
  return {
    round_trip_ms: roundTrip === null ? null : Math.round(roundTrip),
    jitter_up_ms: toMs(after.jitterUp),
    jitter_down_ms: toMs(after.jitterDown),
    // What the other side counts comes late: over the whole time it is steadier.
    loss_up: share(after.lostUp, after.sent),
    loss_down: share(lost, lost + received),
  };
}

/** A way that led nowhere. @param {Way} way @returns {Line} */
export function noWay(way) {
  return {
    way, connected: false, round_trip_ms: null, jitter_up_ms: null, jitter_down_ms: null,
    loss_up: null, loss_down: null, up_kbit: null, down_kbit: null,
  };
}

/** Which sentence tells it, and with which figures. The server judges; this only says.
 * @param {Line[]} lines @returns {{name: string, blanks: Record<string, string>}}
 */
export function wordsOf(lines) {
  const line = lines.find((one) => one.connected);
  if (!line) return { name: "no_way", blanks: {} };
  const loss = Math.max(line.loss_up ?? 0, line.loss_down ?? 0);
  const ms = String(line.round_trip_ms ?? "…");
  if (loss > 20) return { name: "lossy", blanks: { ms, loss: String(Math.round(loss / 10)) } };
  const slowest = Math.min(line.up_kbit ?? Infinity, line.down_kbit ?? Infinity);
  return { name: "good", blanks: { ms, kbit: slowest === Infinity ? "…" : String(slowest) } };
}
