// @ts-check
/** Measures the way to the echo and back with one's own picture and voice. It knows no element. */

import { count, kbit, noWay, quality } from "./line_figures.js";

/** @typedef {import("./line_figures.js").Line} Line */
/** @typedef {import("./line_figures.js").Way} Way */
/** @typedef {import("./echo.js").EchoDoor} EchoDoor */

const CONNECT_WITHIN_MS = 8_000;
const SETTLE_MS = 800;
const WATCH_MS = 3_000;
const PING_EVERY_MS = 150;
const PUSH_MS = 1_500;
const ANSWER_WITHIN_MS = 4_000;
const PIECE = new Uint8Array(1_100);
/** Enough to know that a line bears a picture: 2 Mbit/s. */
const BYTES_A_MS = 250;
const WAITING_BYTES = 16_384;

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Try the way to the echo, directly and (where there is a relay) through it.
 * @param {EchoDoor} door @param {MediaStreamTrack[]} tracks
 * @returns {Promise<Line[]>} raises EchoRefused if nobody sends back
 */
export async function tryLines(door, tracks) {
  const iceServers = await door.relays();
  const direct = await tryLine(door, tracks, "direct", { iceServers: [] });
  if (!iceServers.length) return [direct];
  try {
    const relay = { iceServers, iceTransportPolicy: /** @type {const} */ ("relay") };
    return [direct, await tryLine(door, tracks, "relay", relay)];
  } catch {
    return [direct]; // the echo filled up in between: the first way is still worth telling
  }
}

/**
 * @param {EchoDoor} door @param {MediaStreamTrack[]} tracks @param {Way} way
 * @param {RTCConfiguration} configuration
 * @returns {Promise<Line>}
 */
async function tryLine(door, tracks, way, configuration) {
  const peer = new RTCPeerConnection(configuration);
  try {
    const channel = peer.createDataChannel("load");
    channel.binaryType = "arraybuffer";
    for (const track of tracks) peer.addTrack(track);
    await peer.setLocalDescription();
    const sdp = await door.answer(peer.localDescription?.sdp ?? "");
    await peer.setRemoteDescription({ type: "answer", sdp });
    if (!(await opened(channel))) return noWay(way);
    return { way, connected: true, ...(await measure(peer, channel)) };
  } finally {
    peer.close();
  }
}

/** Whether the channel opens in time. @param {RTCDataChannel} channel @returns {Promise<boolean>} */
function opened(channel) {
  return new Promise((done) => {
    const patience = setTimeout(() => done(false), CONNECT_WITHIN_MS);
    channel.onopen = () => {
      clearTimeout(patience);
      done(true);
    };
  });
}

/** @param {RTCPeerConnection} peer @param {RTCDataChannel} channel */
async function measure(peer, channel) {
  await pause(SETTLE_MS);
  const before = count(await peer.getStats(), performance.now());
  const roundTrips = await ping(channel);
  const after = count(await peer.getStats(), performance.now());
  const told = quality(before, after, roundTrips);
  return { ...told, down_kbit: await pull(peer, channel), up_kbit: await push(peer, channel) };
}

/** Round trips in milliseconds, while the media flow. @param {RTCDataChannel} channel */
async function ping(channel) {
  /** @type {number[]} */ const roundTrips = [];
  channel.onmessage = ({ data }) => {
    if (typeof data === "string" && data.startsWith("ping ")) {
      roundTrips.push(performance.now() - Number(data.slice(5)));
    }
  };
  for (let spent = 0; spent < WATCH_MS; spent += PING_EVERY_MS) {
    if (channel.readyState === "open") channel.send(`ping ${performance.now()}`);
    await pause(PING_EVERY_MS);
  }
  return roundTrips;
}

/** What comes down while the echo fills the line. @param {RTCPeerConnection} peer @param {RTCDataChannel} channel */
async function pull(peer, channel) {
  const before = count(await peer.getStats(), performance.now());
  let bytes = 0;
  const filled = new Promise((done) => {
    channel.onmessage = ({ data }) => {
      if (data === "filled") done(true);
      else if (data instanceof ArrayBuffer) bytes += data.byteLength;
    };
  });
  channel.send("fill");
  await Promise.race([filled, pause(PUSH_MS + ANSWER_WITHIN_MS)]);
  const after = count(await peer.getStats(), performance.now());
  return kbit(bytes + after.inBytes - before.inBytes, after.at - before.at);
}

/** What arrives at the echo while we fill the line. @param {RTCPeerConnection} peer @param {RTCDataChannel} channel */
async function push(peer, channel) {
  const before = count(await peer.getStats(), performance.now());
  /** @type {Promise<{bytes: number, ms: number} | null>} */
  const counted = new Promise((done) => {
    channel.onmessage = ({ data }) => {
      if (typeof data === "string" && data.startsWith("{")) done(JSON.parse(data));
    };
  });
  let sent = 0;
  for (let spent = 0; spent < PUSH_MS; spent = performance.now() - before.at) {
    if (channel.readyState !== "open") return null;
    while (sent < spent * BYTES_A_MS && channel.bufferedAmount < WAITING_BYTES) {
      channel.send(PIECE);
      sent += PIECE.length;
    }
    await pause(20);
  }
  const after = count(await peer.getStats(), performance.now());
  channel.send("count");
  const arrived = await Promise.race([counted, pause(ANSWER_WITHIN_MS).then(() => null)]);
  if (!arrived) return null;
  const media = kbit(after.outBytes - before.outBytes, after.at - before.at) ?? 0;
  return (kbit(arrived.bytes, arrived.ms) ?? 0) + media;
}
