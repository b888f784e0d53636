// @ts-check
/**
 * Whether anybody is in between. Both pages draw the same words from the fingerprints of both DTLS
 * certificates and from a random number of each page. The therapist's page commits to its number
 * (by its hash) before it hears the other's, and reveals it after: who relays between the two has
 * to choose before knowing what comes out, and so has one chance in the number of all words.
 * One run for each connection: a second try would be a second chance. docs/room-protocol.md tells
 * what this shows and what it doesn't.
 *
 * It knows no element. `peer` is anything that speaks as Peer does.
 *
 * @typedef {{own: string, other: string}} Fingerprints
 * @typedef {EventTarget & {
 *   aside: (message: import("./aside.js").AsideMessage) => boolean,
 *   fingerprints: () => Promise<Fingerprints | null>,
 * }} Speaking
 */

import { hex } from "./aside.js";

/** What is drawn from: another wording here would give other words. */
const PURPOSE = "attune words 1";

/**
 * The one fingerprint in a description, or null where there is none, more than one, or a weak one.
 * A browser is content if any of several fits the certificate, so that a list of them says nothing.
 * @param {string} sdp
 */
export function fingerprintIn(sdp) {
  const found = [...sdp.matchAll(/^a=fingerprint:(.*)$/gim)].map(([, one]) => one.trim().toLowerCase());
  const [only] = found;
  const isOne = found.length > 0 && found.every((one) => one === only);
  return isOne && /^sha-(256|384|512) ([0-9a-f]{2}:){31,63}[0-9a-f]{2}$/.test(only) ? only : null;
}

/** SHA-256 in hex, as a description writes it but for the colons. @param {BufferSource} bytes */
export async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** @param {string[]} parts */
const digestOf = (...parts) => sha256(new TextEncoder().encode(parts.join("\n")));

/** Events: `changed`. */
export class Verification extends EventTarget {
  /** 64 letters of hex, the same on both pages if nobody is in between; "" before. */
  digest = "";
  /** The other page did not keep to its word, or the connection is no longer the one compared. */
  isBroken = false;
  /** This person compared, and said that they match. */
  isCompared = false;
  #peer;
  #leads;
  #mine = hex(crypto.getRandomValues(new Uint8Array(32)));
  #commit = "";
  #prints = "";
  #isDone = false;
  #queue = Promise.resolve();

  /** @param {Speaking} peer @param {boolean} leads whether this page is the one that commits */
  constructor(peer, leads) {
    super();
    this.#peer = peer;
    this.#leads = leads;
    peer.addEventListener("aside-open", () => this.#next(() => this.#begin()));
    peer.addEventListener("aside", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      this.#next(() => this.#hear(detail));
    });
    peer.addEventListener("link", () => this.#next(() => this.#check()));
  }

  /** @param {() => Promise<void>} step one after the other, as they came */
  #next(step) {
    this.#queue = this.#queue.then(step).catch(() => this.#break());
  }

  async #begin() {
    if (!this.#leads || this.#commit) return;
    this.#commit = await digestOf(this.#mine);
    this.#peer.aside({ type: "words_commit", commit: this.#commit });
  }

  /** @param {import("./aside.js").AsideMessage} message */
  async #hear(message) {
    if (this.#isDone || this.isBroken) return;
    if (message.type === "words_commit" && !this.#leads && !this.#commit) {
      this.#commit = message.commit;
      this.#peer.aside({ type: "words_number", number: this.#mine });
    } else if (message.type === "words_number" && this.#leads && this.#commit) {
      this.#peer.aside({ type: "words_reveal", number: this.#mine });
      await this.#draw(this.#mine, message.number);
    } else if (message.type === "words_reveal" && !this.#leads && this.#commit) {
      if ((await digestOf(message.number)) === this.#commit) await this.#draw(message.number, this.#mine);
      else this.#break();
    }
  }

  /** @param {string} leading @param {string} following the numbers of both pages */
  async #draw(leading, following) {
    this.#isDone = true;
    const prints = await this.#peer.fingerprints();
    if (!prints) {
      this.#break();
      return;
    }
    const { own, other } = prints;
    this.#prints = own + other;
    const both = this.#leads ? [own, other] : [other, own];
    this.digest = await digestOf(PURPOSE, ...both, leading, following);
    this.#tell();
  }

  /** ICE may find another way; the certificates stay for as long as the connection is the same. */
  async #check() {
    if (!this.digest) return;
    const prints = await this.#peer.fingerprints();
    if (!prints || prints.own + prints.other !== this.#prints) this.#break();
  }

  #break() {
    this.isBroken = true;
    this.digest = "";
    this.isCompared = false;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("changed"));
  }
}
