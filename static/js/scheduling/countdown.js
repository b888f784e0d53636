// @ts-check
/**
 * Shows how long a time is still held. The server says how many seconds are left, because this
 * device's clock may be wrong. When they have run out, the page says what is free instead.
 */

import { announce } from "../announcements.js";

const SOON_SECONDS = 60;
/** The reload must not arrive before the server, too, finds the hold over. */
const GRACE_SECONDS = 1;

/**
 * Minutes and seconds, as on a kitchen timer; with the hours where there are any.
 * @param {number} seconds
 */
function clock(seconds) {
  const rest = Math.max(0, Math.ceil(seconds));
  const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest % 60)}` : `${minutes}:${two(rest % 60)}`;
}

/** @param {HTMLElement} timer */
function run(timer) {
  const left = timer.querySelector("[data-left]");
  if (!left) return;
  const until = performance.now() + Number(timer.dataset.seconds) * 1000;
  let warned = false;
  const tick = () => {
    const seconds = (until - performance.now()) / 1000;
    left.textContent = (timer.dataset.words ?? "").replace("{time}", clock(seconds));
    if (seconds <= SOON_SECONDS && !warned) {
      warned = true;
      timer.classList.add("is-soon");
      announce(timer.dataset.soon ?? "");
    }
    if (seconds <= -GRACE_SECONDS) {
      clearInterval(ticking);
      location.reload();
    }
  };
  const ticking = setInterval(tick, 1000);
  tick();
}

document.querySelectorAll("[data-seconds]").forEach((timer) => {
  if (timer instanceof HTMLElement) run(timer);
});
