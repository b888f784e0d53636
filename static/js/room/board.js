// @ts-check
/**
 * The shared page for drawing and writing. Each has their own marks and may take back the last of
 * them; clearing takes away everything for both. It knows no element.
 *
 * `brought`: mine from before this page was opened, as only the other page says.
 * @typedef {{id: string, own: boolean, brought?: boolean, turn: number}} Known
 * @typedef {Known & {ink: import("./aside.js").Ink, points: number[]}} Line points as x, y, x, y…
 * @typedef {Known & {text: string, place: number}} Note place 0 to 8, row by row
 * @typedef {Line | Note} Mark
 */
import { drawable, MAX_POINTS, newId } from "./aside.js";

const MOST_MARKS = 1_000;
const LONGEST_LINE = 4_000;

/** Events: `changed` (the mark, or null when marks are gone), `cleared` when the other cleared it. */
export class Board extends EventTarget {
  /** In the order they were made. @type {Map<string, Mark>} */ marks = new Map();
  /** The largest turn so far: a new mark comes after all that this page has seen. */
  #turn = 0;
  #say;
  #isAnew;

  /**
   * @param {(message: import("./aside.js").AsideMessage) => boolean} say to the other page
   * @param {() => boolean} isAnew whether another page of mine may have drawn before this one
   */
  constructor(say, isAnew) {
    super();
    this.#say = say;
    this.#isAnew = isAnew;
  }

  /** The same on both pages, once both have all marks. @returns {Mark[]} */
  get inOrder() {
    return [...this.marks.values()].sort((one, other) => one.turn - other.turn || (one.id < other.id ? -1 : 1));
  }

  /** Begin a line. @param {import("./aside.js").Ink} ink @returns {Line} */
  line(ink) {
    const line = { id: newId(), own: true, turn: this.#turn + 1, ink, points: [] };
    if (this.marks.size < MOST_MARKS) this.#put(line);
    return line;
  }

  /** Draw on. @param {Line} line @param {number[]} points */
  draw(line, points) {
    if (!this.marks.has(line.id) || line.points.length + points.length > LONGEST_LINE) return;
    const from = line.points.length;
    line.points.push(...points);
    this.#sayLine(line, from);
    this.#changed(line);
  }

  /** @param {string} words @param {number} place */
  note(words, place) {
    const text = drawable(words).trim();
    if (!text || this.marks.size >= MOST_MARKS) return;
    const note = { id: newId(), own: true, turn: this.#turn + 1, text, place };
    this.#put(note);
    this.#sayNote(note);
    this.#changed(note);
  }

  /** Take back my latest mark. It stays while the other page can't be told. @returns {boolean} whether it is gone */
  undo() {
    const last = [...this.marks.values()].filter(({ own }) => own).at(-1);
    if (!last || !this.#say({ type: "board_undo", id: last.id })) return false;
    this.marks.delete(last.id);
    this.#changed(null);
    return true;
  }

  /** @returns {boolean} whether it is empty now, for both */
  clear() {
    if (!this.#say({ type: "board_clear" })) return false;
    this.marks.clear();
    this.#changed(null);
    return true;
  }

  /** @param {import("./aside.js").AsideMessage} message */
  hear(message) {
    if ("own" in message && !this.#believes(message)) return;
    if (message.type === "board_line") this.#hearLine(message);
    else if (message.type === "board_note") {
      const { id, turn, text, place, own } = message;
      if (this.marks.has(id) || this.marks.size >= MOST_MARKS) return;
      const note = { id, own: !own, brought: !own, turn, text, place };
      this.#put(note);
      this.#changed(note);
    } else if (message.type === "board_undo") {
      if (this.marks.get(message.id)?.own !== false) return;
      this.marks.delete(message.id);
      this.#changed(null);
    } else if (message.type === "board_clear") {
      this.marks.clear();
      this.#changed(null);
      this.dispatchEvent(new Event("cleared"));
    } else if (message.type === "board_ask") {
      for (const mark of this.marks.values()) {
        if ("text" in mark) this.#sayNote(mark);
        else this.#sayLine(mark, 0);
      }
    }
  }

  /**
   * Whose it is, I know of what I drew on this page; what the other says to be mine can only be from
   * a page of mine before this one. Anything else they are to take back.
   * @param {{id: string, own: boolean}} message
   */
  #believes({ id, own }) {
    const known = this.marks.get(id);
    if (known) return known.own !== own && (!known.own || known.brought);
    const isTrue = own || this.#isAnew();
    if (!isTrue) this.#say({ type: "board_undo", id });
    return isTrue;
  }

  /** @param {import("./aside.js").BoardLine} message */
  #hearLine({ id, own, turn, ink, from, points }) {
    const known = this.marks.get(id);
    const line = known ?? { id, own: !own, brought: !own, turn, ink, points: [] };
    if (!("points" in line) || line.points.length < from) return;
    if (from + points.length > LONGEST_LINE || (!known && this.marks.size >= MOST_MARKS)) return;
    // A page that was opened anew, or missed the rest of a line, has everything said again.
    const news = points.slice(line.points.length - from);
    if (!news.length) return;
    line.points.push(...news);
    this.#put(line);
    this.#changed(line);
  }

  /** @param {Note} note */
  #sayNote({ id, own, turn, text, place }) {
    this.#say({ type: "board_note", id, own, turn, text, place });
  }

  /** @param {Line} line @param {number} from */
  #sayLine({ id, own, turn, ink, points }, from) {
    for (let at = from; at < points.length; at += MAX_POINTS) {
      this.#say({ type: "board_line", id, own, turn, ink, from: at, points: points.slice(at, at + MAX_POINTS) });
    }
  }

  /** @param {Mark} mark */
  #put(mark) {
    this.marks.set(mark.id, mark);
    this.#turn = Math.max(this.#turn, mark.turn);
  }

  /** @param {Mark | null} mark */
  #changed(mark) {
    this.dispatchEvent(new CustomEvent("changed", { detail: mark }));
  }
}
