// @ts-check
/**
 * What the other side is asked to send us, in the words of a session description. Pure.
 *
 * Opus (RFC 7587, section 6.1): with in-band correction, so that a lost packet can be heard from
 * the next one; silent in silence; one channel of a bit rate at which nothing of a voice is lost.
 */
const OPUS = { minptime: "10", useinbandfec: "1", usedtx: "1", stereo: "0", maxaveragebitrate: "32000" };

/** @param {string} sdp @returns {string} the same description with our wishes for the voice */
export function askForVoice(sdp) {
  const kinds = [...sdp.matchAll(/^a=rtpmap:(\d+) opus\/48000/gim)].map(([, kind]) => kind);
  return kinds.reduce(askForOpus, sdp);
}

/** @param {string} sdp @param {string} kind */
function askForOpus(sdp, kind) {
  const line = new RegExp(`^a=fmtp:${kind} (.*?)(\\r?)$`, "m");
  if (!line.test(sdp)) {
    const mapped = new RegExp(`^(a=rtpmap:${kind} .*?)(\\r?)$`, "m");
    return sdp.replace(mapped, `$1$2\na=fmtp:${kind} ${written(new Map(Object.entries(OPUS)))}$2`);
  }
  return sdp.replace(line, (_line, wishes, end) => {
    const all = new Map(
      wishes.split(";").map((/** @type {string} */ wish) => wish.trim().split(/=(.*)/, 2)),
    );
    for (const [name, value] of Object.entries(OPUS)) all.set(name, value);
    return `a=fmtp:${kind} ${written(all)}${end}`;
  });
}

/** @param {Map<string, string | undefined>} wishes */
function written(wishes) {
  return [...wishes].map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join(";");
}
