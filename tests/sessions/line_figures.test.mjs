/** What a browser's counters mean. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { count, kbit, median, noWay, quality, share, wordsOf } from "../../static/js/room/line_figures.js";

/** @param {Record<string, number>} told */
const report = (told) =>
  new Map(
    Object.entries({
      in: { type: "inbound-rtp", kind: "audio", packetsLost: told.lost, packetsReceived: told.received, bytesReceived: told.inBytes, jitter: 0.012 },
      out: { type: "outbound-rtp", kind: "audio", packetsSent: told.sent, bytesSent: told.outBytes },
      theirs: { type: "remote-inbound-rtp", kind: "audio", packetsLost: told.lostUp, jitter: 0.02 },
      other: { type: "codec" },
    }),
  );

test("losses are of what came in between, delays the middle one", () => {
  const before = count(report({ lost: 5, received: 100, inBytes: 0, sent: 100, outBytes: 0, lostUp: 0 }), 0);
  const after = count(report({ lost: 10, received: 195, inBytes: 0, sent: 200, outBytes: 0, lostUp: 4 }), 1000);
  assert.deepEqual(quality(before, after, [40, 300, 42.4]), {
    round_trip_ms: 42, jitter_up_ms: 20, jitter_down_ms: 12, loss_up: 20, loss_down: 50,
  });
});

test("too little to say is null, never zero", () => {
  const nothing = count(new Map(), 0);
  assert.deepEqual(quality(nothing, nothing, []), {
    round_trip_ms: null, jitter_up_ms: null, jitter_down_ms: null, loss_up: null, loss_down: null,
  });
  assert.equal(share(1, 19), null);
  assert.equal(kbit(1000, 0), null);
  assert.equal(median([]), null);
});

test("a counter that runs backwards loses nothing", () => {
  assert.equal(share(-3, 100), 0);
});

test("bits of a second", () => {
  assert.equal(kbit(125_000, 1000), 1000);
});

test("the sentence is about the first way that led somewhere", () => {
  const line = { ...noWay("relay"), connected: true, round_trip_ms: 38, up_kbit: 900, down_kbit: 2000 };
  assert.deepEqual(wordsOf([noWay("direct"), line]), { name: "good", blanks: { ms: "38", kbit: "900" } });
  assert.deepEqual(wordsOf([{ ...line, loss_up: 64 }]), { name: "lossy", blanks: { ms: "38", loss: "6" } });
  assert.equal(wordsOf([noWay("direct")]).name, "no_way");
});
