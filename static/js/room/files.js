// @ts-check
/**
 * Files from one page to the other: offered with name, kind, size and SHA-256 over the aside, and
 * carried on their own channel only once the other person took them. Each piece begins with the
 * name of its file, since the two channels are not in step. It knows no element, and keeps nothing:
 * what came is a blob of this page, of no kind that a browser would open.
 *
 * @typedef {"offered" | "moving" | "done" | "stopped" | "spoiled" | "lost"} State
 * @typedef {EventTarget & {
 *   aside: (message: import("./aside.js").AsideMessage) => boolean,
 *   bytes: (piece: Uint8Array) => Promise<boolean>,
 * }} Carrier
 */
import { hex, MAX_FILE, nameFor, newId } from "./aside.js";
import { sha256 } from "./verification.js";

const HEAD = 16;
const PIECE = 16 * 1024 - HEAD;

/** One file on its way. Events: `changed`. */
export class Transfer extends EventTarget {
  /** @type {State} */ state = "offered";
  /** Bytes that went or came. */ moved = 0;
  /** What came, once it is whole. @type {Blob | null} */ blob = null;
  /** @type {Uint8Array[]} */ pieces = [];

  /** @param {import("./aside.js").FileOffer} offer @param {Blob | null} source the file, if it is mine */
  constructor(offer, source) {
    super();
    this.offer = offer;
    this.source = source;
  }

  get isOver() {
    return this.state !== "offered" && this.state !== "moving";
  }

  /** @param {State} state */
  become(state) {
    if (this.isOver) return;
    this.state = state;
    if (this.isOver) this.pieces = [];
    this.dispatchEvent(new Event("changed"));
  }
}

/** Events: `transfer` (a Transfer that began). */
export class Files extends EventTarget {
  #carrier;
  /** @type {Map<string, Transfer>} */ #transfers = new Map();

  /** @param {Carrier} carrier */
  constructor(carrier) {
    super();
    this.#carrier = carrier;
    carrier.addEventListener("bytes", (event) => this.#receive(new Uint8Array(detailOf(event))));
    // Another connection: what was under way on the old one is not.
    carrier.addEventListener("aside-open", () => {
      for (const one of this.#transfers.values()) one.become("lost");
    });
  }

  /** Offer a file of at most MAX_FILE bytes. @param {File} file @returns {Promise<boolean>} whether it was offered */
  async offer(file) {
    if (file.size > MAX_FILE || !file.size) return false;
    const sum = await sha256(await file.arrayBuffer());
    const { name, size, type } = file;
    /** @type {import("./aside.js").FileOffer} */
    const offer = { type: "file_offer", id: newId(), name: nameFor(name), size, kind: type.slice(0, 100), sha256: sum };
    if (!this.#carrier.aside(offer)) return false;
    this.#begin(new Transfer(offer, file));
    return true;
  }

  /** Let it come. @param {Transfer} transfer */
  take(transfer) {
    if (this.#carrier.aside({ type: "file_take", id: transfer.offer.id })) transfer.become("moving");
    else transfer.become("lost");
  }

  /** Don't want it, or not any more; either side may. @param {Transfer} transfer */
  stop(transfer) {
    this.#carrier.aside({ type: "file_stop", id: transfer.offer.id });
    transfer.become("stopped");
  }

  /** @param {import("./aside.js").AsideMessage} message */
  hear(message) {
    if (message.type === "file_offer") {
      if (!this.#transfers.has(message.id)) this.#begin(new Transfer(message, null));
    } else if (message.type === "file_take" || message.type === "file_stop") {
      const transfer = this.#transfers.get(message.id);
      if (message.type === "file_stop") transfer?.become("stopped");
      else if (transfer?.source && transfer.state === "offered") this.#send(transfer, transfer.source);
    }
  }

  /** @param {Transfer} transfer */
  #begin(transfer) {
    this.#transfers.set(transfer.offer.id, transfer);
    this.dispatchEvent(new CustomEvent("transfer", { detail: transfer }));
  }

  /** @param {Transfer} transfer @param {Blob} source */
  async #send(transfer, source) {
    transfer.become("moving");
    const { id, size } = transfer.offer;
    const head = Uint8Array.from(id.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
    while (transfer.state === "moving" && transfer.moved < size) {
      const part = await source.slice(transfer.moved, transfer.moved + PIECE).arrayBuffer();
      const piece = new Uint8Array(HEAD + part.byteLength);
      piece.set(head);
      piece.set(new Uint8Array(part), HEAD);
      if (!(await this.#carrier.bytes(piece))) transfer.become("lost");
      transfer.moved += part.byteLength;
      transfer.dispatchEvent(new Event("changed"));
    }
    transfer.become("done");
  }

  /** @param {Uint8Array} piece */
  async #receive(piece) {
    const transfer = this.#transfers.get(hex(piece.subarray(0, HEAD)));
    if (!transfer || transfer.source || transfer.state !== "moving") return;
    const { size, sha256: sum } = transfer.offer;
    transfer.pieces.push(piece.subarray(HEAD));
    transfer.moved += piece.length - HEAD;
    if (transfer.moved > size) transfer.become("spoiled");
    if (transfer.moved === size) {
      const blob = new Blob(/** @type {BlobPart[]} */ (transfer.pieces), { type: "application/octet-stream" });
      const isWhole = (await sha256(await blob.arrayBuffer())) === sum;
      if (isWhole && !transfer.isOver) transfer.blob = blob;
      transfer.become(isWhole ? "done" : "spoiled");
    }
    transfer.dispatchEvent(new Event("changed"));
  }
}

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
