// What a session description asks of the other side's voice.
import assert from "node:assert/strict";
import { test } from "node:test";

import { askForVoice } from "../../static/js/room/sdp.js";

const CHROMIUM = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 0",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=rtpmap:96 VP8/90000",
  "",
].join("\r\n");
const WISHES = "minptime=10;useinbandfec=1;usedtx=1;stereo=0;maxaveragebitrate=32000";

test("Opus corrects what is lost, is silent in silence, and speaks with one channel", () => {
  const asked = askForVoice(CHROMIUM);
  assert.ok(asked.includes(`\r\na=fmtp:111 ${WISHES}\r\n`));
});

test("nothing else of it changes, and a second time changes nothing", () => {
  const asked = askForVoice(CHROMIUM);
  const rest = (/** @type {string} */ sdp) => sdp.split("\r\n").filter((line) => !line.startsWith("a=fmtp:111"));
  assert.deepEqual(rest(asked), rest(CHROMIUM));
  assert.equal(askForVoice(asked), asked);
});

test("a description without wishes for Opus gets them, whatever ends its lines", () => {
  const bare = CHROMIUM.replace("a=fmtp:111 minptime=10;useinbandfec=1\r\n", "");
  assert.ok(askForVoice(bare).includes(`a=rtpmap:111 opus/48000/2\r\na=fmtp:111 ${WISHES}\r\n`));
  const plain = askForVoice(CHROMIUM.replaceAll("\r\n", "\n"));
  assert.ok(plain.includes(`\na=fmtp:111 ${WISHES}\n`));
  assert.ok(!plain.includes("\r"));
});

test("other wishes of the browser stay; each Opus of the description is asked", () => {
  const two = CHROMIUM.replace("useinbandfec=1", "useinbandfec=0;cbr=1;x") + "a=rtpmap:109 opus/48000/2\r\n";
  const asked = askForVoice(two);
  assert.match(asked, /a=fmtp:111 minptime=10;useinbandfec=1;cbr=1;x;usedtx=1/);
  assert.ok(asked.includes(`a=fmtp:109 ${WISHES}`));
});

test("a description without sound is left alone", () => {
  assert.equal(askForVoice("v=0\r\n"), "v=0\r\n");
});
