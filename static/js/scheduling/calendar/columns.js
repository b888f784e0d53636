// @ts-check
/** Which column and which minute lie under a pointer, and the box that shows where it would land. */

import { clock, fill, minuteAt } from "./geometry.js";

/** @typedef {{ element: HTMLElement, day: string, words: string, minute: number }} Spot */

export class Columns {
  /** @param {HTMLElement} calendar */
  constructor(calendar) {
    this.calendar = calendar;
    this.first = Number(calendar.dataset.first);
    this.last = Number(calendar.dataset.last);
    this.ghost = document.createElement("p");
    this.ghost.setAttribute("aria-hidden", "true");
  }

  /**
   * The nearest column and the minute at that height.
   * @param {number} x
   * @param {number} y
   * @returns {Spot | null}
   */
  at(x, y) {
    /** @type {{ away: number, element: HTMLElement, box: DOMRect } | null} */
    let nearest = null;
    for (const element of this.calendar.querySelectorAll(".calendar__column")) {
      if (!(element instanceof HTMLElement)) continue;
      const box = element.getBoundingClientRect();
      const away = Math.max(box.left - x, 0, x - box.right);
      if (nearest === null || away < nearest.away) nearest = { away, element, box };
    }
    const day = nearest?.element.closest("[data-day]");
    if (nearest === null || !(day instanceof HTMLElement)) return null;
    const column = { height: nearest.box.height, first: this.first, last: this.last };
    return {
      element: nearest.element,
      day: day.dataset.day ?? "",
      words: day.dataset.words ?? "",
      minute: minuteAt(y - nearest.box.top, column),
    };
  }

  /**
   * @param {Spot} spot
   * @param {{ from: number, length: number, kind: string, sentence: string }} what
   */
  show({ element, words }, { from, length, kind, sentence }) {
    const until = from + length;
    this.ghost.className = `calendar__ghost calendar__ghost--${kind}`;
    this.ghost.style.setProperty("--from", String(from));
    this.ghost.style.setProperty("--until", String(until));
    const gaps = { day: words, time: clock(from), from: clock(from), until: clock(until) };
    this.ghost.textContent = fill(sentence, gaps);
    if (this.ghost.parentElement !== element) element.append(this.ghost);
  }

  hide() {
    this.ghost.remove();
  }
}
