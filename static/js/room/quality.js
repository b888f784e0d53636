// @ts-check
/**
 * What the numbers of a connection mean in words. Pure: it is handed reports.
 *
 * @typedef {{at: number, lost: number, received: number, frames: number, voice: number, roundTrip: number,
 *   bears: number, missed: number, played: number, concealed: number, pictures: number}} Reading
 * @typedef {{weak: boolean, frozen: boolean, silent: boolean, blind: boolean}} Judgement
 */

const LOSS_SHARE = 0.05;
const SLOW_ROUND_TRIP = 0.4;
/** A line that nothing goes over is reported on no more; what was said of it then is old. */
const FRESH_MS = 6_000;

/** The few numbers that matter. @param {RTCStatsReport} report @param {number} at
 * @param {string} [camera] the name of the track of one's own camera @returns {Reading} */
export function read(report, at, camera) {
  const reading = {
    ...{ at, lost: 0, received: 0, frames: 0, voice: 0, roundTrip: 0 },
    ...{ bears: 0, missed: 0, played: 0, concealed: 0, pictures: -1 },
  };
  report.forEach((entry) => {
    if (entry.type === "inbound-rtp") {
      reading.lost += entry.packetsLost ?? 0;
      reading.received += entry.packetsReceived ?? 0;
      reading.frames += entry.framesDecoded ?? 0;
      reading.played += entry.totalSamplesReceived ?? 0;
      reading.concealed += (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0);
    } else if (entry.type === "remote-inbound-rtp" && at - entry.timestamp < FRESH_MS) {
      reading.missed = Math.max(reading.missed, entry.fractionLost ?? 0);
    } else if (entry.type === "media-source" && entry.kind === "audio") {
      reading.voice = entry.totalAudioEnergy ?? 1;
    } else if (entry.type === "media-source" && entry.trackIdentifier === camera) {
      reading.pictures = entry.frames ?? -1;
    } else if (entry.type === "candidate-pair" && entry.nominated) {
      reading.roundTrip = entry.currentRoundTripTime ?? 0;
      reading.bears = entry.availableOutgoingBitrate ?? 0;
    }
  });
  return reading;
}

/**
 * `weak`: packets get lost or take long. `frozen`: no new picture. `silent`: not the faintest
 * sound from one's own microphone, which a living room always has. `blind`: no new picture from
 * one's own camera, where the browser counts them.
 * @param {Reading} before @param {Reading} after @returns {Judgement}
 */
export function judge(before, after) {
  const lost = Math.max(0, after.lost - before.lost);
  const received = Math.max(0, after.received - before.received);
  const share = lost + received ? lost / (lost + received) : 1;
  return {
    weak: share > LOSS_SHARE || after.roundTrip > SLOW_ROUND_TRIP,
    frozen: after.frames === before.frames,
    silent: after.voice === before.voice,
    blind: after.pictures >= 0 && after.pictures === before.pictures,
  };
}

/** How the line was between two readings. @param {Reading} before @param {Reading} after
 * @returns {import("./budget.js").Line}
 */
export function lineOf(before, after) {
  const played = after.played - before.played;
  const concealed = played > 0 ? Math.max(0, after.concealed - before.concealed) / played : 0;
  return { bears: after.bears, loss: after.missed, roundTrip: after.roundTrip, concealed };
}

/** So many readings in a row before a word comes. @type {[keyof Judgement, number][]} */
const ENOUGH = [["weak", 4], ["frozen", 3], ["silent", 8], ["blind", 4]];

/**
 * What people are told of a line and of devices: only what has held for a while, because words that
 * flicker worry people. Each call has one; it is told each judgement and knows no connection.
 */
export class Steady {
  #count = { weak: 0, frozen: 0, silent: 0, blind: 0 };
  #told = { weak: false, frozen: false, silent: false, blind: false };

  /** @param {Judgement} now what is so at this reading @returns {Judgement} what has been so for long enough */
  look(now) {
    for (const [name, enough] of ENOUGH) {
      // A line gets better as slowly as it got worse; a picture or a voice is there or isn't.
      const less = name === "weak" ? Math.max(this.#count.weak - 1, 0) : 0;
      const count = now[name] ? Math.min(this.#count[name] + 1, enough) : less;
      this.#count[name] = count;
      this.#told[name] = count === enough || (count > 0 && this.#told[name]);
    }
    return { ...this.#told };
  }
}
