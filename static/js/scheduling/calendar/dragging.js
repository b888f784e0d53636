// @ts-check
/** Takes a session with the mouse, or with a finger that rests on it, and lets it go elsewhere. */

import { announce } from "../../announcements.js";
import { clock, dropAt, FINE, QUARTER } from "./geometry.js";
import { isColumns } from "./laying.js";

const MOUSE_PX = 5;
const FINGER_PX = 10;
const FINGER_MS = 450;

/**
 * @typedef {{
 *   piece: HTMLElement, pointer: number, x: number, y: number, grip: number, length: number,
 *   from: number, day: string, to: { day: string, from: number } | null, isHeld: boolean,
 *   timer: ReturnType<typeof setTimeout> | undefined,
 * }} Drag
 */

/**
 * @param {HTMLElement} calendar
 * @param {import("./columns.js").Columns} columns
 * @param {(url: string, at: { day: string, time: string }) => void} dropped
 */
export function wireDragging(calendar, columns, dropped) {
  /** @type {Drag | null} */
  let drag = null;

  /** @param {PointerEvent} event */
  const take = (event) => {
    if (!(event.target instanceof Element) || !event.isPrimary || event.button !== 0) return;
    const piece = event.target.closest("[data-move]");
    if (!(piece instanceof HTMLElement) || !isColumns(calendar)) return;
    const spot = columns.at(event.clientX, event.clientY);
    if (!spot) return;
    const [from, until] = [Number(piece.dataset.from), Number(piece.dataset.until)];
    drag = {
      piece,
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      grip: spot.minute - from,
      length: until - from,
      from,
      day: spot.day,
      to: null,
      isHeld: false,
      timer: event.pointerType === "mouse" ? undefined : setTimeout(hold, FINGER_MS),
    };
  };

  const hold = () => {
    if (!drag) return;
    drag.isHeld = true;
    drag.piece.classList.add("is-dragged");
    calendar.setPointerCapture(drag.pointer);
    document.documentElement.classList.add("is-dragging");
  };

  /** @param {PointerEvent} event */
  const carry = (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const away = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (!drag.isHeld) {
      if (drag.timer === undefined && away > MOUSE_PX) hold();
      else if (drag.timer !== undefined && away > FINGER_PX) return letGo();
      else return;
    }
    const spot = columns.at(event.clientX, event.clientY);
    if (!spot) return;
    const { first, last } = columns;
    const step = event.shiftKey ? FINE : QUARTER;
    const from = dropAt(spot.minute - drag.grip, { length: drag.length, step, first, last });
    drag.to = { day: spot.day, from };
    columns.show(spot, {
      from,
      length: drag.length,
      kind: "moved",
      sentence: calendar.dataset.dragging ?? "",
    });
  };

  /** @param {PointerEvent} event */
  const drop = (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { isHeld, to, from, day, piece } = drag;
    letGo();
    if (!isHeld) return;
    // The click that ends a drag opens nothing.
    window.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
    if (to === null || (to.day === day && to.from === from)) {
      announce(calendar.dataset.stays ?? "");
      return;
    }
    dropped(piece.dataset.move ?? "", { day: to.day, time: clock(to.from) });
  };

  const letGo = () => {
    if (!drag) return;
    clearTimeout(drag.timer);
    drag.piece.classList.remove("is-dragged");
    if (calendar.hasPointerCapture(drag.pointer)) calendar.releasePointerCapture(drag.pointer);
    document.documentElement.classList.remove("is-dragging");
    columns.hide();
    drag = null;
  };

  /** @param {Event} event */
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };

  calendar.addEventListener("pointerdown", take);
  calendar.addEventListener("pointermove", carry);
  calendar.addEventListener("pointerup", drop);
  calendar.addEventListener("pointercancel", letGo);
  // A finger that holds a session doesn't scroll the page, nor ask for a menu.
  calendar.addEventListener("touchmove", (event) => drag?.isHeld && event.preventDefault(), {
    passive: false,
  });
  calendar.addEventListener("contextmenu", (event) => drag && event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag?.isHeld) return;
    letGo();
    announce(calendar.dataset.stays ?? "");
  });
}
