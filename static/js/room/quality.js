// @ts-check
/**
 * What the numbers of a connection mean in words. Pure: reads two reports, keeps nothing.
 *
 * @typedef {{at: number, lost: number, received: number, frames: number, voice: number, roundTrip: number}} Reading
 * @typedef {{weak: boolean, frozen: boolean, silent: boolean}} Judgement
 */

const LOSS_SHARE = 0.05;
const SLOW_ROUND_TRIP = 0.4;

/** The few numbers that matter. @param {RTCStatsReport} report @param {number} at @returns {Reading} */
export function read(report, at) {
  const reading = { at, lost: 0, received: 0, frames: 0, voice: 0, roundTrip: 0 };
  report.forEach((entry) => {
    if (entry.type === "inbound-rtp") {
      reading.lost += entry.packetsLost ?? 0;
      reading.received += entry.packetsReceived ?? 0;
      reading.frames += entry.framesDecoded ?? 0;
    } else if (entry.type === "media-source" && entry.kind === "audio") {
      reading.voice = entry.totalAudioEnergy ?? 1;
    } else if (entry.type === "candidate-pair" && entry.nominated) {
      reading.roundTrip = entry.currentRoundTripTime ?? 0;
    }
  });
  return reading;
}

/**
 * `weak`: packets get lost or take long. `frozen`: no new picture. `silent`: not the faintest
 * sound from one's own microphone, which a living room always has.
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
  };
}
