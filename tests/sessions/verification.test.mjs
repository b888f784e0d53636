// Two pages, and what comes between them: static/js/room/verification.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../static/js/room/aside.js";
import { WORDS, wordsOf } from "../../static/js/room/comparing_words.js";
import { fingerprintIn, Verification } from "../../static/js/room/verification.js";

const print = (letter) => `sha-256 ${Array(32).fill(`${letter}${letter}`).join(":")}`;
const [TARIQ, ALICE, MALLORY] = ["a", "b", "c"].map(print);

/** One end of a line, as Peer is. `through` is what a server in between makes of a message. */
class End extends EventTarget {
  far = null;
  said = [];
  constructor(own, other, through = (message) => message) {
    super();
    Object.assign(this, { prints: { own, other }, through });
  }
  aside(message) {
    assert.deepEqual(parse(JSON.stringify(message)), message);
    this.said.push(message);
    const changed = this.through(message);
    if (changed) setTimeout(() => this.far?.hear(changed));
    return true;
  }
  hear(message) {
    this.dispatchEvent(Object.assign(new Event("aside"), { detail: message }));
  }
  async fingerprints() {
    return this.prints;
  }
}

/** @returns {Promise<Verification>} once it has words, or knows that it never will */
function settled(verification) {
  if (verification.digest || verification.isBroken) return verification;
  return new Promise((done) => verification.addEventListener("changed", () => done(verification)));
}

function open(leading, following) {
  Object.assign(leading, { far: following });
  Object.assign(following, { far: leading });
  const pages = [new Verification(leading, true), new Verification(following, false)];
  for (const end of [following, leading]) end.dispatchEvent(new Event("aside-open"));
  return pages;
}

test("both pages see the same four words, and others the next time", async () => {
  const seen = [];
  for (let time = 0; time < 2; time += 1) {
    const pages = open(new End(TARIQ, ALICE), new End(ALICE, TARIQ));
    const [lead, follow] = await Promise.all(pages.map(settled));
    assert.match(lead.digest, /^[0-9a-f]{64}$/);
    assert.equal(lead.digest, follow.digest);
    assert.equal(wordsOf(lead.digest).length, 4);
    seen.push(lead.digest);
  }
  assert.notEqual(seen[0], seen[1]);
});

test("a server that passes everything on but the certificates is seen", async () => {
  const pages = open(new End(TARIQ, MALLORY), new End(ALICE, MALLORY));
  const [lead, follow] = await Promise.all(pages.map(settled));
  assert.notEqual(lead.digest, follow.digest);
});

test("one that speaks for itself with each of them is seen", async () => {
  const towards = open(new End(TARIQ, MALLORY), new End(MALLORY, TARIQ));
  const away = open(new End(MALLORY, ALICE), new End(ALICE, MALLORY));
  const [tariq, , , alice] = await Promise.all([...towards, ...away].map(settled));
  assert.notEqual(tariq.digest, alice.digest);
});

test("nothing of the number is told before the other has given theirs", async () => {
  const [lead, follow] = [new End(TARIQ, ALICE), new End(ALICE, TARIQ)];
  await Promise.all(open(lead, follow).map(settled));
  assert.deepEqual(lead.said.map(({ type }) => type), ["words_commit", "words_reveal"]);
  assert.deepEqual(follow.said.map(({ type }) => type), ["words_number"]);
  assert.notEqual(lead.said[0].commit, lead.said[1].number);
});

test("a number other than the one committed to is seen", async () => {
  const change = (message) =>
    message.type === "words_reveal" ? { ...message, number: "0".repeat(64) } : message;
  const [, follow] = open(new End(TARIQ, ALICE, change), new End(ALICE, TARIQ));
  assert.equal((await settled(follow)).isBroken, true);
  assert.equal(follow.digest, "");
});

test("a reveal without a commit, and a second run, change nothing", async () => {
  const [leading, following] = [new End(TARIQ, ALICE), new End(ALICE, TARIQ)];
  const early = new End(ALICE, TARIQ);
  const page = new Verification(early, false);
  early.hear({ type: "words_reveal", number: "1".repeat(64) });
  const [lead, follow] = open(leading, following);
  await Promise.all([lead, follow].map(settled));
  const { digest } = follow;
  following.hear({ type: "words_commit", commit: "2".repeat(64) });
  following.hear({ type: "words_reveal", number: "2".repeat(64) });
  leading.hear({ type: "words_number", number: "2".repeat(64) });
  leading.dispatchEvent(new Event("aside-open"));
  await new Promise((done) => setTimeout(done));
  assert.deepEqual([lead.digest, follow.digest], [digest, digest]);
  assert.deepEqual([page.digest, page.isBroken], ["", false]);
});

test("the words stay when ICE finds another way, not when the certificate changes", async () => {
  const [leading, following] = [new End(TARIQ, ALICE), new End(ALICE, TARIQ)];
  const [lead, follow] = open(leading, following);
  await Promise.all([lead, follow].map(settled));
  lead.isCompared = true;
  leading.dispatchEvent(new Event("link"));
  await new Promise((done) => setTimeout(done));
  assert.equal(lead.isCompared, true);
  leading.prints = { own: TARIQ, other: MALLORY };
  const told = new Promise((done) => lead.addEventListener("changed", done));
  leading.dispatchEvent(new Event("link"));
  await told;
  assert.deepEqual([lead.isBroken, lead.digest, lead.isCompared], [true, "", false]);
});

test("a description has one strong fingerprint, or none that counts", () => {
  const line = (words) => `v=0\r\na=fingerprint:${words}\r\nm=audio 9 UDP 0\r\n`;
  assert.equal(fingerprintIn(line(ALICE.toUpperCase())), ALICE);
  assert.equal(fingerprintIn(line(ALICE) + line(ALICE)), ALICE);
  for (const sdp of [
    "v=0\r\n",
    line(ALICE) + line(MALLORY),
    line(ALICE) + line("sha-1 00:11"),
    `${line(ALICE)}A=Fingerprint: ${MALLORY}\r\n`,
    line(`sha-1 ${ALICE.slice(8)}`),
    line(ALICE.slice(0, 40)),
    line(`${ALICE} ${MALLORY}`),
  ]) {
    assert.equal(fingerprintIn(sdp), null, sdp);
  }
});

test("the list is 64 words, none like another, each as likely", () => {
  assert.equal(WORDS.length, 64);
  assert.equal(new Set(WORDS.map((word) => word.slice(0, 4))).size, 64);
  const counts = new Map();
  for (let byte = 0; byte < 256; byte += 1) {
    const [word] = wordsOf(byte.toString(16).padStart(2, "0").repeat(4));
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  assert.deepEqual(new Set(counts.values()), new Set([4]));
});
