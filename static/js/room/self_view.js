// @ts-check
import { part } from "./page.js";

const CORNERS = 4;
const DRAG_STARTS_AT = 6;

/**
 * Where one's own small picture lies: it is dragged to a corner, or sent to the next one by
 * a press.
 */
export class SelfView {
  #box;
  /** @type {{x: number, y: number, moved: boolean} | null} */ #grip = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.stage = part(root, "stage", HTMLElement);
    this.#box = part(root, "self", HTMLButtonElement);
    this.#box.addEventListener("pointerdown", (event) => this.#grab(event));
    this.#box.addEventListener("pointermove", (event) => this.#drag(event));
    this.#box.addEventListener("pointerup", (event) => this.#drop(event));
    this.#box.addEventListener("click", () => this.#press());
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    this.#grip = { x: event.clientX, y: event.clientY, moved: false };
    this.#box.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const grip = this.#grip;
    if (!grip) return;
    const [x, y] = [event.clientX - grip.x, event.clientY - grip.y];
    grip.moved ||= Math.hypot(x, y) > DRAG_STARTS_AT;
    if (grip.moved) this.#box.style.translate = `${x}px ${y}px`;
  }

  /** To the corner nearest to where it was let go. @param {PointerEvent} event */
  #drop(event) {
    if (!this.#grip?.moved) return;
    const box = this.stage.getBoundingClientRect();
    const atEnd = event.clientX > box.left + box.width / 2;
    const atBottom = event.clientY > box.top + box.height / 2;
    this.#box.dataset.corner = String(atBottom ? (atEnd ? 0 : 1) : atEnd ? 3 : 2);
    this.#box.style.translate = "";
  }

  #press() {
    const moved = this.#grip?.moved;
    this.#grip = null;
    if (moved) return;
    this.#box.dataset.corner = String((Number(this.#box.dataset.corner) + 1) % CORNERS);
  }
}
