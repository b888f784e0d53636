// @ts-check
/** @typedef {import("./protocol.js").Line} Line */
/** @typedef {import("./protocol.js").Heard} Heard */
/** @typedef {import("./protocol.js").Said} Said */
/** @typedef {{id: string, text: string, refused: boolean}} Unsent */

/**
 * What two people write to each other, as one page knows it: the server's lines in its order, and
 * one's own that have not arrived there yet. Sent again after every welcome under the same id, so
 * that none is lost and none is there twice. It knows no element.
 *
 * Events: `changed` (read the fields), `typing` (the other person is writing).
 */
export class Conversation extends EventTarget {
  /** @type {Line[]} */ lines = [];
  /** @type {Unsent[]} */ unsent = [];
  marks = { received: 0, read: 0 };
  keeping = { mine: false, theirs: false };
  #read = 0;
  #send;

  /** @param {(message: Said) => boolean} send whether it went out */
  constructor(send) {
    super();
    this.#send = send;
  }

  /** The number of the newest line. */
  get last() {
    return this.lines.at(-1)?.seq ?? 0;
  }

  /** @param {string} text @param {string} [id] */
  say(text, id = crypto.randomUUID()) {
    this.unsent.push({ id, text, refused: false });
    this.#send({ type: "say", id, text });
    this.#tell("changed");
  }

  /** Everything is in view: tell it once. */
  see() {
    if (this.last <= this.#read) return;
    if (this.#send({ type: "read", number: this.last })) this.#read = this.last;
  }

  /** @param {Heard} message */
  hear(message) {
    switch (message.type) {
      case "welcome":
      case "admitted":
        for (const own of this.unsent) {
          own.refused = false;
          this.#send({ type: "say", id: own.id, text: own.text });
        }
        break;
      case "line":
        this.#add(message);
        break;
      case "marks":
        this.marks = message;
        break;
      case "keeping":
        this.keeping = message;
        break;
      case "not_said":
        for (const own of this.unsent) if (own.id === message.id) own.refused = true;
        break;
      case "peer_typing":
        this.#tell("typing");
        return;
      default:
        return;
    }
    this.#tell("changed");
  }

  /** How far a line of one's own has come. @param {Line} line @returns {"sent" | "received" | "read"} */
  stateOf(line) {
    if (line.seq <= this.marks.read) return "read";
    return line.seq <= this.marks.received ? "received" : "sent";
  }

  /** @param {Line} line */
  #add(line) {
    if (line.seq <= this.last) return;
    this.lines.push(line);
    this.unsent = this.unsent.filter((own) => own.id !== line.id);
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
