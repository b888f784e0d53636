// @ts-check
/** Makes columns of the calendar's list, and draws the line of now. */

import { minuteNow } from "./geometry.js";

const WIDE = "(min-width: 48rem)";
const NOW_EVERY_MS = 20_000;
const MEASURES = ["from", "until", "lane", "lanes"];

/**
 * Hands the numbers of the markup over to the style sheet, and turns the week into columns where
 * they fit. Style attributes are not allowed by our policy; properties set by script are.
 * @param {HTMLElement} calendar
 */
export function lay(calendar) {
  const { first, last, view } = calendar.dataset;
  calendar.style.setProperty("--first", first ?? "0");
  calendar.style.setProperty("--hours", String(Number(last) - Number(first)));
  for (const element of calendar.querySelectorAll("[data-from]")) {
    if (!(element instanceof HTMLElement)) continue;
    for (const name of MEASURES) {
      const value = element.dataset[name];
      if (value !== undefined) element.style.setProperty(`--${name}`, value);
    }
  }
  const wide = matchMedia(WIDE);
  const choose = () => {
    calendar.classList.toggle("is-columns", view === "day" || wide.matches);
    calendar.classList.add("is-ready");
  };
  wide.addEventListener("change", choose);
  choose();
}

/**
 * A line across today at this minute, which moves on by itself. The server says what its clock
 * reads, because this device's may be wrong or stand in another zone.
 * @param {HTMLElement} calendar
 */
export function drawNow(calendar) {
  const column = calendar.querySelector(".is-today .calendar__column");
  if (!column || calendar.dataset.now === undefined) return;
  const [read, at] = [Number(calendar.dataset.now), Date.now()];
  const line = document.createElement("span");
  line.className = "calendar__now";
  line.setAttribute("aria-hidden", "true");
  const draw = () => {
    const minute = minuteNow(read, Date.now() - at);
    line.hidden = minute === null;
    if (minute !== null) line.style.setProperty("--from", String(minute));
  };
  draw();
  column.append(line);
  setInterval(draw, NOW_EVERY_MS);
  document.addEventListener("visibilitychange", draw);
}

/** @param {HTMLElement} calendar */
export function isColumns(calendar) {
  return calendar.classList.contains("is-columns");
}
