// @ts-check
/**
 * The therapist's calendar. Without this script it is a list by day whose links lead to pages that
 * do the same: each session's, moving it by date and time, booking.
 */

import { Columns } from "./columns.js";
import { CalendarDialog } from "./dialog.js";
import { wireDragging } from "./dragging.js";
import { clock, neighbour, pressedAt, QUARTER } from "./geometry.js";
import { drawNow, isColumns, lay } from "./laying.js";

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/**
 * @param {HTMLElement} calendar
 * @param {CalendarDialog} dialog
 */
function wireKeys(calendar, dialog) {
  calendar.addEventListener("keydown", (event) => {
    const plain = !(event.altKey || event.ctrlKey || event.metaKey);
    if (!(event.target instanceof HTMLElement) || !event.target.matches("a.piece__face") || !plain) return;
    const piece = event.target.closest("[data-move]");
    if (event.key.toLowerCase() === "m" && piece instanceof HTMLElement) {
      event.preventDefault();
      void dialog.move(piece.dataset.move ?? "", { view: calendar.dataset.view ?? "week" });
    }
    if (!ARROWS.includes(event.key)) return;
    event.preventDefault();
    const faces = [...calendar.querySelectorAll("a.piece__face")];
    const places = faces.map((face) => ({
      day: face.closest("[data-day]")?.getAttribute("data-day") ?? "",
      start: Number(face.closest("[data-from]")?.getAttribute("data-from")),
    }));
    const next = faces[neighbour(places, faces.indexOf(event.target), event.key)];
    if (next instanceof HTMLElement) next.focus();
  });
}

/**
 * A press on a session shows it; on a free place it leads to booking there.
 * @param {HTMLElement} calendar
 * @param {CalendarDialog} dialog
 * @param {Columns} columns
 */
function wirePresses(calendar, dialog, columns) {
  /** @param {MouseEvent} event */
  const freeSpot = (event) => {
    if (!isColumns(calendar) || !(event.target instanceof Element)) return null;
    if (!event.target.closest(".calendar__column") || event.target.closest(".piece")) return null;
    const spot = columns.at(event.clientX, event.clientY);
    return spot && { ...spot, from: pressedAt(spot.minute, columns) };
  };
  calendar.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const details = event.target.closest("a.piece__face")?.closest(".piece")?.querySelector(".piece__more");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (details instanceof HTMLElement && isColumns(calendar) && plain) {
      event.preventDefault();
      dialog.show(details);
      return;
    }
    const spot = freeSpot(event);
    if (!spot) return;
    const { book = "", view = "week" } = calendar.dataset;
    location.assign(`${book}?${new URLSearchParams({ day: spot.day, time: clock(spot.from), view })}`);
  });
  calendar.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return;
    const spot = freeSpot(event);
    if (!spot) return columns.hide();
    const sentence = calendar.dataset.free ?? "";
    columns.show(spot, { from: spot.from, length: 2 * QUARTER, kind: "free", sentence });
  });
  calendar.addEventListener("pointerleave", () => columns.hide());
}

const calendar = document.querySelector("[data-calendar]");
const element = document.getElementById("calendar-dialog");
if (calendar instanceof HTMLElement && element instanceof HTMLDialogElement) {
  const dialog = new CalendarDialog(element);
  const columns = new Columns(calendar);
  lay(calendar);
  drawNow(calendar);
  wireKeys(calendar, dialog);
  wirePresses(calendar, dialog, columns);
  const view = calendar.dataset.view ?? "week";
  wireDragging(calendar, columns, (url, at) => void dialog.move(url, { ...at, view }));
}
